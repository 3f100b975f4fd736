// The map: two canvases, a camera, and the rule that nothing is drawn unless something changed.
import type { Names } from "../data/names";
import type { Positions } from "../graph/around";
import type { Links } from "../graph/links";
import { type Box, between, type Camera, fit, type Size, toScreen, toWorld, zoomAt } from "./camera";
import { CanvasPainter } from "./canvas2d";
import { listen } from "./gestures";
import type { Label } from "./labels";
import { Overlay, type Stress } from "./overlay";
import { Grid } from "./pick";
import { type Changes, HIDDEN, type Painter, type Scene } from "./scene";
import { radius } from "./sizes";
import { WebglPainter } from "./webgl";

export interface MapEvents {
  select(node: number, again: boolean): void;
  hover(node: number): void;
  /** The name of a region was tapped. */
  region(region: number): void;
  moved(camera: Camera): void;
  /** Parts of the map that controls cover. */
  covered(): Box[];
  /** The part of the map that nothing covers. */
  free(): Box;
}

/** How long after the last movement everything is drawn in full. */
const REST_MS = 150;
const FLIGHT_MS = 650;
/** Pixels that a chosen node has around it. */
const ROOM = 40;
const ALL: Changes = { positions: true, looks: true, edges: true };

export class MapView {
  camera: Camera = { x: 0, y: 0, scale: 1 };
  size: Size = { width: 1, height: 1 };
  links: Links | null = null;
  names: Names | null = null;
  stress: Stress = { selected: -1, hover: -1, edges: [], path: false, named: [] };
  painter: Painter;
  pictures = 0;
  readonly overlay: Overlay;
  private grid: Grid | null = null;
  private frame = 0;
  private rest = 0;
  private moving = false;
  private flight: { from: Camera; to: Camera; start: number } | null = null;
  private ratio = 0;
  private dirtyMap = true;
  private readonly spacing: number;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly top: HTMLCanvasElement,
    readonly scene: Scene,
    private readonly events: MapEvents,
  ) {
    this.spacing = scene.spacing;
    this.painter = this.makePainter();
    this.overlay = new Overlay(top);
    this.painter.update(scene, ALL);
    this.measure();
    new ResizeObserver(() => {
      if (this.measure()) this.drawAll(); // at once: a canvas whose size is set is empty until it is drawn
    }).observe(top);
    this.fitAll(false);
    listen(top, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (x, y, factor) => this.zoom(factor, x, y),
      hover: (x, y) => this.events.hover(this.pick(x, y)),
      leave: () => this.events.hover(-1),
      tap: (x, y, again) => this.tap(x, y, again),
    });
  }

  private makePainter(): Painter {
    const wanted = new URLSearchParams(location.search).get("painter");
    if (wanted !== "canvas")
      try {
        return new WebglPainter(this.canvas, () => this.update(ALL));
      } catch {
        // A canvas that once had a WebGL context gives no other; this one never had.
      }
    return new CanvasPainter(this.canvas, () => this.redraw(true));
  }

  /** Take the size of the window; false where it has not changed. */
  private measure(): boolean {
    const { width, height } = this.top.getBoundingClientRect();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const same = width === this.size.width && height === this.size.height && ratio === this.ratio;
    if (width < 1 || height < 1 || same) return false;
    this.size = { width, height };
    this.ratio = ratio;
    this.painter.resize(this.size, ratio);
    this.overlay.resize(this.size, ratio);
    return true;
  }

  /** Say what changed in the scene. */
  update(changes: Changes): void {
    this.painter.update(this.scene, changes);
    if (changes.positions) this.grid = null;
    this.redraw(true);
  }

  /** Draw soon: the map too, or only what lies above it. */
  redraw(map = false): void {
    this.dirtyMap ||= map;
    this.frame ||= requestAnimationFrame((now) => {
      this.frame = 0;
      this.tick(now);
    });
  }

  private tick(now: number): void {
    if (this.flight) {
      const part = Math.min(1, (now - this.flight.start) / FLIGHT_MS);
      this.camera = between(this.flight.from, this.flight.to, this.size, part);
      if (part === 1) this.flight = null;
      this.moved();
    }
    this.draw(this.moving);
    if (this.moving) this.waitForRest();
  }

  private draw(moving: boolean): void {
    if (this.dirtyMap) {
      this.painter.draw(this.scene, this.camera, moving);
      this.pictures++;
    }
    this.dirtyMap = false;
    this.overlay.draw(this.scene, this.camera, this.links, this.names, this.stress, this.events.covered());
  }

  /** The camera moved: draw, and draw in full after a moment of rest. */
  private moved(): void {
    clearTimeout(this.rest);
    this.moving = true;
    this.redraw(true);
  }

  /** The rest begins when a picture is drawn, not when it is asked for: on a slow machine that is much later. */
  private waitForRest(): void {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      this.moving = false;
      this.events.moved(this.camera);
      if (!this.painter.complete) this.redraw(true);
    }, REST_MS);
  }

  /** Draw in full now, for a picture that is saved or printed. */
  drawNow(): void {
    this.painter.draw(this.scene, this.camera, false);
  }

  /** Draw all layers now. */
  drawAll(): void {
    this.dirtyMap = true;
    this.draw(false);
  }

  pan(dx: number, dy: number): void {
    this.flight = null;
    this.camera = {
      ...this.camera,
      x: this.camera.x - dx / this.camera.scale,
      y: this.camera.y - dy / this.camera.scale,
    };
    this.moved();
  }

  zoom(factor: number, x = this.size.width / 2, y = this.size.height / 2): void {
    this.flight = null;
    this.camera = zoomAt(this.camera, this.size, x, y, factor, this.limits());
    this.moved();
  }

  private limits(): [number, number] {
    const { world } = this.scene.graph.meta;
    const whole = Math.min(this.size.width, this.size.height) / world;
    return [whole * 0.3, Math.max(whole * 4, 160 / this.scene.spacing)];
  }

  /** Go to a place; at once if the reader prefers less movement. */
  fly(to: Camera, animated = true): void {
    const [least, most] = this.limits();
    const bound = { ...to, scale: Math.min(most, Math.max(least, to.scale)) };
    if (!animated || this.still.matches || document.hidden) {
      this.flight = null;
      this.camera = bound;
    } else this.flight = { from: this.camera, to: bound, start: performance.now() };
    this.moved();
  }

  /** Move no further than it takes for a node to lie where nothing covers it. */
  uncover(node: number): void {
    if (node < 0 || this.flight || this.scene.state[node] === HIDDEN) return;
    const free = this.events.free();
    const [px, py] = this.screen(node);
    const dx = beyond(px, free.left, free.right);
    const dy = beyond(py, free.top, free.bottom);
    const { x, y, scale } = this.camera;
    if (dx || dy) this.fly({ x: x + dx / scale, y: y + dy / scale, scale });
  }

  fitAll(animated = true): void {
    const { graph, isMap, state, at } = this.scene;
    if (isMap && graph.regions.count) {
      const { x, y, r, count } = graph.regions;
      const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
      for (let i = 0; i < count; i++) grow(box, x[i], y[i], r[i]);
      this.fly(fit(box, this.size, this.events.free(), this.limits()[1]), animated);
    } else
      this.fitNodes(
        [...at.x.keys()].filter((node) => state[node] !== HIDDEN),
        animated,
      );
  }

  fitNodes(nodes: number[], animated = true): void {
    if (!nodes.length) return;
    const { at, spacing } = this.scene;
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const node of nodes) grow(box, at.x[node], at.y[node], spacing * 2);
    const most = nodes.length === 1 ? 34 / spacing : 60 / spacing;
    this.fly(fit(box, this.size, this.events.free(), most), animated);
  }

  fitRegion(region: number): void {
    const { x, y, r } = this.scene.graph.regions;
    const box = { left: x[region], top: y[region], right: x[region], bottom: y[region] };
    grow(box, x[region], y[region], r[region] * 1.05);
    this.fly(fit(box, this.size, this.events.free(), this.limits()[1]));
  }

  private tap(x: number, y: number, again: boolean): void {
    const node = this.pick(x, y);
    const label = this.overlay.labels.find(({ region, ...rest }) => region >= 0 && onLabel(rest, x, y));
    if (label && node < 0) this.events.region(label.region);
    else this.events.select(node, again);
  }

  /** The node under a pixel, -1 for none. */
  pick(px: number, py: number): number {
    const { scene, camera } = this;
    for (const label of this.overlay.labels) if (label.node >= 0 && onLabel(label, px, py)) return label.node;
    this.grid ??= new Grid(scene.at, scene.graph.meta.world);
    const [x, y] = toWorld(camera, this.size, px, py);
    const near = scene.spacing * camera.scale;
    const reach = 12 / camera.scale;
    return this.grid.nearest(x, y, reach, (node) =>
      scene.state[node] === HIDDEN ? -1 : radius(scene.graph.size[node], near) / camera.scale,
    );
  }

  setPositions(at: Positions, isMap: boolean): void {
    this.scene.at = at;
    this.scene.spacing = isMap ? this.spacing : this.scene.graph.meta.world / 90; // rings have room
    this.scene.isMap = isMap;
    this.update({ positions: true });
  }

  screen(node: number): [number, number] {
    return toScreen(this.camera, this.size, this.scene.at.x[node], this.scene.at.y[node]);
  }
}

/** How far a pixel lies outside of a span, or too near its ends for a name. */
function beyond(at: number, low: number, high: number): number {
  const margin = Math.min(ROOM, (high - low) / 2);
  return at - Math.min(high - margin, Math.max(low + margin, at));
}

function grow(box: Box, x: number, y: number, r: number): void {
  box.left = Math.min(box.left, x - r);
  box.right = Math.max(box.right, x + r);
  box.top = Math.min(box.top, y - r);
  box.bottom = Math.max(box.bottom, y + r);
}

/** Whether a pixel is on a name; the width is near enough to that of the letters. */
function onLabel(
  label: Pick<Label, "align" | "x" | "y" | "text" | "height">,
  px: number,
  py: number,
): boolean {
  if (Math.abs(label.y - py) > label.height * 0.6) return false;
  const width = label.text.length * label.height * 0.5;
  if (label.align === "left") return px >= label.x && px <= label.x + width;
  if (label.align === "right") return px <= label.x && px >= label.x - width;
  return Math.abs(px - label.x) <= width / 2;
}
