// What is to be drawn, apart from how: both painters, WebGL and Canvas 2D, read this.
import type { Graph } from "../data/graph";
import type { Positions } from "../graph/around";
import { type Camera, type Size, seen } from "./camera";
import type { EdgeList } from "./edges";
import type { Palette } from "./palette";

/** States of a node in the picture. */
export const HIDDEN = 0;
export const FADED = 1;
export const SHOWN = 2;

export interface Scene {
  graph: Graph;
  at: Positions;
  /** Whether `at` is the map, on which the nodes of a region lie together. */
  isMap: boolean;
  /** Whether regions lie apart, so that discs around them tell something. */
  nested: boolean;
  /** The usual distance of neighbours, in world units. */
  spacing: number;
  state: Uint8Array;
  /** For each node, a place in the palette. */
  colour: Uint8Array;
  /** For each region, how many of its nodes are shown. */
  shownIn: Uint32Array;
  edges: EdgeList;
  palette: Palette;
}

/** What changed since the last picture. */
export interface Changes {
  positions?: boolean;
  looks?: boolean;
  edges?: boolean;
}

export interface Painter {
  readonly name: "webgl2" | "canvas";
  update(scene: Scene, changes: Changes): void;
  resize(size: Size, ratio: number): void;
  /** Draw; while moving, what costs much may be taken from the last picture. */
  draw(scene: Scene, camera: Camera, moving: boolean): void;
  /** Whether the last picture was drawn in full. */
  readonly complete: boolean;
}

/** Regions that are seen, as ranges of numbers that follow each other. */
export function seenRegions(scene: Scene, camera: Camera, size: Size): [number, number][] {
  const { regions } = scene.graph;
  if (!scene.isMap) return [[0, regions.count]];
  const box = seen(camera, size, 40);
  const ranges: [number, number][] = [];
  for (let i = 0; i < regions.count; i++) {
    const reach = regions.r[i] * 1.15;
    const inside =
      regions.x[i] + reach >= box.left &&
      regions.x[i] - reach <= box.right &&
      regions.y[i] + reach >= box.top &&
      regions.y[i] - reach <= box.bottom;
    if (!inside) continue;
    const last = ranges[ranges.length - 1];
    if (last && last[1] === i) last[1] = i + 1;
    else ranges.push([i, i + 1]);
  }
  return ranges;
}

/** The shape of a node tells its kind without colour. */
export const SHAPES = ["disc", "ring", "diamond", "square", "triangle", "hexagon"] as const;

const SHAPE_OF: Record<string, number> = {
  note: 0,
  missing: 1,
  channel: 2,
  index: 5,
  tag: 3,
  attachment: 3,
  external: 3,
  video: 4,
};

/** Kinds that a profile declares have their own shapes, in turn. */
export function shapeOf(kind: string, number: number): number {
  return SHAPE_OF[kind] ?? 2 + (number % 4);
}

/** Whether nodes lie in the disc of their own region and in no other; in small graphs these overlap. */
export function isNested(graph: Graph): boolean {
  const { regions, nodes } = graph;
  let strangers = 0;
  let seen = 0;
  const step = Math.max(1, nodes / 500);
  for (let i = 0; i < nodes; i += step) {
    const node = Math.floor(i);
    seen++;
    for (let region = 0; region < regions.count; region++) {
      if (region === graph.region[node]) continue;
      if (
        Math.hypot(graph.x[node] - regions.x[region], graph.y[node] - regions.y[region]) < regions.r[region]
      ) {
        strangers++;
        break;
      }
    }
  }
  return strangers < seen * 0.02;
}
