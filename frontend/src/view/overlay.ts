// The layer above the map, Canvas 2D: names, the links of what is selected, paths, rings.
import type { Names } from "../data/names";
import type { Links } from "../graph/links";
import { type Box, type Camera, type Size, toScreen } from "./camera";
import { type Label, placeLabels } from "./labels";
import { css } from "./palette";
import { HIDDEN, type Scene } from "./scene";
import { radius } from "./sizes";

/** What is stressed in the picture. */
export interface Stress {
  selected: number;
  hover: number;
  /** Edges that are drawn strongly: the links of the selected node, or a path. */
  edges: number[];
  path: boolean;
  /** Nodes whose names come first. */
  named: number[];
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** With more, arrow heads would be a blot. */
const MOST_ARROWS = 400;

export class Overlay {
  labels: Label[] = [];
  private readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  private ratio = 1;
  private size: Size = { width: 1, height: 1 };

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    this.context = context;
  }

  resize(size: Size, ratio: number): void {
    this.size = size;
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(size.width * ratio));
    this.canvas.height = Math.max(1, Math.round(size.height * ratio));
  }

  draw(
    scene: Scene,
    camera: Camera,
    links: Links | null,
    names: Names | null,
    stress: Stress,
    covered: Box[],
  ): void {
    const { context, size } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (links) this.drawEdges(scene, camera, links, stress);
    this.drawRings(scene, camera, stress);
    const first = [stress.selected, stress.hover, ...stress.named].filter((node) => node >= 0);
    const width = (text: string, height: number, bold: boolean) => this.width(text, height, bold);
    this.labels = placeLabels({ scene, names, camera, size, first: [...new Set(first)], covered, width });
    for (const label of this.labels) this.drawLabel(scene, label);
  }

  private drawEdges(scene: Scene, camera: Camera, links: Links, { edges, path, selected }: Stress): void {
    const { context, size } = this;
    const { graph, at, palette, spacing, state } = scene;
    const near = spacing * camera.scale;
    context.lineWidth = path ? 2.6 : edges.length > 200 ? 0.8 : 1.4;
    context.lineCap = "round";
    for (const edge of edges) {
      const [a, b] = [links.source[edge], graph.target[edge]];
      if (!path && (state[a] === HIDDEN || state[b] === HIDDEN)) continue;
      const [x0, y0] = toScreen(camera, size, at.x[a], at.y[a]);
      const [x1, y1] = toScreen(camera, size, at.x[b], at.y[b]);
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (length < 1) continue;
      const colour = path
        ? css(palette.ink, 0.9)
        : css(palette.colours[scene.colour[selected === a ? b : a]], 0.85);
      context.strokeStyle = context.fillStyle = colour;
      const end = radius(graph.size[b], near) + 2;
      const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
      context.beginPath();
      context.moveTo(x0, y0);
      context.lineTo(x1 - ux * Math.min(end, length / 2), y1 - uy * Math.min(end, length / 2));
      context.stroke();
      if (length > end + 12 && edges.length <= MOST_ARROWS)
        this.drawArrow(x1 - ux * end, y1 - uy * end, ux, uy, path ? 8 : 6);
    }
  }

  private drawArrow(x: number, y: number, ux: number, uy: number, length: number): void {
    const { context } = this;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x - ux * length - uy * length * 0.42, y - uy * length + ux * length * 0.42);
    context.lineTo(x - ux * length + uy * length * 0.42, y - uy * length - ux * length * 0.42);
    context.fill();
  }

  private drawRings(scene: Scene, camera: Camera, stress: Stress): void {
    const { context, size } = this;
    const { graph, at, palette, spacing } = scene;
    const ring = (node: number, gap: number, width: number, alpha: number): void => {
      if (node < 0) return;
      const [x, y] = toScreen(camera, size, at.x[node], at.y[node]);
      context.strokeStyle = css(palette.ink, alpha);
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, radius(graph.size[node], spacing * camera.scale) + gap, 0, 2 * Math.PI);
      context.stroke();
    };
    if (stress.path) for (const node of stress.named) ring(node, 2.5, 2, 0.9);
    ring(stress.hover, 2.5, 1.5, 0.6);
    ring(stress.selected, 3.5, 2.5, 0.95);
  }

  private drawLabel({ palette }: Scene, label: Label): void {
    const { context } = this;
    context.globalAlpha = label.faded ? 0.35 : 1;
    context.textAlign = label.align;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const line = (text: string, height: number, bold: boolean, y: number, alpha: number): void => {
      context.font = font(height, bold);
      context.lineWidth = bold ? 4 : 3.5;
      context.strokeStyle = css(palette.paper, 0.88);
      context.strokeText(text, label.x, y);
      context.fillStyle = css(palette.ink, alpha);
      context.fillText(text, label.x, y);
    };
    line(label.text, label.height, label.bold, label.y - (label.note ? 7 : 0), 1);
    if (label.note) line(label.note, 11, false, label.y + label.height * 0.5 + 3, 0.75);
    context.globalAlpha = 1;
  }

  /** The width of a text; measuring costs more than anything else here, so it is kept. */
  private width(text: string, height: number, bold: boolean): number {
    const key = bold ? `b${text}` : text;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.context.font = font(100, bold);
      width = this.context.measureText(text).width / 100;
      if (this.widths.size > 20_000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width * height;
  }
}

export const font = (height: number, bold: boolean): string => `${bold ? "650" : "450"} ${height}px ${FONT}`;
