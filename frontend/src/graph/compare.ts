// Two regions side by side: what leads from one to the other, what both want, and what both have.

import { MISSING } from "../data/graph";
import type { Names } from "../data/names";
import { fold } from "../search/fold";
import { eachNeighbour, type Links } from "./links";

export interface Comparison {
  /** Edges from the first region to the second, and back. */
  there: number[];
  back: number[];
  /** Nodes outside both that notes of both link to: most of them missing pages that both want. */
  shared: number[];
  /** Pairs of pages with one title. */
  titles: [number, number][];
}

export function compare(links: Links, names: Names, a: number, b: number): Comparison {
  const { graph } = links;
  const there: number[] = [];
  const back: number[] = [];
  const fromA = new Set<number>();
  const shared = new Set<number>();
  for (const node of nodesOf(links, a))
    eachNeighbour(links, node, { way: "out" }, (other, edge) => {
      if (graph.region[other] === b) there.push(edge);
      if (graph.flags[other] & MISSING || graph.region[other] !== a) fromA.add(other);
    });
  for (const node of nodesOf(links, b))
    eachNeighbour(links, node, { way: "out" }, (other, edge) => {
      if (graph.region[other] === a) back.push(edge);
      if (fromA.has(other) && graph.region[other] !== a) shared.add(other);
      else if (graph.flags[other] & MISSING && linkedFrom(links, other, a)) shared.add(other);
    });
  return { there, back, shared: [...shared].sort((p, q) => p - q), titles: sameTitles(links, names, a, b) };
}

function* nodesOf({ graph }: Links, region: number): Generator<number> {
  for (let node = graph.regions.firstNode[region]; node < graph.regions.firstNode[region + 1]; node++)
    yield node;
}

function linkedFrom(links: Links, node: number, region: number): boolean {
  let found = false;
  eachNeighbour(links, node, { way: "in" }, (other) => {
    found ||= links.graph.region[other] === region;
  });
  return found;
}

function sameTitles(links: Links, names: Names, a: number, b: number): [number, number][] {
  const titles = new Map<string, number>();
  for (const node of nodesOf(links, a)) titles.set(fold(names.label.at(node)), node);
  const pairs: [number, number][] = [];
  for (const node of nodesOf(links, b)) {
    const twin = titles.get(fold(names.label.at(node)));
    if (twin !== undefined) pairs.push([twin, node]);
  }
  return pairs;
}
