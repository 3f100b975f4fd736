// How many slips lie between two words: insertions, deletions, replacements and swaps of neighbours
// (optimal string alignment), given up as soon as there are more than asked for.

let rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];

/** The distance of `typed` to `word`, or to the beginning of `word` that fits best; more than `most` is `most + 1`. */
export function slips(typed: string, word: string, most: number, prefix: boolean): number {
  const n = typed.length;
  const m = prefix ? Math.min(word.length, n + most) : word.length;
  if (n - m > most || (!prefix && m - n > most)) return most + 1;
  if (m + 1 > rows[0].length) rows = rows.map(() => new Uint8Array(m + 64));
  let [before, last, current] = rows;
  for (let j = 0; j <= m; j++) last[j] = Math.min(j, 255);
  for (let i = 1; i <= n; i++) {
    const a = typed.charCodeAt(i - 1);
    let best = (current[0] = i);
    for (let j = 1; j <= m; j++) {
      const b = word.charCodeAt(j - 1);
      let cost = Math.min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (a === b ? 0 : 1));
      if (i > 1 && j > 1 && a === word.charCodeAt(j - 2) && typed.charCodeAt(i - 2) === b)
        cost = Math.min(cost, before[j - 2] + 1);
      current[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > most) return most + 1;
    [before, last, current] = [last, current, before];
  }
  let result = last[m];
  if (prefix) for (let j = 0; j < m; j++) result = Math.min(result, last[j]);
  return Math.min(result, most + 1);
}

/** The letters of a word as bits: two words that differ in more bits than twice the slips need no comparing. */
export function letters(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}

export function bitCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
