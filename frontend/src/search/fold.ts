/** A text as search compares it: no case, no accents, and every other sign a blank. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const PLAIN = /^[a-z0-9 \n]*$/;

/** The same for many texts joined by newlines; most are plain already, which is quick to see. */
export function foldLines(texts: string[]): string[] {
  const plain = texts.join("\n").toLowerCase();
  if (PLAIN.test(plain)) return plain.split("\n");
  return plain
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}\n]+/gu, " ")
    .split("\n");
}
