import { describe, expect, it } from "vitest";
import { slips } from "../src/search/distance";
import { fold, foldLines } from "../src/search/fold";
import { readQuery, readRange, writeConditions } from "../src/search/query";
import { top } from "../src/search/search";
import { indexWords, wordsLike } from "../src/search/words";

describe("fold", () => {
  it("forgets case, accents and signs", () => expect(fold("  Élan–Vital (2) ")).toBe("elan vital 2"));
  it("does many lines as it does one", () => {
    const texts = ["Élan", "plain words", "Straße & Co", "日本語", ""];
    expect(foldLines(texts).map((line) => line.trim())).toEqual(texts.map(fold));
  });
});

describe("slips", () => {
  it.each([
    ["dopamine", "dopamine", 0],
    ["dopamin", "dopamine", 1],
    ["dpoamine", "dopamine", 1],
    ["dopammine", "dopamine", 1],
    ["dopamine", "melatonin", 3],
  ])("%s, %s", (a, b, expected) => expect(Math.min(3, slips(a, b, 2, false))).toBe(expected));
  it("compares with the beginning of a longer word", () =>
    expect(slips("neuorplas", "neuroplasticity", 2, true)).toBe(1));
  it("is as long as the shorter word needs at most", () => {
    // The definition, without tricks: every split of both words.
    const plain = (a: string, b: string): number => {
      if (!a || !b) return a.length + b.length;
      const same = a[0] === b[0] ? 0 : 1;
      let best = Math.min(
        plain(a.slice(1), b) + 1,
        plain(a, b.slice(1)) + 1,
        plain(a.slice(1), b.slice(1)) + same,
      );
      if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
        best = Math.min(best, plain(a.slice(2), b.slice(2)) + 1);
      return best;
    };
    const words = ["", "a", "ab", "ba", "abc", "acb", "cab", "bbca", "abca"];
    for (const a of words) for (const b of words) expect(slips(a, b, 6, false)).toBe(plain(a, b));
  });
});

describe("words", () => {
  const index = indexWords(["sleep and memory", "the memorable", "nomemory", "sleep"]);
  const like = (typed: string): Record<string, number> =>
    Object.fromEntries([...wordsLike(index, typed)].map(([word, fit]) => [index.words[word], fit]));
  it("prefers the whole word to its beginning, and that to its inside", () => {
    const found = like("memor");
    expect(Object.keys(found).sort()).toEqual(["memorable", "memory", "nomemory"]);
    expect(found["memory"]).toBeGreaterThan(found["nomemory"]);
  });
  it("looks for slips where nothing fits", () => expect(like("memroy")).toHaveProperty("memory"));
  it("knows which lines hold a word", () => {
    const word = index.words.indexOf("sleep");
    expect([...index.names.subarray(index.first[word], index.first[word + 1])]).toEqual([0, 3]);
  });
});

describe("query", () => {
  it("parts words and conditions", () =>
    expect(readQuery('dopamine -kind:missing in:"some one" deg:>5 http://x')).toEqual({
      words: "dopamine       http://x",
      conditions: [
        { field: "kind", value: "missing", not: true },
        { field: "in", value: "some one", not: false },
        { field: "deg", value: ">5", not: false },
      ],
    }));
  it("writes what it reads", () => {
    const { conditions } = readQuery('-kind:missing in:"some one" tag:a is:orphan');
    expect(readQuery(writeConditions(conditions)).conditions).toEqual(conditions);
  });
  it.each([
    [">5", 6, Number.POSITIVE_INFINITY],
    ["<=3", 0, 3],
    ["2-9", 2, 9],
    ["4", 4, 4],
  ])("%s", (text, least, most) => expect(readRange(text)).toEqual({ least, most }));
  it("refuses what is no range", () => expect(readRange("many")).toBeNull());
});

it("top gives the largest in order, ties by place", () => {
  const values = [3, 0, 9, 3, 7, 9];
  expect(top(values, 4)).toEqual([2, 5, 4, 0]);
  expect(top(values, 99)).toEqual([2, 5, 4, 0, 3]);
});
