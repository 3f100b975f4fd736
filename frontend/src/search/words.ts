// An index of the words of all names: which names hold a word, and which words are like what is typed.
import { bitCount, letters, slips } from "./distance";

/** How well a word of a name fits a word that was typed. */
export const EXACT = 4;
export const BEGINS = 3;
export const INSIDE = 1.5;
export const SLIPPED = 1;

export interface WordIndex {
  words: string[];
  /** The letters of each word, as bits. */
  bits: Int32Array;
  /** The first name of each word in `names`; one more entry at the end. */
  first: Uint32Array;
  names: Uint32Array;
  /** All words one after another, each behind a newline, to look inside them at once. */
  joined: string;
  /** Where each word begins in `joined`. */
  starts: Uint32Array;
}

/** Index names, each a line of folded words. */
export function indexWords(lines: string[]): WordIndex {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  let pairs = new Uint32Array(lines.length * 12);
  let filled = 0;
  for (let line = 0; line < lines.length; line++) {
    for (const word of lines[line].split(" ")) {
      if (!word) continue;
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.push(word) - 1;
        numbers.set(word, number);
      }
      if (filled + 2 > pairs.length) {
        const larger = new Uint32Array(pairs.length * 2 + 64);
        larger.set(pairs);
        pairs = larger;
      }
      pairs[filled++] = number;
      pairs[filled++] = line;
    }
  }
  return {
    words,
    bits: Int32Array.from(words, letters),
    ...postings(words.length, pairs, filled),
    ...joinWords(words),
  };
}

function postings(
  words: number,
  pairs: Uint32Array,
  filled: number,
): { first: Uint32Array; names: Uint32Array } {
  const first = new Uint32Array(words + 1);
  for (let i = 0; i < filled; i += 2) first[pairs[i] + 1]++;
  for (let word = 0; word < words; word++) first[word + 1] += first[word];
  const next = first.slice(0, words);
  const names = new Uint32Array(filled / 2);
  for (let i = 0; i < filled; i += 2) names[next[pairs[i]]++] = pairs[i + 1];
  return { first, names };
}

function joinWords(words: string[]): { joined: string; starts: Uint32Array } {
  const starts = new Uint32Array(words.length + 1);
  let at = 1;
  for (let i = 0; i < words.length; i++) {
    starts[i] = at;
    at += words[i].length + 1;
  }
  starts[words.length] = at;
  return { joined: `\n${words.join("\n")}\n`, starts };
}

/** Words like the typed one, each with how well it fits; misspelt ones only where nothing else fits. */
export function wordsLike(index: WordIndex, typed: string): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = index.joined.indexOf(typed); at >= 0; at = index.joined.indexOf(typed, at + 1)) {
    const word = wordAt(index.starts, at);
    const begins = index.starts[word] === at;
    if (!begins && typed.length < 3) continue; // inside of words, two letters are found everywhere
    const length = index.words[word].length;
    const fit = !begins ? INSIDE : length === typed.length ? EXACT : BEGINS + 0.5 * (typed.length / length);
    if (fit > (found.get(word) ?? 0)) found.set(word, fit);
  }
  if (![...found.values()].some((fit) => fit >= BEGINS)) addMisspelt(index, typed, found);
  return found;
}

function addMisspelt(index: WordIndex, typed: string, found: Map<number, number>): void {
  if (typed.length < 4) return;
  const most = typed.length < 8 ? 1 : 2;
  const bits = letters(typed);
  for (let word = 0; word < index.words.length; word++) {
    if (bitCount(bits & ~index.bits[word]) > most || found.has(word)) continue;
    const distance = slips(typed, index.words[word], most, true);
    if (distance > most) continue;
    const gap = Math.abs(index.words[word].length - typed.length);
    found.set(word, SLIPPED / (1 + 0.25 * distance + 0.1 * gap));
  }
}

/** The word that holds a place of `joined`. */
function wordAt(starts: Uint32Array, at: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
