// Numbers as a reader sees them.

/** A whole number with commas; the browser's own way loads all it knows about languages first. */
export const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 page", "2 pages". */
export const counted = (number: number, word: string): string =>
  `${count(number)} ${word}${number === 1 ? "" : "s"}`;
