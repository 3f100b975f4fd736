import { describe, expect, it } from "vitest";
import { around, radial, related } from "../src/graph/around";
import { linksOf } from "../src/graph/links";
import { nodesAlong, shortestPath } from "../src/graph/path";
import { edgeList } from "../src/view/edges";
import { Grid } from "../src/view/pick";
import { graphOf } from "./made";

/** Numbers that look thrown but are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function thrown(nodes: number, edges: number, seed: number): [number, number, number][] {
  const roll = dice(seed);
  const seen = new Set<string>();
  const found: [number, number, number][] = [];
  while (found.length < edges) {
    const [a, b] = [roll(nodes), roll(nodes)];
    if (a === b || seen.has(`${a},${b}`)) continue;
    seen.add(`${a},${b}`);
    found.push([a, b, roll(5) === 0 ? 1 : 0]);
  }
  return found;
}

describe("paths", () => {
  it("are as short as all distances say, in both senses, and never use structural edges", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const nodes = 14;
      const edges = thrown(nodes, 26, seed);
      const links = linksOf(graphOf(nodes, edges));
      for (const way of ["both", "out"] as const) {
        const far = distances(nodes, edges, way === "out");
        for (let a = 0; a < nodes; a++)
          for (let b = 0; b < nodes; b++) {
            const path = shortestPath(links, a, b, { way });
            if (path === null) expect(far[a][b]).toBe(Number.POSITIVE_INFINITY);
            else {
              expect(path.length).toBe(far[a][b]);
              expect(nodesAlong(links, a, path).at(-1)).toBe(b);
              expect(path.every((edge) => links.graph.edgeKind[edge] === 0)).toBe(true);
            }
          }
      }
    }
  });
});

/** All distances, after Floyd and Warshall. */
function distances(nodes: number, edges: [number, number, number][], directed: boolean): number[][] {
  const far = Array.from({ length: nodes }, (_, a) =>
    Array.from({ length: nodes }, (_, b) => (a === b ? 0 : Number.POSITIVE_INFINITY)),
  );
  for (const [a, b, kind] of edges) {
    if (kind) continue;
    far[a][b] = 1;
    if (!directed) far[b][a] = 1;
  }
  for (let via = 0; via < nodes; via++)
    for (let a = 0; a < nodes; a++)
      for (let b = 0; b < nodes; b++) far[a][b] = Math.min(far[a][b], far[a][via] + far[via][b]);
  return far;
}

describe("around a node", () => {
  const edges: [number, number, number?][] = [
    [0, 1],
    [1, 2],
    [2, 3],
    [4, 0],
    [5, 0, 1],
  ];
  const links = linksOf(graphOf(6, edges));
  it("are those within so many steps", () => {
    expect(around(links, 0, 1, "both").nodes).toEqual([0, 1, 4]);
    expect(around(links, 0, 2, "out")).toEqual({ nodes: [0, 1, 2], steps: [0, 1, 2] });
    expect(around(links, 0, 3, "in").nodes).toEqual([0, 4]);
  });
  it("rings lie apart, and nobody sits on another's place", () => {
    const found = around(links, 0, 3, "both");
    const { x, y } = radial(links, found, "both");
    const middle = 65535 / 2;
    const away = found.nodes.map((node) => Math.round(Math.hypot(x[node] - middle, y[node] - middle)));
    expect(away[0]).toBeLessThan(2);
    expect(new Set(found.nodes.map((node) => `${x[node]},${y[node]}`)).size).toBe(found.nodes.length);
    for (let i = 1; i < away.length; i++)
      expect(found.steps[i] > found.steps[i - 1]).toBe(away[i] > away[i - 1] + 2);
  });
  it("related ones share neighbours and are not linked", () => {
    const star = linksOf(
      graphOf(5, [
        [0, 2],
        [1, 2],
        [0, 3],
        [1, 3],
        [4, 3],
      ]),
    );
    expect(related(star, 0, 9).map(({ node, common }) => [node, common])).toEqual([
      [1, 2],
      [4, 1],
    ]);
  });
});

describe("edges to draw", () => {
  const graph = graphOf(10, thrown(10, 40, 3));
  it("are each there once, sorted by where they lead", () => {
    const { ends, sorts } = edgeList(graph, [true, true]);
    expect(sorts.flatMap(({ from, to }) => [from, to])).toEqual([
      0,
      sorts[0].to,
      sorts[0].to,
      sorts[1].to,
      sorts[1].to,
      40,
    ]);
    const pairs = new Set<string>();
    for (let i = 0; i < 40; i++) {
      pairs.add(`${ends[2 * i]},${ends[2 * i + 1]}`);
      expect(graph.region[ends[2 * i]] !== graph.region[ends[2 * i + 1]]).toBe(i < sorts[0].to);
    }
    expect(pairs.size).toBe(40);
  });
  it("leave out the kinds that are not shown", () => {
    const some = edgeList(graph, [true, false]).ends.length / 2;
    expect(some).toBe(graph.edgeKind.reduce((sum, kind) => sum + (kind === 0 ? 1 : 0), 0));
  });
});

it("the grid finds the nearest node, as looking at all of them does", () => {
  const graph = graphOf(60, []);
  const grid = new Grid(graph, 65535);
  const roll = dice(5);
  for (let i = 0; i < 300; i++) {
    const [x, y] = [18000 + roll(36000), 18000 + roll(36000)];
    const far = [...graph.x.keys()].map((node) => Math.hypot(graph.x[node] - x, graph.y[node] - y));
    const least = Math.min(...far);
    const found = grid.nearest(x, y, 3000, () => 0);
    if (least > 1800) expect(found).toBe(-1);
    else expect(far[found]).toBe(least);
  }
});
