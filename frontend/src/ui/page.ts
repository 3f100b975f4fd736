// The page: its parts, and what happens when the state changes.

import { around, radial } from "../graph/around";
import { eachNeighbour } from "../graph/links";
import { nodesAlong, shortestPath } from "../graph/path";
import { allowedBy } from "../state/filters";
import { type Read, readHash, writeHash } from "../state/hash";
import { type Chosen, focusOf, isRadial, writeColours, writeStates } from "../state/looks";
import type { Model } from "../state/model";
import { type State, Store } from "../state/state";
import { edgeList } from "../view/edges";
import type { MapView } from "../view/map";
import { paletteOf, type Theme } from "../view/palette";
import { HIDDEN, type Scene } from "../view/scene";
import type { App } from "./app";
import { listenToKeys } from "./keys";
import { legend } from "./legend";
import { listView } from "./listview";
import { Panel } from "./panel";
import { printing } from "./printing";
import { findNodes, searchBox } from "./searchbox";
import type { Skeleton } from "./skeleton";
import { statusLine } from "./status";
import { type Sheet, toolbar } from "./toolbar";

const NEAR_PIXELS = 24;
/** So many of the first of a ranking are named on the map before all else. */
const MOST_NAMED = 25;

export function startState(model: Model): State {
  return {
    selected: -1,
    mode: { name: "map" },
    typed: "",
    conditions: [],
    fade: false,
    hubs: 0,
    colour: "region",
    theme: "auto",
    edgeKinds: model.graph.meta.structural.map((no) => !no),
  };
}

export class Page implements App {
  readonly store: Store;
  readonly panel: Panel;
  private readonly chosenNow: Chosen = { allowed: null, found: null, path: null };
  private focus: Uint8Array | null = null;
  private list: HTMLElement | null = null;
  private following = false;
  private readonly status: ReturnType<typeof statusLine>;
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");

  constructor(
    readonly model: Model,
    readonly map: MapView,
    readonly scene: Scene,
    private readonly skeleton: Skeleton,
  ) {
    const asked = readHash(model, location.hash);
    this.store = new Store({ ...startState(model), ...asked?.state });
    map.names = model.names;
    map.links = model.links;
    this.panel = new Panel(this, () => this.back());
    const search = searchBox(this);
    const bar = toolbar(this, { sheet: (sheet) => this.show(sheet), legend: () => this.toggleLegend() });
    skeleton.search.append(search.root);
    skeleton.tools.append(bar.root);
    skeleton.legend.append(legend(this));
    skeleton.root.append(this.panel.root);
    this.status = statusLine(this);
    skeleton.status.append(this.status.root);
    this.store.listen((state, changed) => this.changed(state, changed));
    listenToKeys(this, bar, search.input, () => this.back());
    addEventListener("hashchange", () => this.follow());
    this.dark.addEventListener("change", () => this.changed(this.store.state, new Set(["theme"])));
    printing(this);
    // What is drawn already is drawn for the state as it starts.
    const start: object = startState(model);
    const asks = Object.entries(asked?.state ?? {}).filter(([key, value]) => {
      return JSON.stringify(value) !== JSON.stringify(start[key as never]);
    });
    this.changed(this.store.state, new Set(asks.map(([key]) => key as keyof State)), false);
    map.redraw();
    if (asked) this.arrive(asked);
    this.record(false);
  }

  palette() {
    return this.scene.palette;
  }

  path(): number[] | null {
    return this.chosenNow.path;
  }

  chosen(): number[] {
    const { allowed } = this.chosenNow;
    const nodes: number[] = [];
    for (let node = 0; node < this.model.graph.nodes; node++)
      if ((!allowed || allowed[node]) && (!this.focus || this.focus[node])) nodes.push(node);
    return nodes;
  }

  say(text: string): void {
    this.skeleton.say(text);
  }

  /** Select a node and go there; in the path mode it becomes the end that is still open. */
  open(node: number): void {
    if (!this.select(node)) this.reach(node);
  }

  /** Bring a node into the middle of what no panel covers. */
  private reach(node: number, animated = true): void {
    const { map, scene } = this;
    if (scene.state[node] === HIDDEN || this.store.state.mode.name === "list") return;
    const scale = Math.max(map.camera.scale, NEAR_PIXELS / scene.spacing);
    const free = this.skeleton.free();
    const x = scene.at.x[node] - ((free.left + free.right) / 2 - map.size.width / 2) / scale;
    const y = scene.at.y[node] - ((free.top + free.bottom) / 2 - map.size.height / 2) / scale;
    if (scene.isMap) map.fly({ x, y, scale }, animated);
  }

  /** Select without going there; true if it was taken as the end of a path. */
  select(node: number): boolean {
    const { mode } = this.store.state;
    this.panel.sheet = null;
    if (mode.name === "path" && node >= 0 && (mode.from < 0 || mode.to < 0)) {
      this.store.set({ mode: { ...mode, [mode.from < 0 ? "from" : "to"]: node } });
      return true;
    }
    this.store.set({ selected: node });
    if (node >= 0)
      this.skeleton.tell(
        `${this.model.label(node)}, ${this.model.kindOf(node)}, ${this.model.degree[node]} links`,
      );
    void this.panel.draw().then(() => this.map.uncover(node));
    return false;
  }

  private changed(state: State, changed: ReadonlySet<keyof State>, record = true): void {
    const has = (...keys: (keyof State)[]): boolean => keys.some((key) => changed.has(key));
    if (has("conditions", "hubs"))
      this.chosenNow.allowed = allowedBy(this.model, state.conditions, state.hubs);
    if (has("typed")) this.chosenNow.found = state.typed ? findNodes(this, state.typed, 1).fits : null;
    if (has("mode")) this.findPath(state);
    if (has("theme")) this.applyTheme(state);
    if (has("colour")) writeColours(this.model, state.colour, this.scene.colour);
    if (has("edgeKinds")) this.scene.edges = edgeList(this.model.graph, state.edgeKinds);
    const looks = has("conditions", "hubs", "fade", "typed", "mode", "selected");
    if (looks) this.applyLooks(state);
    if (has("mode", "selected", "edgeKinds")) this.applyStress(state);
    const colours = has("colour", "theme");
    if (looks || colours || has("edgeKinds"))
      this.map.update({ looks: looks || colours, edges: has("edgeKinds") });
    if (has("mode")) this.applyList(state);
    const drawn = has("mode", "selected", "theme") ? this.panel.draw() : null;
    if (has("mode") && record && !this.following) void drawn?.then(() => this.goTo(state.mode)); // beside the panel
    if (record && !(changed.size === 1 && has("typed"))) this.record(has("mode", "selected", "conditions"));
  }

  private findPath({ mode }: State): void {
    const ready = mode.name === "path" && mode.from >= 0 && mode.to >= 0;
    this.chosenNow.path = ready
      ? shortestPath(this.model.links, mode.from, mode.to, { way: mode.directed ? "out" : "both" })
      : null;
  }

  applyTheme({ theme }: Pick<State, "theme">): void {
    const chosen: Theme = theme === "auto" ? (this.dark.matches ? "dark" : "light") : theme;
    document.documentElement.dataset["theme"] = chosen;
    this.scene.palette = paletteOf(chosen);
  }

  private applyLooks(state: State): void {
    const { model, scene, map } = this;
    const isLocal = isRadial(model, state);
    this.focus = focusOf(model, state, this.chosenNow);
    scene.shownIn = writeStates(
      model,
      state,
      this.chosenNow,
      this.focus,
      isLocal && !this.chosenNow.found,
      scene.state,
    );
    if (isLocal && state.mode.name === "local") {
      const { depth, way } = state.mode;
      map.setPositions(radial(model.links, around(model.links, state.selected, depth, way), way), false);
      if (!this.chosenNow.found) queueMicrotask(() => map.fitAll());
    } else if (!scene.isMap) {
      map.setPositions(model.graph, true);
      queueMicrotask(() => (state.selected >= 0 ? this.open(state.selected) : map.fitAll()));
    }
  }

  private applyStress({ selected, mode, edgeKinds }: State): void {
    const { model, map } = this;
    const path = this.chosenNow.path;
    const stress = { ...map.stress, selected, edges: [] as number[], path: false, named: [] as number[] };
    if (path && mode.name === "path") {
      stress.edges = path;
      stress.path = true;
      stress.named = nodesAlong(model.links, mode.from, path);
    } else if (selected >= 0) {
      eachNeighbour(model.links, selected, { structural: true }, (_, edge) => {
        if (edgeKinds[model.graph.edgeKind[edge]]) stress.edges.push(edge);
      });
    } else if (mode.name === "ranking") {
      const rank = model.measures.get(mode.measure)?.rank ?? [];
      const first = Math.min(mode.top, MOST_NAMED);
      stress.named = range(0, model.graph.nodes).filter((node) => rank[node] && rank[node] <= first);
      stress.named.sort((a, b) => rank[a] - rank[b]);
    } else if (mode.name === "path") stress.named = [mode.from, mode.to].filter((node) => node >= 0);
    map.stress = stress;
  }

  /** Show what a mode is about. */
  private goTo(mode: State["mode"]): void {
    const { map, model } = this;
    const { path } = this.chosenNow;
    if (mode.name === "path" && path) map.fitNodes(nodesAlong(model.links, mode.from, path));
    else if (mode.name === "ranking" || mode.name === "missing" || mode.name === "orphans") map.fitAll();
    else if (mode.name === "compare" && mode.a >= 0 && mode.b >= 0) {
      const { firstNode } = model.graph.regions;
      map.fitNodes([mode.a, mode.b].flatMap((region) => range(firstNode[region], firstNode[region + 1])));
    }
  }

  private applyList(state: State): void {
    const on = state.mode.name === "list";
    if (!on) this.list?.remove();
    document.documentElement.classList.toggle("with-list", on);
    if (!on || this.list?.isConnected) return;
    this.list = listView(this);
    this.skeleton.root.append(this.list);
    this.list.querySelector("h2")?.focus();
  }

  private show(sheet: Sheet): void {
    this.panel.sheet = this.panel.sheet === sheet ? null : sheet;
    void this.panel.draw().then(() => this.panel.focus());
  }

  private toggleLegend(): void {
    const { legend: element } = this.skeleton;
    element.hidden = !element.hidden;
    if (!element.hidden) element.querySelector<HTMLElement>("select,input")?.focus();
    this.map.redraw();
  }

  /** One step back: sheet, selection, mode, filters stay. */
  private back(): void {
    const { selected, mode } = this.store.state;
    const narrow = innerWidth < 700;
    if (this.panel.sheet) {
      this.panel.sheet = null;
      void this.panel.draw();
    } else if (selected >= 0 && mode.name !== "local") this.store.set({ selected: -1 });
    else if (mode.name !== "map") this.store.set({ mode: { name: "map" } });
    else if (narrow && !this.skeleton.legend.hidden) this.toggleLegend();
  }

  /** Keep the address and the line below in step; choices can be gone back to, movements cannot. */
  record(step: boolean): void {
    this.status.draw();
    if (this.following) return;
    const hash = writeHash(this.model, this.store.state, this.map.camera, this.map.size);
    if (hash === location.hash) return;
    try {
      if (step) history.pushState(null, "", hash);
      else history.replaceState(null, "", hash);
    } catch {
      // In a frame without an address of its own there is nothing to keep.
    }
  }

  private follow(): void {
    const asked = readHash(this.model, location.hash) ?? { state: startState(this.model), camera: null };
    this.following = true; // or going back would be one more step forward
    this.store.set(asked.state);
    this.following = false;
    this.arrive(asked);
  }

  /** Go where an address says, or to what it names without saying more. */
  private arrive({ camera }: Pick<Read, "camera">): void {
    const { selected, mode } = this.store.state;
    if (camera) this.map.fly(camera(this.map.size), false);
    else if (selected >= 0) this.reach(selected, false);
    else void this.panel.draw().then(() => this.goTo(mode)); // beside the panel
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
