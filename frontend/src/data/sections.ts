// Turns a block of the page, gzip written in seven bits a character, into bytes.
import { DataError } from "./errors";
import { given } from "./given";

/** A section of half a million topics has 12 MB; more than this is a bomb, not a graph. */
const MOST_BYTES = 1 << 29;

/** Whether the page holds a section. */
export function holds(name: string): boolean {
  return document.getElementById(`kg-${name}`) !== null;
}

/** The bytes of one section. */
export async function section(name: string): Promise<Uint8Array> {
  const block = document.getElementById(`kg-${name}`);
  if (!block) throw new DataError(`The page has no section "${name}".`);
  if (typeof DecompressionStream === "undefined")
    throw new DataError(
      "This browser is too old: it cannot unpack gzip (Chrome 80, Firefox 113, Safari 16.4 can).",
    );
  const elsewhere = block.dataset["from"] !== undefined;
  return gunzip(elsewhere ? await given(block, name) : fromSevens(block.textContent ?? ""), name);
}

/** Seven bits a character. Three characters may not stand in a script element as they are. */
export function fromSevens(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code > 127) {
      if (code < 256 || code > 258)
        throw new DataError("The page is damaged: a section holds a sign it cannot hold.");
      code = code === 256 ? 0 : code === 257 ? 13 : 60;
    }
    held = ((held << 7) | code) & 0x7fff;
    bits += 7;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
    }
  }
  return bytes;
}

/** Unpack into one array of the size that the stream's last four bytes promise, and never more. */
export async function gunzip(packed: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  if (packed.length < 18) throw new DataError(`The page is cut: section "${name}" is incomplete.`);
  const promised = new DataView(packed.buffer).getUint32(packed.length - 4, true);
  if (promised > MOST_BYTES) throw new DataError(`Section "${name}" is too large: ${promised} bytes.`);
  const bytes = new Uint8Array(promised);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > promised) throw new RangeError("more than promised");
      bytes.set(value, filled);
      filled += value.length;
    }
  } catch {
    throw new DataError(`The page is damaged: section "${name}" cannot be unpacked.`);
  }
  if (filled !== promised) throw new DataError(`The page is cut: section "${name}" is incomplete.`);
  return bytes;
}
