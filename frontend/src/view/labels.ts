// Which names are shown, and where: the most important first, none over another.
import type { Names } from "../data/names";
import { counted } from "../data/numbers";
import { type Box, type Camera, type Size, seen, toScreen } from "./camera";
import { type Scene, SHOWN } from "./scene";
import { radius } from "./sizes";

export const MOST_LABELS = 160;
const LONGEST = 42;

export interface Label {
  text: string;
  /** A second, smaller line. */
  note: string;
  x: number;
  y: number;
  /** Height of the letters, in pixels. */
  height: number;
  bold: boolean;
  align: "left" | "center" | "right";
  faded: boolean;
  region: number;
  node: number;
}

interface Wish extends Omit<Label, "x" | "y" | "align"> {
  /** Places to try: alignment, and where. */
  places: [Label["align"], number, number][];
}

export interface LabelView {
  scene: Scene;
  names: Names | null;
  camera: Camera;
  size: Size;
  /** Nodes that are named before all others. */
  first: number[];
  /** Parts of the view that controls cover. */
  covered: Box[];
  width: (text: string, height: number, bold: boolean) => number;
}

/** Place as many names as fit. */
export function placeLabels(view: LabelView): Label[] {
  const placed: Label[] = [];
  const boxes: Box[] = [...view.covered];
  for (const wish of wishes(view)) {
    if (placed.length >= MOST_LABELS) break;
    const width = Math.max(
      view.width(wish.text, wish.height, wish.bold),
      wish.note ? view.width(wish.note, 11, false) : 0,
    );
    const height = wish.height * 1.25 + (wish.note ? 14 : 0);
    for (const [align, x, y] of wish.places) {
      const left = align === "left" ? x : align === "right" ? x - width : x - width / 2;
      const box = {
        left: left - 3,
        right: left + width + 3,
        top: y - height / 2 - 1,
        bottom: y + height / 2 + 1,
      };
      if (box.left < 2 || box.right > view.size.width - 2 || box.top < 2 || box.bottom > view.size.height - 2)
        continue;
      if (boxes.some((other) => overlap(box, other))) continue;
      boxes.push(box);
      const { places: _, ...label } = wish;
      placed.push({ ...label, align, x, y });
      break;
    }
  }
  return placed;
}

export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function* wishes(view: LabelView): Generator<Wish> {
  const asked = new Set(view.first);
  for (const node of view.first) yield* nodeWish(view, node, 13, true);
  if (!view.scene.isMap) return yield* allNodes(view, asked);
  yield* regionWishes(view);
  const groups = seenGroups(view);
  for (const { group, pixels } of groups) {
    const node = view.scene.graph.groups.node[group];
    if (pixels > 30 && !asked.has(node)) {
      asked.add(node);
      yield* nodeWish(view, node, Math.min(14, 10.5 + pixels / 60), false);
    }
  }
  yield* nodesOfGroups(view, groups, asked);
}

function* regionWishes({ scene, camera, size }: LabelView): Generator<Wish> {
  const { regions, meta } = scene.graph;
  const order = [...regions.r.keys()].filter((i) => regions.r[i] * camera.scale >= 9);
  order.sort((a, b) => regions.r[b] - regions.r[a] || a - b);
  const box = seen(camera, size);
  for (const i of order) {
    const pixels = regions.r[i] * camera.scale;
    const outside =
      regions.x[i] + regions.r[i] < box.left ||
      regions.x[i] - regions.r[i] > box.right ||
      regions.y[i] + regions.r[i] < box.top ||
      regions.y[i] - regions.r[i] > box.bottom;
    if (outside) continue;
    const [x, y] = toScreen(camera, size, regions.x[i], regions.y[i]);
    const nodes = regions.firstNode[i + 1] - regions.firstNode[i];
    const near = pixels > Math.min(size.width, size.height) * 0.3;
    const height = Math.min(19, 10.5 + pixels / 11);
    const places: Wish["places"] = near
      ? [
          ["center", x, Math.max(y - pixels - 16, 20)],
          ["center", x, y - pixels * 0.62], // a toolbar may be above
          ["center", x, y + pixels * 0.62],
          ["center", x, y],
        ]
      : [
          ["center", x, y],
          ["center", x, y + pixels * 0.62],
          ["center", x, y - pixels * 0.62],
          ["center", x, y + pixels + 9],
          ["center", x, y - pixels - 9],
        ];
    yield {
      text: shorten(regions.label.at(i)) || meta.regionWord,
      note: pixels > 44 && scene.nested ? `${counted(nodes, "page")}` : "",
      height,
      bold: true,
      faded: !scene.shownIn[i],
      region: i,
      node: -1,
      places,
    };
  }
}

function seenGroups({ scene, camera, size }: LabelView): { group: number; pixels: number }[] {
  const { groups } = scene.graph;
  const box = seen(camera, size);
  const found: { group: number; pixels: number }[] = [];
  for (let group = 0; group < groups.count; group++) {
    const pixels = groups.r[group] * camera.scale;
    if (pixels < 12) continue;
    const r = groups.r[group];
    const inside =
      groups.x[group] + r >= box.left &&
      groups.x[group] - r <= box.right &&
      groups.y[group] + r >= box.top &&
      groups.y[group] - r <= box.bottom;
    if (inside && groups.firstNode[group + 1] > groups.firstNode[group]) found.push({ group, pixels });
  }
  return found.sort((a, b) => b.pixels - a.pixels || a.group - b.group);
}

/** The first nodes of each group are its most linked; the larger the group is seen, the more of them are named. */
function* nodesOfGroups(
  view: LabelView,
  groups: { group: number; pixels: number }[],
  asked: Set<number>,
): Generator<Wish> {
  const { graph } = view.scene;
  const nodes: number[] = [];
  for (const { group, pixels } of groups) {
    const [from, to] = [graph.groups.firstNode[group], graph.groups.firstNode[group + 1]];
    const most = Math.min(to - from, Math.ceil((pixels / 26) ** 2), 400);
    for (let node = from; node < from + most; node++) if (!asked.has(node)) nodes.push(node);
  }
  nodes.sort((a, b) => graph.size[b] - graph.size[a] || a - b);
  for (const node of nodes) yield* nodeWish(view, node, 10.5 + graph.size[node] / 5, false);
}

function* allNodes(view: LabelView, asked: Set<number>): Generator<Wish> {
  const { graph, state } = view.scene;
  const nodes: number[] = [];
  for (let node = 0; node < graph.nodes; node++)
    if (state[node] === SHOWN && !asked.has(node)) nodes.push(node);
  nodes.sort((a, b) => graph.size[b] - graph.size[a] || a - b);
  for (const node of nodes.slice(0, 4 * MOST_LABELS)) yield* nodeWish(view, node, 11.5, false);
}

function* nodeWish(
  { scene, names, camera, size, first }: LabelView,
  node: number,
  height: number,
  bold: boolean,
): Generator<Wish> {
  const { graph, at, state, spacing } = scene;
  if (!names || (state[node] !== SHOWN && !first.includes(node))) return;
  const [x, y] = toScreen(camera, size, at.x[node], at.y[node]);
  if (x < -20 || y < -10 || x > size.width + 20 || y > size.height + 10) return;
  const gap = radius(graph.size[node], spacing * camera.scale) + 4;
  yield {
    text: shorten(names.label.at(node)),
    note: "",
    height,
    bold,
    faded: false,
    region: -1,
    node,
    places: [
      ["left", x + gap, y],
      ["right", x - gap, y],
      ["center", x, y + gap + height / 2],
      ["center", x, y - gap - height / 2],
    ],
  };
}

export function shorten(text: string): string {
  const letters = [...text];
  return letters.length > LONGEST
    ? `${letters
        .slice(0, LONGEST - 1)
        .join("")
        .trimEnd()}…`
    : text;
}
