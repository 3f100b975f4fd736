// Both directions of the edges, and which of them count as links.
import { type Graph, running } from "../data/graph";

/** Which way links are followed. */
export type Way = "both" | "out" | "in";

export interface Links {
  graph: Graph;
  /** The source of each edge. */
  source: Uint32Array;
  /** The first entry of each node in `inEdge`; one more at the end. */
  inFirst: Uint32Array;
  /** Edges in order of their targets. */
  inEdge: Uint32Array;
}

export function linksOf(graph: Graph): Links {
  const { nodes, edges, out, target } = graph;
  const source = new Uint32Array(edges);
  const counts = new Uint32Array(nodes);
  for (let node = 0; node < nodes; node++) source.fill(node, out[node], out[node + 1]);
  for (let edge = 0; edge < edges; edge++) counts[target[edge]]++;
  const inFirst = running(counts);
  const next = inFirst.slice(0, nodes);
  const inEdge = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge++) inEdge[next[target[edge]]++] = edge;
  return { graph, source, inFirst, inEdge };
}

/** Call `visit` with each neighbour and the edge that leads to it; structural edges only when asked for. */
export function eachNeighbour(
  links: Links,
  node: number,
  { way = "both", structural = false }: { way?: Way; structural?: boolean },
  visit: (neighbour: number, edge: number) => void,
): void {
  const { graph, source, inFirst, inEdge } = links;
  const skip = graph.meta.structural;
  if (way !== "in")
    for (let edge = graph.out[node]; edge < graph.out[node + 1]; edge++)
      if (structural || !skip[graph.edgeKind[edge]]) visit(graph.target[edge], edge);
  if (way !== "out")
    for (let i = inFirst[node]; i < inFirst[node + 1]; i++) {
      const edge = inEdge[i];
      if (structural || !skip[graph.edgeKind[edge]]) visit(source[edge], edge);
    }
}

/** How many links lead to each node, and from it; structural edges left out. */
export function degrees(graph: Graph): { into: Uint32Array; from: Uint32Array } {
  const into = new Uint32Array(graph.nodes);
  const from = new Uint32Array(graph.nodes);
  const { out, target, edgeKind, meta } = graph;
  for (let node = 0; node < graph.nodes; node++)
    for (let edge = out[node]; edge < out[node + 1]; edge++)
      if (!meta.structural[edgeKind[edge]]) {
        from[node]++;
        into[target[edge]]++;
      }
  return { into, from };
}
