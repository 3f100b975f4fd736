import { describe, expect, it } from "vitest";
import { Columns } from "../src/data/columns";
import { readNames } from "../src/data/names";
import { escapeXml } from "../src/out/selection";
import { fillTemplate, ordinal } from "../src/ui/words";
import { between, fit, toScreen, toWorld, zoomAt } from "../src/view/camera";
import { ACROSS, BETWEEN, edgeList, INSIDE, strokes } from "../src/view/edges";
import { MOST_LABELS, overlap, placeLabels } from "../src/view/labels";
import { COLOURS, GREY_AT, paletteOf, type Rgb } from "../src/view/palette";
import { SHOWN } from "../src/view/scene";
import { radius } from "../src/view/sizes";
import { delta, graphOf, section, text, varint } from "./made";

const size = { width: 800, height: 600 };

describe("the camera", () => {
  const camera = { x: 100, y: 200, scale: 3 };
  it("goes back and forth between world and screen", () => {
    const [x, y] = toWorld(camera, size, ...toScreen(camera, size, 123, 45));
    expect(x).toBeCloseTo(123);
    expect(y).toBeCloseTo(45);
  });
  it("zooms around the pointer", () => {
    const before = toWorld(camera, size, 10, 20);
    const after = toWorld(zoomAt(camera, size, 10, 20, 2, [0.1, 100]), size, 10, 20);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });
  it("shows all of a part in the free place", () => {
    const free = { left: 100, top: 50, right: 700, bottom: 550 };
    const fitted = fit({ left: 0, top: 0, right: 1000, bottom: 1000 }, size, free, 99);
    const [left, upper] = toScreen(fitted, size, 0, 0);
    const [right, lower] = toScreen(fitted, size, 1000, 1000);
    expect(left).toBeGreaterThanOrEqual(99.9);
    expect(right).toBeLessThanOrEqual(700.1);
    expect(upper).toBeCloseTo(50);
    expect(lower).toBeCloseTo(550);
  });
  it("arrives where it is sent", () => {
    const to = { x: 9, y: 8, scale: 0.1 };
    expect(between(camera, to, size, 0).scale).toBeCloseTo(3);
    const end = between(camera, to, size, 1);
    expect(end.x).toBeCloseTo(9);
    expect(end.scale).toBeCloseTo(0.1);
  });
});

describe("lines", () => {
  const sort = (length: number) => ({ from: 0, to: 100, first: null, length });
  const edges = { ends: new Uint32Array(600), sorts: [sort(5000), sort(800), sort(300)] as never };
  const camera = (scale: number) => ({ x: 0, y: 0, scale });
  const at = (scale: number) => {
    const found = strokes({ edges, spacing: 100 }, camera(scale), size);
    return (edges.sorts as unknown[]).map((one) => found.find(({ sorted }) => sorted === one)?.alpha ?? 0);
  };
  it("inside a group are drawn as soon as dots leave room for them", () => {
    expect(at(0.015)[INSIDE]).toBe(0);
    expect(at(0.02)[INSIDE]).toBeGreaterThan(0);
    expect(at(0.02)[INSIDE]).toBeLessThan(at(0.03)[INSIDE]);
  });
  it("between groups are seen from further away, between regions from everywhere", () => {
    expect(at(0.007)[BETWEEN]).toBe(0); // they are long enough, but dots lie over each other
    expect(at(0.01)[BETWEEN]).toBeGreaterThan(0);
    expect(at(0.001)[BETWEEN]).toBe(0);
    expect(at(0.001)[ACROSS]).toBeGreaterThan(0);
  });
  it("between regions are as many as can be seen, all from near", () => {
    const many = { from: 0, to: 100_000, first: null, length: 5000 };
    const drawn = (scale: number) =>
      strokes(
        { edges: { ends: new Uint32Array(0), sorts: [many] as never }, spacing: 1 },
        camera(scale),
        size,
      )[0].to;
    expect(drawn(0.05)).toBeGreaterThan(1000);
    expect(drawn(0.05)).toBeLessThan(10_000);
    expect(drawn(20)).toBe(100_000);
  });
  it("that are drawn first come from the whole map", () => {
    const pairs = Array.from({ length: 290 }, (_, i): [number, number] => [i % 145, 290 + ((i * 7) % 5)]);
    const graph = graphOf(300, pairs);
    const { ends, sorts } = edgeList(graph, [true, true]);
    const across = [...ends.subarray(0, 2 * sorts[ACROSS].to)].filter((_, i) => i % 2 === 0);
    const firsts = across.slice(0, Math.ceil(across.length / 4));
    expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(100);
  });
});

describe("names on the map", () => {
  const nodes = 300;
  const graph = graphOf(nodes, []);
  const names = readNames(
    new Columns(
      section([
        text(
          "label",
          Array.from({ length: nodes }, (_, i) => `page number ${i}`),
        ),
        delta("alias_node", []),
        text("alias", []),
        varint("node_tags", new Array(nodes).fill(0)),
        varint("tag", []),
      ]),
    ),
    graph,
  );
  const scene = {
    graph,
    at: graph,
    isMap: true,
    nested: true,
    spacing: 100,
    state: new Uint8Array(nodes).fill(SHOWN),
    colour: new Uint8Array(nodes),
    shownIn: new Uint32Array(2).fill(1),
    edges: edgeList(graph, [true, true]),
    palette: paletteOf("light"),
  };
  const width = (words: string, height: number): number => words.length * height * 0.55;
  it.each([0.01, 0.05, 0.2, 1])("never lie over each other at scale %d", (scale) => {
    const covered = [{ left: 0, top: 0, right: 200, bottom: 60 }];
    const labels = placeLabels({
      scene,
      names,
      camera: { x: graph.x[3], y: graph.y[3], scale },
      size,
      first: [3],
      covered,
      width,
    });
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.length).toBeLessThanOrEqual(MOST_LABELS);
    const boxes = labels.map(({ text: words, x, y, height, align }) => {
      const wide = width(words, height);
      const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
      return { left, right: left + wide, top: y - height / 2, bottom: y + height / 2 };
    });
    boxes.forEach((box, i) => {
      for (const other of [...boxes.slice(i + 1), ...covered]) expect(overlap(box, other)).toBe(false);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(size.width);
    });
  });
  it("tell what region fills the view, also where a toolbar lies above it", () => {
    const [x, y, r] = [graph.regions.x[0], graph.regions.y[0], graph.regions.r[0]];
    const camera = { x, y, scale: size.height / 2 / r };
    const covered = [{ left: 0, top: 0, right: size.width, bottom: 60 }];
    const labels = placeLabels({ scene, names, camera, size, first: [], covered, width });
    expect(labels.map(({ region }) => region)).toContain(0);
  });
});

describe("colours", () => {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  it.each(["light", "dark"] as const)("stand out from the paper by 3:1 (%s)", (theme) => {
    const { colours, paper } = paletteOf(theme);
    for (const colour of [...colours.slice(0, COLOURS), colours[GREY_AT]]) {
      const [a, b] = [light(colour), light(paper)].sort((p, q) => q - p);
      expect((a + 0.05) / (b + 0.05)).toBeGreaterThanOrEqual(
        theme === "light" && colour === colours[GREY_AT] ? 2.9 : 3,
      );
    }
  });
});

it("hubs are larger, but not by much", () => {
  for (const near of [0.5, 2, 10, 50, 500]) {
    const sizes = Array.from({ length: 16 }, (_, i) => radius(i, near));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[15] / sizes[0]).toBeLessThan(6);
    expect(sizes[15]).toBeLessThanOrEqual(22);
  }
});

it("places in words", () =>
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112, 1001].map(ordinal)).toEqual([
    "1st",
    "2nd",
    "3rd",
    "4th",
    "11th",
    "12th",
    "13th",
    "21st",
    "112th",
    "1,001st",
  ]));

it("templates of addresses take paths so that nothing in them is a field or a part of the address", () => {
  expect(fillTemplate("https://x.org/{path}#L{line}:{column}", "c d/&e#{line}.md", 7)).toBe(
    "https://x.org/c%20d/%26e%23%7Bline%7D.md#L7:1",
  );
});

it("XML takes no markup from a name", () =>
  expect(escapeXml(`<a b="c">&'`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;"));
