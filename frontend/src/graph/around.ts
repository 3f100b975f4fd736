// What lies around one node: the neighbourhood, and a radial layout of it for a closer look.
import type { Graph } from "../data/graph";
import { eachNeighbour, type Links, type Way } from "./links";

/** More than this and rings are no easier to read than the map. */
export const MOST_RADIAL = 300;

/** Nodes within so many steps, nearest first, and how far each is; only links are steps. */
export function around(
  links: Links,
  centre: number,
  depth: number,
  way: Way,
): { nodes: number[]; steps: number[] } {
  const seen = new Set([centre]);
  const nodes = [centre];
  const steps = [0];
  for (let at = 0; at < nodes.length && steps[at] < depth; at++)
    eachNeighbour(links, nodes[at], { way }, (neighbour) => {
      if (seen.has(neighbour)) return;
      seen.add(neighbour);
      nodes.push(neighbour);
      steps.push(steps[at] + 1);
    });
  return { nodes, steps };
}

export interface Positions {
  x: Uint16Array;
  y: Uint16Array;
}

/**
 * Rings around the centre. Children stand near their parent's angle, each with a share of the circle that
 * follows the number of leaves below it (the radial drawing of a breadth-first tree).
 */
export function radial(links: Links, found: { nodes: number[]; steps: number[] }, way: Way): Positions {
  const { graph } = links;
  const { nodes, steps } = found;
  const children = tree(links, found, way);
  const leaves = new Array<number>(nodes.length).fill(1);
  for (let i = nodes.length - 1; i >= 0; i--)
    if (children[i].length) leaves[i] = children[i].reduce((sum, child) => sum + leaves[child], 0);
  const radii = ringRadii(nodes.length, steps, graph.meta.world);
  const x = graph.x.slice();
  const y = graph.y.slice();
  const middle = graph.meta.world / 2;
  const place = (index: number, from: number, to: number): void => {
    const angle = (from + to) / 2;
    const radius = radii[steps[index]];
    x[nodes[index]] = Math.round(middle + radius * Math.cos(angle));
    y[nodes[index]] = Math.round(middle + radius * Math.sin(angle));
    let at = from;
    for (const child of children[index]) {
      const share = ((to - from) * leaves[child]) / leaves[index];
      place(child, at, at + share);
      at += share;
    }
  };
  place(0, -Math.PI / 2, 1.5 * Math.PI);
  return { x, y };
}

function tree(links: Links, { nodes, steps }: { nodes: number[]; steps: number[] }, way: Way): number[][] {
  const index = new Map(nodes.map((node, i) => [node, i]));
  const children: number[][] = nodes.map(() => []);
  const placed = new Set([0]);
  for (let i = 0; i < nodes.length; i++)
    eachNeighbour(links, nodes[i], { way }, (neighbour) => {
      const child = index.get(neighbour);
      if (child === undefined || placed.has(child) || steps[child] !== steps[i] + 1) return;
      placed.add(child);
      children[i].push(child);
    });
  return children;
}

function ringRadii(count: number, steps: number[], world: number): number[] {
  const depth = steps[count - 1];
  const perRing = new Array<number>(depth + 1).fill(0);
  for (const step of steps) perRing[step]++;
  const widest = Math.max(1, ...perRing.slice(1).map((found, i) => found / (i + 1)));
  const gap = (world * 0.42 * Math.min(1, 0.35 + widest / 40)) / Math.max(1, depth);
  return perRing.map((_, step) => step * gap);
}

/** A node and why it is related: how strongly, and by how many common neighbours. */
export interface Related {
  node: number;
  score: number;
  common: number;
}

/**
 * Nodes that share neighbours with this one and are not linked with it, by the sum of 1 / log(degree) of what
 * they share (Adamic and Adar 2003). Hubs say little and cost much, so neighbours with many links are passed by.
 */
export function related(links: Links, node: number, most: number): Related[] {
  const own = new Set<number>([node]);
  eachNeighbour(links, node, {}, (neighbour) => own.add(neighbour));
  const found = new Map<number, Related>();
  for (const shared of own) {
    if (shared === node) continue;
    const degree = degreeOf(links.graph, links, shared);
    if (degree > 2000) continue;
    const weight = 1 / Math.log(Math.max(2, degree));
    const seen = new Set<number>();
    eachNeighbour(links, shared, {}, (other) => {
      if (own.has(other) || seen.has(other)) return;
      seen.add(other);
      const entry = found.get(other) ?? { node: other, score: 0, common: 0 };
      entry.score += weight;
      entry.common++;
      found.set(other, entry);
    });
  }
  return [...found.values()].sort((a, b) => b.score - a.score || a.node - b.node).slice(0, most);
}

function degreeOf(graph: Graph, links: Links, node: number): number {
  return graph.out[node + 1] - graph.out[node] + links.inFirst[node + 1] - links.inFirst[node];
}
