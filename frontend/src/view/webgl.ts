// Draws the scene with WebGL2: discs of the regions, edges, nodes. Nodes are drawn anew in each picture; the
// edges, which cost most, are a layer of their own that is only moved along while the reader moves.
import type { Camera, Size } from "./camera";
import { strokes } from "./edges";
import { attribute, fill, Layer, type Program, program } from "./gl";
import { type Changes, type Painter, type Scene, seenRegions, shapeOf } from "./scene";
import { DISC, LAYER, LINE, NODE } from "./shaders";

/** A graphics card draws this many lines in a moment; software takes its time. */
const BUDGET_CARD = 400_000;
const BUDGET_SOFTWARE = 15_000;
/** With more nodes, software draws all into the layer of the edges, so that nodes too are only moved along. */
const MOST_NODES_SOFTWARE = 4000;

export class WebglPainter implements Painter {
  readonly name = "webgl2";
  complete = true;
  private readonly gl: WebGL2RenderingContext;
  private readonly software: boolean;
  private budget: number;
  private programs!: Record<"disc" | "line" | "layer" | "node", Program>;
  private buffers!: Record<"discs" | "form" | "looks" | "ends", WebGLBuffer>;
  private arrays!: Record<"discs" | "nodes" | "lines", WebGLVertexArrayObject>;
  private layer: Layer | null = null;
  private layerCamera: Camera | null = null;
  private layerIsAll = false;
  private size: Size = { width: 1, height: 1 };
  private ratio = 1;
  private lastDraw = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    onRestored: () => void,
  ) {
    const gl = canvas.getContext("webgl2", {
      antialias: false,
      depth: false,
      alpha: false,
      powerPreference: "low-power",
    });
    if (!gl) throw new Error("no WebGL2");
    this.gl = gl;
    const info = gl.getExtension("WEBGL_debug_renderer_info");
    const renderer = String(info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "");
    this.software = /swiftshader|llvmpipe|software|basic render/i.test(renderer);
    this.budget = this.software ? BUDGET_SOFTWARE : BUDGET_CARD;
    this.start();
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.start();
      onRestored();
    });
  }

  private start(): void {
    const { gl } = this;
    this.programs = {
      disc: program(gl, DISC),
      line: program(gl, LINE),
      layer: program(gl, LAYER),
      node: program(gl, NODE),
    };
    const buffer = () => gl.createBuffer();
    this.buffers = { discs: buffer(), form: buffer(), looks: buffer(), ends: buffer() };
    const array = () => gl.createVertexArray();
    this.arrays = { discs: array(), nodes: array(), lines: array() };
    gl.bindVertexArray(this.arrays.discs);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.discs);
    attribute(gl, 0, [3, gl.FLOAT, 20, 0], 1);
    attribute(gl, 1, [2, gl.FLOAT, 20, 12], 1);
    for (const nodes of [this.arrays.nodes, this.arrays.lines]) {
      gl.bindVertexArray(nodes);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.form);
      attribute(gl, 0, [2, gl.UNSIGNED_SHORT, 8, 0]);
      attribute(gl, 1, [2, gl.UNSIGNED_BYTE, 8, 4]);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.looks);
      attribute(gl, 2, [2, gl.UNSIGNED_BYTE, 2, 0]);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.ends); // belongs to the lines, which are bound last
    gl.bindVertexArray(null);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.layer = null;
  }

  update(scene: Scene, changes: Changes): void {
    const { gl } = this;
    const { graph, at } = scene;
    gl.bindVertexArray(null);
    if (changes.positions) {
      const form = new DataView(new ArrayBuffer(graph.nodes * 8));
      const shapes = graph.meta.nodeKinds.map(([kind], i) => shapeOf(kind, i));
      for (let node = 0, i = 0; node < graph.nodes; node++, i += 8) {
        form.setUint16(i, at.x[node], true);
        form.setUint16(i + 2, at.y[node], true);
        form.setUint8(i + 4, graph.size[node]);
        form.setUint8(i + 5, shapes[graph.kind[node]]);
      }
      fill(gl, gl.ARRAY_BUFFER, this.buffers.form, form);
    }
    if (changes.looks) {
      const looks = new Uint8Array(graph.nodes * 2);
      for (let node = 0; node < graph.nodes; node++) {
        looks[2 * node] = scene.colour[node];
        looks[2 * node + 1] = scene.state[node];
      }
      fill(gl, gl.ARRAY_BUFFER, this.buffers.looks, looks);
      this.fillDiscs(scene);
    }
    if (changes.edges) {
      gl.bindVertexArray(this.arrays.lines);
      fill(gl, gl.ELEMENT_ARRAY_BUFFER, this.buffers.ends, scene.edges.ends);
      gl.bindVertexArray(null);
    }
    this.layerCamera = null;
  }

  private fillDiscs({ graph, shownIn }: Scene): void {
    const { regions, groups } = graph;
    const values = new Float32Array((regions.count + groups.count) * 5);
    for (let i = 0; i < regions.count; i++)
      values.set(
        [regions.x[i], regions.y[i], regions.r[i], regions.colour[i] % 12, shownIn[i] ? 1 : 0.25],
        i * 5,
      );
    for (let i = 0; i < groups.count; i++) {
      const region = groups.region[i];
      const colour = regions.colour[region] % 12;
      values.set(
        [groups.x[i], groups.y[i], groups.r[i], colour, shownIn[region] ? 1 : 0.25],
        (regions.count + i) * 5,
      );
    }
    fill(this.gl, this.gl.ARRAY_BUFFER, this.buffers.discs, values);
  }

  resize(size: Size, ratio: number): void {
    this.size = size;
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(size.width * ratio));
    this.canvas.height = Math.max(1, Math.round(size.height * ratio));
    this.layer?.free();
    this.layer = null;
    this.layerCamera = null;
  }

  draw(scene: Scene, camera: Camera, moving: boolean): void {
    const { gl } = this;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    const ranges = seenRegions(scene, camera, this.size);
    this.drawLayer(scene, camera, ranges, moving);
    if (this.layer && this.layerIsAll && this.layerCamera && isSame(this.layerCamera, camera)) {
      this.layer.show();
      return;
    }
    const [r, g, b] = scene.palette.paper;
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (scene.isMap && scene.nested) this.drawDiscs(scene, camera);
    if (this.layer && this.layerCamera) this.moveLayer(this.layerCamera, camera);
    if (!this.layerIsAll) this.drawNodes(scene, camera, ranges);
    gl.bindVertexArray(null);
  }

  /** Draw the edges anew, unless they are many and the reader is on the move. */
  private drawLayer(scene: Scene, camera: Camera, ranges: [number, number][], moving: boolean): void {
    const { gl } = this;
    const lines = this.lines(scene, camera, ranges);
    const count = lines.reduce((sum, [, from, to]) => sum + to - from, 0);
    const { firstNode } = scene.graph.regions;
    const nodes = ranges.reduce((sum, [from, to]) => sum + firstNode[to] - firstNode[from], 0);
    const isAll = this.software && nodes > MOST_NODES_SOFTWARE;
    this.adapt(moving, count);
    this.complete = !moving || (count <= this.budget && !isAll);
    const drawn = this.layerCamera;
    if (drawn && (this.complete ? isSame(drawn, camera) : !this.isFarFrom(drawn, camera))) return;
    this.layer ??= new Layer(gl, this.canvas.width, this.canvas.height, this.software ? 1 : 4);
    this.layer.paint(
      () => {
        if (isAll && scene.isMap && scene.nested) this.drawDiscs(scene, camera);
        this.begin("line", scene, camera);
        gl.bindVertexArray(this.arrays.lines);
        for (const [alpha, from, to] of lines) {
          gl.uniform1f(this.programs.line.uniform("u_alpha"), alpha);
          gl.drawElements(gl.LINES, (to - from) * 2, gl.UNSIGNED_INT, from * 8);
        }
        if (isAll) this.drawNodes(scene, camera, ranges);
      },
      isAll ? scene.palette.paper : undefined,
    );
    this.layerCamera = { ...camera };
    this.layerIsAll = isAll;
    this.complete = true;
  }

  /** Whether so much of the view is new that the layer has to be drawn anew even on the move. */
  private isFarFrom(from: Camera, to: Camera): boolean {
    const [dx, dy] = [Math.abs(from.x - to.x) * to.scale, Math.abs(from.y - to.y) * to.scale];
    const zoomed = Math.abs(Math.log2(to.scale / from.scale));
    return dx > this.size.width * 0.4 || dy > this.size.height * 0.4 || zoomed > 1;
  }

  /** What there is to draw of the edges: opacity, first edge, last edge. */
  private lines(scene: Scene, camera: Camera, ranges: [number, number][]): [number, number, number][] {
    return strokes(scene, camera, this.size).flatMap(
      ({ sorted, alpha, to: end }): [number, number, number][] => {
        const { first, from: start } = sorted;
        return first
          ? ranges.map(([from, to]): [number, number, number] => [alpha, first[from], first[to]])
          : [[alpha, start, end]];
      },
    );
  }

  /** Learn from the time between pictures how many edges can be drawn on the move. */
  private adapt(moving: boolean, count: number): void {
    const now = performance.now();
    const gap = now - this.lastDraw;
    this.lastDraw = now;
    if (!moving || !this.complete || gap > 500) return;
    if (gap > 45 && count > 2000) this.budget = Math.min(this.budget, Math.round(count * 0.7));
    else if (gap < 20 && count > this.budget / 2)
      this.budget = Math.min(BUDGET_CARD, Math.round(this.budget * 1.2));
  }

  private drawDiscs(scene: Scene, camera: Camera): void {
    const { gl } = this;
    const { regions, groups } = scene.graph;
    const dark = scene.palette.theme === "dark";
    const disc = this.begin("disc", scene, camera);
    gl.bindVertexArray(this.arrays.discs);
    gl.uniform2f(disc.uniform("u_alpha"), dark ? 0.1 : 0.075, dark ? 0.28 : 0.25);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, regions.count);
    const near = scene.spacing * camera.scale;
    const alpha = Math.min(1, Math.max(0, (near - 5) / 8));
    if (alpha && groups.count) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.discs);
      attribute(gl, 0, [3, gl.FLOAT, 20, regions.count * 20], 1);
      attribute(gl, 1, [2, gl.FLOAT, 20, regions.count * 20 + 12], 1);
      gl.uniform2f(disc.uniform("u_alpha"), 0.05 * alpha, 0.14 * alpha);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, groups.count);
      attribute(gl, 0, [3, gl.FLOAT, 20, 0], 1);
      attribute(gl, 1, [2, gl.FLOAT, 20, 12], 1);
    }
  }

  private moveLayer(from: Camera, to: Camera): void {
    const { gl } = this;
    const { layer } = this.programs;
    layer.use();
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D, this.layer?.texture ?? null);
    const shift = 2 * to.scale;
    const x = ((from.x - to.x) * shift) / this.size.width;
    const y = ((to.y - from.y) * shift) / this.size.height;
    gl.uniform3f(layer.uniform("u_move"), x, y, to.scale / from.scale);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private drawNodes(scene: Scene, camera: Camera, ranges: [number, number][]): void {
    const { gl } = this;
    const node = this.begin("node", scene, camera);
    gl.uniform1f(node.uniform("u_near"), scene.spacing * camera.scale);
    gl.uniform1f(node.uniform("u_ratio"), this.ratio);
    gl.uniform3fv(node.uniform("u_paper"), scene.palette.paper);
    gl.bindVertexArray(this.arrays.nodes);
    const { firstNode } = scene.graph.regions;
    for (const [from, to] of ranges)
      gl.drawArrays(gl.POINTS, firstNode[from], firstNode[to] - firstNode[from]);
  }

  private begin(name: keyof typeof this.programs, scene: Scene, camera: Camera): Program {
    const { gl } = this;
    const made = this.programs[name];
    made.use();
    gl.uniform3f(made.uniform("u_camera"), camera.x, camera.y, camera.scale);
    gl.uniform2f(made.uniform("u_half"), this.size.width / 2, this.size.height / 2);
    gl.uniform3fv(made.uniform("u_palette"), scene.palette.colours.flat());
    return made;
  }
}

const isSame = (a: Camera, b: Camera): boolean => a.x === b.x && a.y === b.y && a.scale === b.scale;
