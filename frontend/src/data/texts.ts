// A column of texts that stays bytes until one of them is read: half a million strings would fill the memory.
import { DataError } from "./errors";

const NEWLINE = 10;
const decoder = new TextDecoder();

export class Texts {
  private readonly starts: Uint32Array;

  constructor(
    private readonly bytes: Uint8Array,
    readonly length: number,
  ) {
    this.starts = new Uint32Array(length + 1);
    let found = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      if (++found >= length) break;
      this.starts[found] = at + 1;
    }
    const sound = length === 0 ? bytes.length === 0 : found === length - 1;
    if (!sound)
      throw new DataError("The page is damaged: a column of texts has not the length it should have.");
    this.starts[length] = bytes.length + 1; // as if a newline followed the last text
  }

  at(index: number): string {
    return decoder.decode(this.bytes.subarray(this.starts[index], this.starts[index + 1] - 1));
  }

  /** Whether a text is empty, without decoding it. */
  isEmpty(index: number): boolean {
    return this.starts[index + 1] - this.starts[index] <= 1;
  }

  /** All texts at once, which is much quicker than one by one. */
  all(): string[] {
    return this.length ? decoder.decode(this.bytes).split("\n") : [];
  }
}
