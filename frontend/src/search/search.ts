// Finds nodes by their names: titles, aliases, and the names of regions, spelling forgiven.
import type { Graph } from "../data/graph";
import type { Names } from "../data/names";
import { fold, foldLines } from "./fold";
import { indexWords, type WordIndex, wordsLike } from "./words";

export interface Hit {
  node: number;
  score: number;
  /** The alias that was found, -1 for the title. */
  alias: number;
}

export interface Found {
  /** The best, best first. */
  hits: Hit[];
  /** How many there are in all. */
  count: number;
  /** 1 for each node that fits. */
  fits: Uint8Array;
}

export class Search {
  private readonly index: WordIndex;
  private readonly lines: string[];

  constructor(
    private readonly graph: Graph,
    private readonly names: Names,
    private readonly degree: Uint32Array,
  ) {
    this.lines = foldLines([...names.label.all(), ...names.alias.all()]);
    this.index = indexWords(this.lines);
  }

  /** Nodes whose name holds all the words; with none, all that are allowed, the most linked first. */
  find(words: string, most: number, allowed?: Uint8Array): Found {
    const typed = fold(words);
    const scores = typed
      ? this.score(typed)
      : new Float32Array(this.lines.length).fill(1, 0, this.graph.nodes);
    const fits = new Uint8Array(this.graph.nodes);
    const best = new Float32Array(this.graph.nodes);
    const by = new Int32Array(this.graph.nodes).fill(-1);
    let count = 0;
    for (let line = 0; line < scores.length; line++) {
      if (!scores[line]) continue;
      const alias = line - this.graph.nodes;
      const node = alias < 0 ? line : this.names.aliasNode[alias];
      if (allowed && !allowed[node]) continue;
      const score =
        scores[line] * (alias < 0 ? 1 : 0.95) + Math.log1p(this.degree[node]) * (typed ? 0.12 : 1);
      if (!fits[node]) count++;
      fits[node] = 1;
      if (score > best[node]) {
        best[node] = score;
        by[node] = Math.max(-1, alias);
      }
    }
    return {
      hits: top(best, most).map((node) => ({ node, score: best[node], alias: by[node] })),
      count,
      fits,
    };
  }

  /** How well each line fits; 0 where a word is not in it. */
  private score(typed: string): Float32Array {
    const words = [...new Set(typed.split(" "))];
    const total = new Float32Array(this.lines.length);
    const matched = new Uint8Array(this.lines.length);
    const fit = new Float32Array(this.lines.length);
    words.forEach((word, step) => {
      fit.fill(0);
      for (const [number, quality] of wordsLike(this.index, word))
        for (let i = this.index.first[number]; i < this.index.first[number + 1]; i++) {
          const line = this.index.names[i];
          if (quality > fit[line]) fit[line] = quality;
        }
      for (let line = 0; line < fit.length; line++)
        if (fit[line] && matched[line] === step) {
          matched[line]++;
          total[line] += fit[line];
        }
    });
    for (let line = 0; line < total.length; line++) {
      if (matched[line] < words.length) total[line] = 0;
      else if (total[line]) total[line] = total[line] / words.length + this.bonus(line, typed);
    }
    return total;
  }

  /** A name that is, or begins with, all that was typed comes before one that only holds the words. */
  private bonus(line: number, typed: string): number {
    const name = this.lines[line].trim();
    if (name === typed) return 4;
    if (name.startsWith(typed)) return 1.5;
    return name.includes(typed) ? 0.5 : 0;
  }
}

/** The places of the largest values, largest first; equal ones in order. */
export function top(values: ArrayLike<number>, most: number): number[] {
  const kept: number[] = [];
  let least = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value <= 0 || (kept.length === most && value <= least)) continue;
    let at = kept.length;
    while (at > 0 && values[kept[at - 1]] < value) at--;
    kept.splice(at, 0, i);
    if (kept.length > most) kept.pop();
    least = values[kept[kept.length - 1]];
  }
  return kept;
}
