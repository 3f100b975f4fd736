// The state as the address of a view, so that a link shows another reader the same picture. What comes in is
// untrusted: unknown names are passed by, numbers are bound.
import { readQuery, writeConditions } from "../search/query";
import type { Camera, Size } from "../view/camera";
import { FLAGS } from "./filters";
import { nodeId, nodeOf, regionOf } from "./ids";
import type { Model } from "./model";
import type { Mode, State } from "./state";

const VERSION = "1";

/** The camera, apart from the size of the window: how much of the world its shorter side shows. */
export function writeHash(model: Model, state: State, camera: Camera, size: Size): string {
  const entries: [string, string][] = [["v", VERSION]];
  const add = (key: string, value: string, usual = ""): void => {
    if (value !== usual) entries.push([key, value]);
  };
  add("n", state.selected >= 0 ? nodeId(model, state.selected) : "");
  add("m", writeMode(model, state.mode));
  add("f", writeConditions(state.conditions));
  add("fade", state.fade ? "1" : "");
  add("hubs", String(state.hubs), "0");
  add("c", state.colour, "region");
  add("theme", state.theme, "auto");
  add("e", edgeKinds(model, state));
  add("x", String(Math.round(camera.x)));
  add("y", String(Math.round(camera.y)));
  add("w", String(Number((Math.min(size.width, size.height) / camera.scale).toPrecision(4))));
  return `#${entries.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;
}

/** Kinds of edges that differ from the usual: with a sign in front. */
function edgeKinds(model: Model, { edgeKinds: shown }: State): string {
  const { edgeKinds: kinds, structural } = model.graph.meta;
  return kinds
    .flatMap(([key], i) => (shown[i] === !structural[i] ? [] : [`${shown[i] ? "+" : "-"}${key}`]))
    .join(",");
}

function writeMode(model: Model, mode: Mode): string {
  const region = (i: number): string => (i >= 0 ? model.graph.regions.label.at(i) : "");
  const node = (i: number): string => (i >= 0 ? nodeId(model, i) : "");
  switch (mode.name) {
    case "map":
      return "";
    case "local":
      return parts("local", String(mode.depth), mode.way);
    case "path":
      return parts("path", node(mode.from), node(mode.to), mode.directed ? "1" : "");
    case "compare":
      return parts("compare", region(mode.a), region(mode.b));
    case "ranking":
      return parts("ranking", mode.measure, String(mode.top));
    case "missing":
      return parts("missing", model.graph.meta.causes[mode.cause]?.[0] ?? "");
    case "orphans":
      return parts("orphans", FLAGS.find(([, flag]) => flag === mode.flag)?.[0] ?? "");
    case "list":
      return "list";
  }
}

const parts = (...values: string[]): string =>
  values.map((value) => value.replace(/[~\\]/g, "\\$&")).join("~");

function split(text: string): string[] {
  const found = [""];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "~") found.push("");
    else found[found.length - 1] += text[i] === "\\" ? (text[++i] ?? "") : text[i];
  }
  return found;
}

export interface Read {
  state: Partial<State>;
  camera: ((size: Size) => Camera) | null;
}

/** What an address asks for; nothing where it is not one of ours. */
export function readHash(model: Model, hash: string): Read | null {
  const said = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  if (said.get("v") !== VERSION) return null;
  const text = (key: string): string => said.get(key) ?? "";
  const state: Partial<State> = {
    selected: text("n") ? nodeOf(model, text("n")) : -1,
    mode: readMode(model, split(text("m"))),
    conditions: readQuery(text("f")).conditions,
    fade: text("fade") === "1",
    hubs: bound(Number(text("hubs")), 0, 1000),
    colour: text("c") || "region",
    theme: text("theme") === "light" || text("theme") === "dark" ? (text("theme") as "light") : "auto",
    edgeKinds: readEdgeKinds(model, text("e")),
  };
  const [x, y, w] = ["x", "y", "w"].map((key) => Number(text(key) || "NaN"));
  const sound = Number.isFinite(x) && Number.isFinite(y) && w > 0 && Number.isFinite(w);
  const { world } = model.graph.meta;
  return {
    state,
    camera: sound
      ? ({ width, height }) => ({
          x: bound(x, 0, world),
          y: bound(y, 0, world),
          scale: Math.min(width, height) / w,
        })
      : null,
  };
}

function readEdgeKinds(model: Model, text: string): boolean[] {
  const changed = text.split(",");
  return model.graph.meta.edgeKinds.map(([key], i) => {
    if (changed.includes(`+${key}`)) return true;
    return changed.includes(`-${key}`) ? false : !model.graph.meta.structural[i];
  });
}

function readMode(model: Model, [name, first = "", second = "", third = ""]: string[]): Mode {
  switch (name) {
    case "local":
      return {
        name,
        depth: bound(Number(first), 1, 3),
        way: second === "in" || second === "out" ? second : "both",
      };
    case "path":
      return { name, from: nodeOf(model, first), to: nodeOf(model, second), directed: third === "1" };
    case "compare":
      return { name, a: regionOf(model, first), b: regionOf(model, second) };
    case "ranking":
      return { name, measure: first, top: bound(Number(second), 1, model.graph.nodes) };
    case "missing":
      return {
        name,
        cause: Math.max(
          0,
          model.graph.meta.causes.findIndex(([key]) => key === first),
        ),
      };
    case "orphans":
      return { name, flag: FLAGS.find(([word]) => word === first)?.[1] ?? FLAGS[1][1] };
    case "list":
      return { name };
    default:
      return { name: "map" };
  }
}

const bound = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Number.isFinite(value) ? Math.round(value) : least));
