// The picture as it is seen, as SVG: every region, line, node and name of the view.
import type { Links } from "../graph/links";
import { type Camera, type Size, toScreen } from "../view/camera";
import { cornersOf } from "../view/canvas2d";
import { strokes } from "../view/edges";
import type { Label } from "../view/labels";
import type { Stress } from "../view/overlay";
import { css } from "../view/palette";
import { FADED, HIDDEN, type Scene, seenRegions, shapeOf } from "../view/scene";
import { radius } from "../view/sizes";
import { escapeXml } from "./selection";

const round = (value: number): number => Math.round(value * 10) / 10;

export function svg(
  scene: Scene,
  camera: Camera,
  size: Size,
  links: Links,
  labels: Label[],
  stress: Stress,
): string {
  const { palette } = scene;
  const [width, height] = [Math.round(size.width), Math.round(size.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<title>${escapeXml(scene.graph.meta.title)}</title>`,
    `<rect width="100%" height="100%" fill="${css(palette.paper)}"/>`,
    ...(scene.isMap && scene.nested ? discs(scene, camera, size) : []),
    ...edges(scene, camera, size),
    ...stressed(scene, camera, size, links, stress),
    ...nodes(scene, camera, size),
    ...labels.flatMap((label) => name(scene, label)),
    "</svg>",
    "",
  ].join("\n");
}

function discs(scene: Scene, camera: Camera, size: Size): string[] {
  const { regions } = scene.graph;
  return [...regions.r.keys()].map((i) => {
    const [x, y] = toScreen(camera, size, regions.x[i], regions.y[i]);
    const colour = css(scene.palette.colours[regions.colour[i] % 12]);
    const circle = `cx="${round(x)}" cy="${round(y)}" r="${round(regions.r[i] * camera.scale)}"`;
    return `<circle ${circle} fill="${colour}" fill-opacity=".08" stroke="${colour}" stroke-opacity=".26"/>`;
  });
}

function edges(scene: Scene, camera: Camera, size: Size): string[] {
  const { at, state, colour, palette } = scene;
  const paths = new Map<string, string[]>();
  for (const { sorted, alpha, to } of strokes(scene, camera, size)) {
    for (let edge = sorted.from; edge < to; edge++) {
      const [a, b] = [scene.edges.ends[2 * edge], scene.edges.ends[2 * edge + 1]];
      if (state[a] === HIDDEN || state[b] === HIDDEN) continue;
      const [x0, y0] = toScreen(camera, size, at.x[a], at.y[a]);
      const [x1, y1] = toScreen(camera, size, at.x[b], at.y[b]);
      if (
        Math.max(x0, x1) < 0 ||
        Math.max(y0, y1) < 0 ||
        Math.min(x0, x1) > size.width ||
        Math.min(y0, y1) > size.height
      )
        continue;
      const faded = state[a] === FADED || state[b] === FADED;
      const look = `stroke="${palette.css[colour[a]]}" stroke-opacity="${(alpha * (faded ? 0.12 : 1)).toFixed(3)}"`;
      const path = paths.get(look) ?? [];
      path.push(`M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}`);
      paths.set(look, path);
    }
  }
  // One path would lay overlapping lines on each other only once, so each line is its own.
  return [...paths].flatMap(([look, lines]) => [
    `<g fill="none" ${look}>`,
    ...lines.map((line) => `<path d="${line}"/>`),
    "</g>",
  ]);
}

function stressed(scene: Scene, camera: Camera, size: Size, links: Links, stress: Stress): string[] {
  const { at, graph, palette, colour } = scene;
  return stress.edges.map((edge) => {
    const [a, b] = [links.source[edge], graph.target[edge]];
    const [x0, y0] = toScreen(camera, size, at.x[a], at.y[a]);
    const [x1, y1] = toScreen(camera, size, at.x[b], at.y[b]);
    const stroke = stress.path ? css(palette.ink) : palette.css[colour[stress.selected === a ? b : a]];
    return `<path d="M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}" stroke="${stroke}" stroke-width="${stress.path ? 2.6 : 1.4}"/>`;
  });
}

function nodes(scene: Scene, camera: Camera, size: Size): string[] {
  const { graph, at, state, colour, palette } = scene;
  const near = scene.spacing * camera.scale;
  const shapes = graph.meta.nodeKinds.map(([kind], i) => shapeOf(kind, i));
  const drawn: string[] = [];
  for (const [from, to] of seenRegions(scene, camera, size))
    for (let node = graph.regions.firstNode[from]; node < graph.regions.firstNode[to]; node++) {
      if (state[node] === HIDDEN) continue;
      const [x, y] = toScreen(camera, size, at.x[node], at.y[node]);
      const r = radius(graph.size[node], near);
      if (x < -r || y < -r || x > size.width + r || y > size.height + r) continue;
      const shape = shapes[graph.kind[node]];
      const fill = palette.css[colour[node]];
      const hollow = shape === 1 && r > 2.2;
      const look = hollow
        ? `fill="${css(palette.paper)}" stroke="${fill}" stroke-width="${round(Math.max(1, r * 0.26))}"`
        : `fill="${fill}"`;
      const fade = state[node] === FADED ? ' opacity=".13"' : "";
      const corners = r > 1.8 ? cornersOf(shape, r) : null;
      drawn.push(
        corners
          ? `<polygon points="${corners.map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(" ")}" ${look}${fade}/>`
          : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" ${look}${fade}/>`,
      );
    }
  return drawn;
}

function name({ palette }: Scene, label: Label): string[] {
  const anchor = { left: "start", center: "middle", right: "end" }[label.align];
  const line = (text: string, height: number, y: number): string =>
    `<text x="${round(label.x)}" y="${round(y + height * 0.35)}" font-size="${round(height)}" text-anchor="${anchor}" font-weight="${label.bold ? 650 : 450}" ` +
    `fill="${css(palette.ink)}" stroke="${css(palette.paper)}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"${label.faded ? ' opacity=".35"' : ""}>${escapeXml(text)}</text>`;
  const lines = [line(label.text, label.height, label.y - (label.note ? 7 : 0))];
  if (label.note) lines.push(line(label.note, 11, label.y + label.height * 0.5 + 3));
  return lines;
}
