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
  const four = (i: number): number =>
    (seven(text, i) << 21) | (seven(text, i + 1) << 14) | (seven(text, i + 2) << 7) | seven(text, i + 3);
  let at = 0;
  for (let i = 0; i < text.length; i += 8) {
    const [high, low] = [four(i), four(i + 4)];
    bytes[at++] = high >> 20; // what goes beyond the last byte is not kept
    bytes[at++] = high >> 12;
    bytes[at++] = high >> 4;
    bytes[at++] = (high << 4) | (low >> 24);
    bytes[at++] = low >> 16;
    bytes[at++] = low >> 8;
    bytes[at++] = low;
  }
  return bytes;
}

/** The bits of one character; none behind the last one. */
function seven(text: string, i: number): number {
  const code = text.charCodeAt(i);
  if (code < 128) return code;
  if (code >= 256 && code <= 258) return code === 256 ? 0 : code === 257 ? 13 : 60;
  if (i >= text.length) return 0;
  throw new DataError("The page is damaged: a section holds a sign it cannot hold.");
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
