// Draws the scene where WebGL2 is missing. Each part is drawn once when the reader rests, the edges a slice at
// a time so that the page stays awake, and moved along as a picture meanwhile.
import { type Camera, type Size, toScreen } from "./camera";
import { strokes } from "./edges";
import { css } from "./palette";
import { type Changes, FADED, HIDDEN, type Painter, type Scene, SHAPES, seenRegions, shapeOf } from "./scene";
import { radius } from "./sizes";

const SLICE_MS = 24;

export class CanvasPainter implements Painter {
  readonly name = "canvas";
  complete = true;
  private readonly edges = document.createElement("canvas");
  private readonly nodes = document.createElement("canvas");
  private size: Size = { width: 1, height: 1 };
  private ratio = 1;
  private drawn: Camera | null = null;
  private work: Generator<void> | null = null;
  private timer = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly redraw: () => void,
  ) {
    context(canvas); // asked for now, so that a browser without it says so at once
  }

  update(_scene: Scene, _changes: Changes): void {
    this.drawn = null;
  }

  resize(size: Size, ratio: number): void {
    this.size = size;
    this.ratio = ratio;
    for (const canvas of [this.canvas, this.edges, this.nodes]) {
      canvas.width = Math.max(1, Math.round(size.width * ratio));
      canvas.height = Math.max(1, Math.round(size.height * ratio));
    }
    this.drawn = null;
  }

  draw(scene: Scene, camera: Camera, moving: boolean): void {
    const same =
      this.drawn &&
      this.drawn.x === camera.x &&
      this.drawn.y === camera.y &&
      this.drawn.scale === camera.scale;
    this.complete = !moving;
    if (!same && !(moving && this.drawn)) this.start(scene, camera);
    this.compose(scene, camera);
  }

  private start(scene: Scene, camera: Camera): void {
    this.drawn = { ...camera };
    drawNodes(this.clear(this.nodes), scene, camera, this.size);
    this.work = drawEdges(this.clear(this.edges), scene, camera, this.size);
    clearTimeout(this.timer);
    this.slice();
  }

  private slice(): void {
    const until = performance.now() + SLICE_MS;
    while (this.work && performance.now() < until) if (this.work.next().done) this.work = null;
    if (this.work)
      this.timer = window.setTimeout(() => {
        this.slice();
        this.redraw();
      }, 8);
  }

  private clear(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const made = context(canvas);
    made.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    made.clearRect(0, 0, this.size.width, this.size.height);
    return made;
  }

  private compose(scene: Scene, camera: Camera): void {
    const made = this.clear(this.canvas);
    made.fillStyle = css(scene.palette.paper);
    made.fillRect(0, 0, this.size.width, this.size.height);
    if (scene.isMap && scene.nested) drawDiscs(made, scene, camera, this.size);
    const from = this.drawn ?? camera;
    const scale = camera.scale / from.scale;
    const { width, height } = this.size;
    const x = width / 2 - ((camera.x - from.x) * camera.scale + (width * scale) / 2);
    const y = height / 2 - ((camera.y - from.y) * camera.scale + (height * scale) / 2);
    for (const layer of [this.edges, this.nodes]) made.drawImage(layer, x, y, width * scale, height * scale);
  }
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const made = canvas.getContext("2d");
  if (!made) throw new Error("This browser can draw neither with WebGL2 nor on a canvas.");
  return made;
}

function drawDiscs(made: CanvasRenderingContext2D, scene: Scene, camera: Camera, size: Size): void {
  const { regions } = scene.graph;
  for (let i = 0; i < regions.count; i++) {
    const [x, y] = toScreen(camera, size, regions.x[i], regions.y[i]);
    const colour = scene.palette.colours[regions.colour[i] % 12];
    const share = scene.shownIn[i] ? 1 : 0.25;
    made.beginPath();
    made.arc(x, y, regions.r[i] * camera.scale, 0, 2 * Math.PI);
    made.fillStyle = css(colour, 0.08 * share);
    made.fill();
    made.strokeStyle = css(colour, 0.26 * share);
    made.lineWidth = 1;
    made.stroke();
  }
}

/** Edges that one stroke draws: many are cheaper together, but lie on each other only once. */
const BATCH = 400;

function* drawEdges(
  made: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  size: Size,
): Generator<void> {
  const ranges = seenRegions(scene, camera, size);
  made.lineWidth = 1;
  for (const { sorted, alpha, to: end } of strokes(scene, camera, size)) {
    const { first } = sorted;
    const parts = first ? ranges.map(([from, to]) => [first[from], first[to]]) : [[sorted.from, end]];
    for (const [from, to] of parts)
      for (let start = from; start < to; start += BATCH) {
        const paths = pathsOf(scene, camera, size, start, Math.min(to, start + BATCH));
        for (const [key, path] of paths) {
          made.strokeStyle = css(scene.palette.colours[key >> 1], alpha * (key & 1 ? 0.12 : 1));
          made.stroke(path);
        }
        yield;
      }
  }
}

/** The lines of some edges, by colour and whether they are faded. */
function pathsOf(scene: Scene, camera: Camera, size: Size, from: number, to: number): Map<number, Path2D> {
  const { at, colour, state, edges } = scene;
  const paths = new Map<number, Path2D>();
  for (let edge = from; edge < to; edge++) {
    const [a, b] = [edges.ends[2 * edge], edges.ends[2 * edge + 1]];
    if (state[a] === HIDDEN || state[b] === HIDDEN) continue;
    const key = colour[a] * 2 + (state[a] === FADED || state[b] === FADED ? 1 : 0);
    const path = paths.get(key) ?? new Path2D();
    paths.set(key, path);
    path.moveTo(...toScreen(camera, size, at.x[a], at.y[a]));
    path.lineTo(...toScreen(camera, size, at.x[b], at.y[b]));
  }
  return paths;
}

function drawNodes(made: CanvasRenderingContext2D, scene: Scene, camera: Camera, size: Size): void {
  const { graph, at, state, colour, palette, spacing } = scene;
  const near = spacing * camera.scale;
  const shapes = graph.meta.nodeKinds.map(([kind], i) => shapeOf(kind, i));
  for (const [from, to] of seenRegions(scene, camera, size))
    for (let node = graph.regions.firstNode[from]; node < graph.regions.firstNode[to]; node++) {
      if (state[node] === HIDDEN) continue;
      const [x, y] = toScreen(camera, size, at.x[node], at.y[node]);
      const r = radius(graph.size[node], near);
      if (x < -r || y < -r || x > size.width + r || y > size.height + r) continue;
      made.globalAlpha = state[node] === FADED ? 0.13 : 1;
      made.fillStyle = palette.css[colour[node]];
      if (r < 1.8) made.fillRect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      else drawShape(made, shapes[graph.kind[node]], x, y, r, css(palette.paper));
    }
  made.globalAlpha = 1;
}

function drawShape(
  made: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  r: number,
  paper: string,
): void {
  const colour = made.fillStyle;
  made.beginPath();
  const corners = cornersOf(shape, r);
  if (corners) for (const [dx, dy] of corners) made.lineTo(x + dx, y + dy);
  else made.arc(x, y, r, 0, 2 * Math.PI);
  made.closePath();
  if (SHAPES[shape] === "ring") {
    made.fillStyle = paper;
    made.fill();
    made.strokeStyle = colour;
    made.lineWidth = Math.max(1.1, r * 0.26);
    made.stroke();
    return;
  }
  made.fill();
  if (r > 3) {
    made.strokeStyle = paper;
    made.lineWidth = 1;
    made.stroke();
  }
}

/** The corners of a shape around its middle; nothing for round ones. Also drawn so in SVG and in the legend. */
export function cornersOf(shape: number, r: number): [number, number][] | null {
  const name = SHAPES[shape];
  if (name === "diamond") return polygon(4, r * 1.2, -90);
  if (name === "square") return polygon(4, r * 1.18, -45);
  if (name === "triangle") return polygon(3, r * 1.2, -90);
  if (name === "hexagon") return polygon(6, r * 1.05, 0);
  return null;
}

function polygon(corners: number, r: number, turn: number): [number, number][] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((turn + (360 * i) / corners) * Math.PI) / 180;
    return [Math.round(r * Math.cos(angle) * 100) / 100, Math.round(r * Math.sin(angle) * 100) / 100];
  });
}
