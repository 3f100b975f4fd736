// The row of buttons: what to look at, and what to do with it.
import { FLAGS } from "../state/filters";
import type { Mode, ThemeChoice } from "../state/state";
import type { App } from "./app";
import { h, icon } from "./dom";
import * as icons from "./icons";

export type Sheet = "help" | "save" | null;

export interface Toolbar {
  root: HTMLElement;
  /** Do what a button does, by its name. */
  run(name: string): void;
}

const THEMES: readonly ThemeChoice[] = ["auto", "light", "dark"];

/** The mode as it starts. */
export function startOf(app: App, name: Mode["name"]): Mode {
  const { selected } = app.store.state;
  switch (name) {
    case "path":
      return { name, from: selected, to: -1, directed: false };
    case "compare":
      return { name, a: selected >= 0 ? app.model.graph.region[selected] : -1, b: -1 };
    case "ranking": {
      const [measure = "", ranks] = app.model.measures.entries().next().value ?? [];
      return { name, measure, top: Math.min(100, ranks?.count ?? 1) };
    }
    case "missing":
      return { name, cause: 0 };
    case "orphans":
      return { name, flag: FLAGS[1][1] };
    case "local":
      return { name, depth: 1, way: "both" };
    default:
      return { name };
  }
}

export function toolbar(app: App, actions: { sheet(name: Sheet): void; legend(): void }): Toolbar {
  const { store } = app;
  const toggle = (name: Mode["name"]): void => {
    const on = store.state.mode.name === name;
    store.set(
      on
        ? { mode: { name: "map" } }
        : { mode: startOf(app, name), ...(name === "local" ? {} : { selected: -1 }) },
    );
  };
  const theme = (): void => {
    const next = THEMES[(THEMES.indexOf(store.state.theme) + 1) % THEMES.length];
    store.set({ theme: next });
    app.say(`Theme: ${next}`);
  };
  const runs: [string, string, string, string, () => void][] = [
    ["legend", "Legend", "Legend and filters (f)", icons.FILTER, actions.legend],
    ["path", "Path", "Shortest path between two pages (p)", icons.PATH, () => toggle("path")],
    ["compare", "Compare", `Compare two parts (c)`, icons.COMPARE, () => toggle("compare")],
    ["ranking", "Ranking", "The first by a measure (r)", icons.RANKING, () => toggle("ranking")],
    ["missing", "Missing", "Missing pages (m)", icons.MISSING, () => toggle("missing")],
    ["orphans", "Orphans", "Orphans and dead ends (o)", icons.ORPHAN, () => toggle("orphans")],
    ["list", "List", "All pages as a list (v)", icons.LIST, () => toggle("list")],
    ["save", "Save", "Save picture or data (s)", icons.SAVE, () => actions.sheet("save")],
    ["theme", "Theme", "Light or dark (t)", icons.THEME, theme],
    ["help", "Help", "Keys and search (?)", icons.HELP, () => actions.sheet("help")],
  ];
  const buttons = new Map<string, HTMLButtonElement>();
  for (const [name, words, title, drawing, run] of runs) {
    const made = h(
      "button",
      { type: "button", title, on: { click: run } },
      icon(drawing),
      h("span", { class: "words" }, words),
    );
    buttons.set(name, made);
  }
  const modes: readonly string[] = ["path", "compare", "ranking", "missing", "orphans", "list"];
  const mark = (): void => {
    for (const [name, made] of buttons)
      if (modes.includes(name)) made.setAttribute("aria-pressed", String(store.state.mode.name === name));
  };
  mark();
  store.listen((_, changed) => changed.has("mode") && mark());
  const byName = new Map(runs.map(([name, , , , run]) => [name, run]));
  return {
    root: h(
      "div",
      { class: "toolbar", attrs: { role: "toolbar", "aria-label": "Views" } },
      ...buttons.values(),
    ),
    run: (name) => (name === "local" ? toggle("local") : byName.get(name)?.()),
  };
}
