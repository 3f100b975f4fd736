// How large a node is drawn: it grows with the zoom, between bounds, so that hubs never swamp what is around.
// The shader of the nodes has the same formula.
import type { Graph } from "../data/graph";
import { Grid } from "./pick";

export const SIZE = { base: 0.3, step: 0.075, least: 0.55, leastStep: 0.16, most: 4, mostStep: 1.15 };

/** The radius of a node in pixels; `near` is how many pixels lie between neighbours. */
export function radius(size: number, near: number): number {
  const wanted = near * (SIZE.base + SIZE.step * size);
  return Math.min(SIZE.most + SIZE.mostStep * size, Math.max(SIZE.least + SIZE.leastStep * size, wanted));
}

const MOST_SAMPLES = 2000;

/** The usual distance between neighbours, in world units: the median over a sample of the nodes. */
export function spacing(graph: Graph): number {
  const { meta, nodes } = graph;
  const grid = new Grid(graph, meta.world);
  const least: number[] = [];
  const step = Math.max(1, nodes / MOST_SAMPLES);
  for (let i = 0; i < nodes; i += step) {
    const distance = grid.toNearest(Math.floor(i));
    if (distance < meta.world) least.push(distance);
  }
  least.sort((a, b) => a - b);
  return Math.max(1, least[least.length >> 1] ?? meta.world / 20);
}
