// The shortest path between two nodes: breadth first from both ends, always on the smaller side.
import { eachNeighbour, type Links, type Way } from "./links";

export interface PathOptions {
  way: "both" | "out";
}

interface Side {
  /** The edge by which a node was reached, plus 1; 0 for not reached. */
  by: Uint32Array;
  rim: number[];
  way: Way;
}

/** The edges of a shortest path from `start` to `end`, in order; nothing where none leads there. */
export function shortestPath(
  links: Links,
  start: number,
  end: number,
  options: PathOptions,
): number[] | null {
  if (start === end) return [];
  const { nodes } = links.graph;
  const back: Way = options.way === "out" ? "in" : "both";
  const sides: [Side, Side] = [
    { by: new Uint32Array(nodes), rim: [start], way: options.way },
    { by: new Uint32Array(nodes), rim: [end], way: back },
  ];
  const ends = [start, end];
  while (sides[0].rim.length && sides[1].rim.length) {
    const near = sides[0].rim.length <= sides[1].rim.length ? 0 : 1;
    const meeting = step(links, sides[near], sides[1 - near], ends[near], ends[1 - near]);
    if (meeting >= 0)
      return [...walk(links, sides[0], meeting, start).reverse(), ...walk(links, sides[1], meeting, end)];
  }
  return null;
}

/** Go one step further on one side; the node at which both sides meet, or -1. */
function step(links: Links, side: Side, other: Side, own: number, far: number): number {
  const next: number[] = [];
  let meeting = -1;
  for (const node of side.rim) {
    eachNeighbour(links, node, { way: side.way }, (neighbour, edge) => {
      if (neighbour === own || side.by[neighbour]) return;
      side.by[neighbour] = edge + 1;
      next.push(neighbour);
      if (meeting < 0 && (neighbour === far || other.by[neighbour])) meeting = neighbour;
    });
    if (meeting >= 0) return meeting;
  }
  side.rim = next;
  return -1;
}

function walk(links: Links, side: Side, from: number, to: number): number[] {
  const edges: number[] = [];
  for (let node = from; node !== to; ) {
    const edge = side.by[node] - 1;
    edges.push(edge);
    node = otherEnd(links, edge, node);
  }
  return edges;
}

/** The end of an edge that is not `node`. */
export function otherEnd(links: Links, edge: number, node: number): number {
  const source = links.source[edge];
  return source === node ? links.graph.target[edge] : source;
}

/** The nodes along the edges of a path. */
export function nodesAlong(links: Links, start: number, edges: number[]): number[] {
  const nodes = [start];
  for (const edge of edges) nodes.push(otherEnd(links, edge, nodes[nodes.length - 1]));
  return nodes;
}
