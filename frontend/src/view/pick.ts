// Which node is under the pointer: a grid over the world, so that only a few nodes are looked at.
import { running } from "../data/graph";
import type { Positions } from "../graph/around";

export class Grid {
  private readonly side: number;
  private readonly cell: number;
  private readonly first: Uint32Array;
  private readonly nodes: Uint32Array;

  constructor(
    private readonly at: Positions,
    world: number,
  ) {
    const count = at.x.length;
    this.side = Math.max(1, Math.min(2048, Math.ceil(Math.sqrt(count))));
    this.cell = (world + 1) / this.side;
    const counts = new Uint32Array(this.side * this.side);
    for (let node = 0; node < count; node++) counts[this.cellOf(node)]++;
    this.first = running(counts);
    const next = this.first.slice(0, counts.length);
    this.nodes = new Uint32Array(count);
    for (let node = 0; node < count; node++) this.nodes[next[this.cellOf(node)]++] = node;
  }

  /** The node nearest to its own rim, within reach of a place; -1 where there is none. */
  nearest(x: number, y: number, reach: number, radiusOf: (node: number) => number): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    this.each(x - reach, y - reach, x + reach, y + reach, (node) => {
      const size = radiusOf(node);
      if (size < 0) return;
      const distance = Math.hypot(this.at.x[node] - x, this.at.y[node] - y);
      if (distance <= Math.max(size, reach * 0.6) && distance - size < least) {
        least = distance - size;
        best = node;
      }
    });
    return best;
  }

  /** How far it is from a node to the nearest other one, as far as they are in cells side by side. */
  toNearest(node: number): number {
    const { x, y } = this.at;
    let least = Number.POSITIVE_INFINITY;
    this.each(x[node] - this.cell, y[node] - this.cell, x[node] + this.cell, y[node] + this.cell, (other) => {
      if (other !== node) least = Math.min(least, Math.hypot(x[other] - x[node], y[other] - y[node]));
    });
    return least;
  }

  /** Call `visit` with the nodes of all cells that a part of the world touches. */
  each(left: number, top: number, right: number, bottom: number, visit: (node: number) => void): void {
    const [c0, r0, c1, r1] = [left, top, right, bottom].map((at) =>
      Math.min(this.side - 1, Math.max(0, Math.floor(at / this.cell))),
    );
    for (let row = r0; row <= r1; row++)
      for (let i = this.first[row * this.side + c0]; i < this.first[row * this.side + c1 + 1]; i++)
        visit(this.nodes[i]);
  }

  private cellOf(node: number): number {
    return Math.floor(this.at.y[node] / this.cell) * this.side + Math.floor(this.at.x[node] / this.cell);
  }
}
