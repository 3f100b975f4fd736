// Keys of the whole page, and of the map when it has the focus.
import { eachNeighbour } from "../graph/links";
import { FADED } from "../view/scene";
import type { App } from "./app";
import type { Toolbar } from "./toolbar";

const STEP = 80;
const ANYWHERE: Record<string, string> = {
  f: "legend",
  l: "local",
  p: "path",
  c: "compare",
  r: "ranking",
  m: "missing",
  o: "orphans",
  v: "list",
  s: "save",
  t: "theme",
  "?": "help",
};

export function listenToKeys(app: App, toolbar: Toolbar, search: HTMLInputElement, back: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") return back();
    const target = event.target as HTMLElement;
    if (target.matches("input:not([type=checkbox]):not([type=range]), select, textarea")) return;
    if (event.key === "/") {
      search.focus();
      search.select();
    } else if (ANYWHERE[event.key]) toolbar.run(ANYWHERE[event.key]);
    else if (!onMap(app, event)) return;
    event.preventDefault();
  });
}

/** Keys that move the map; arrows only while it has the focus, for lists and sliders need them too. */
function onMap(app: App, { key, target }: KeyboardEvent): boolean {
  const { map } = app;
  const focused = target === map.top || target === document.body;
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [STEP, 0],
    ArrowRight: [-STEP, 0],
    ArrowUp: [0, STEP],
    ArrowDown: [0, -STEP],
  };
  if (focused && moves[key]) map.pan(...moves[key]);
  else if (key === "+" || key === "=") map.zoom(1.4);
  else if (key === "-") map.zoom(1 / 1.4);
  else if (key === "0") map.fitAll();
  else if (key === "[" || key === "]") neighbour(app, key === "]" ? 1 : -1);
  else if (focused && key === "Enter") selectMiddle(app);
  else return false;
  return true;
}

/** Where `[` and `]` walk: the neighbours of the page the walk began at. */
let walk: { start: number; nodes: number[]; at: number } | null = null;

function neighbour(app: App, step: number): void {
  const { selected } = app.store.state;
  if (selected < 0) return;
  if (!walk || walk.nodes[walk.at] !== selected) {
    const nodes = new Set([selected]);
    eachNeighbour(app.model.links, selected, {}, (node) => nodes.add(node));
    walk = { start: selected, nodes: [...nodes], at: 0 };
  }
  walk.at = (walk.at + step + walk.nodes.length) % walk.nodes.length;
  app.open(walk.nodes[walk.at]);
}

function selectMiddle(app: App): void {
  const { map, scene } = app;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let node = 0; node < scene.state.length; node++) {
    if (scene.state[node] <= FADED) continue;
    const distance = (scene.at.x[node] - map.camera.x) ** 2 + (scene.at.y[node] - map.camera.y) ** 2;
    if (distance < least) {
      least = distance;
      best = node;
    }
  }
  if (best >= 0) app.store.set({ selected: best });
}
