// The panels of the modes: path, comparison, ranking, missing pages, orphans, local graph.

import type { Details } from "../data/details";
import { MISSING } from "../data/graph";
import { count, counted } from "../data/numbers";
import { compare } from "../graph/compare";
import { nodesAlong } from "../graph/path";
import { top } from "../search/search";
import { FLAGS } from "../state/filters";
import type { Mode } from "../state/state";
import type { App } from "./app";
import { button, checkbox, h, longList, select } from "./dom";
import { evidence, nodeButton, nodeRow } from "./rows";
import { nodeField } from "./searchbox";

type Panel<Name extends Mode["name"]> = (
  app: App,
  mode: Extract<Mode, { name: Name }>,
  details: Details | null,
) => Node[];

const heading = (text: string): HTMLElement => h("h2", { attrs: { tabindex: "-1" } }, text);
const hint = (text: string): HTMLElement => h("p", { class: "hint" }, text);

export const pathPanel: Panel<"path"> = (app, mode, details) => {
  const { model, store } = app;
  const set = (change: Partial<typeof mode>): void => store.set({ mode: { ...mode, ...change } });
  const parts: Node[] = [
    heading("Path between two pages"),
    nodeField(app, "path-from", "From", mode.from, (from) => set({ from })),
    nodeField(app, "path-to", "To", mode.to, (to) => set({ to })),
    h(
      "div",
      { class: "actions" },
      button("Swap", () => set({ from: mode.to, to: mode.from })),
      checkbox("follow the direction of links", mode.directed, (directed) => set({ directed })),
    ),
  ];
  if (mode.from < 0 || mode.to < 0)
    return [...parts, hint("Choose two pages. Links that only say where a page belongs are not steps.")];
  const edges = app.path();
  if (!edges) return [...parts, h("p", { class: "cause" }, "No links lead from one to the other.")];
  const nodes = nodesAlong(model.links, mode.from, edges);
  const list = h("ol", { class: "rows path" });
  nodes.forEach((node, i) => {
    const row = nodeRow(app, node);
    if (i < edges.length) {
      const forth = model.links.source[edges[i]] === node;
      const said = details ? evidence(app, details, edges[i]) : null;
      row.append(h("p", { class: "step" }, forth ? "↓ links to" : "↑ is linked from"));
      if (said) row.append(said);
    }
    list.append(row);
  });
  return [...parts, h("h3", {}, `A shortest path: ${counted(edges.length, "step")}`), list];
};

export const comparePanel: Panel<"compare"> = (app, mode, details) => {
  const { model, store } = app;
  const { graph } = model;
  const labels = graph.regions.label.all();
  const word = graph.meta.regionWord;
  const order = labels.map((_, i) => i).sort((a, b) => labels[a].localeCompare(labels[b]));
  const options: [string, string][] = [
    ["-1", `choose a ${word}`],
    ...order.map((i): [string, string] => [String(i), labels[i]]),
  ];
  const chooser = (key: "a" | "b", name: string): Node =>
    select(name, options, String(mode[key]), (value) =>
      store.set({ mode: { ...mode, [key]: Number(value) } }),
    );
  const parts: Node[] = [
    heading(`Compare two ${word === "community" ? "communities" : `${word}s`}`),
    chooser("a", `First ${word}`),
    chooser("b", `Second ${word}`),
  ];
  if (mode.a < 0 || mode.b < 0 || mode.a === mode.b)
    return [...parts, hint("What leads from one to the other, what both link to, and pages with one title.")];
  const found = compare(model.links, model.names, mode.a, mode.b);
  const size = (i: number): number => graph.regions.firstNode[i + 1] - graph.regions.firstNode[i];
  const list = (title: string, items: Node | null, number: number): Node[] =>
    number && items ? [h("h3", {}, `${title} · ${count(number)}`), items] : [h("h3", {}, `${title} · 0`)];
  const links = (edges: number[]): Node =>
    longList(
      edges,
      (edge) => {
        const row = nodeRow(app, model.links.source[edge]);
        row.append(h("p", { class: "step" }, "↓ links to"), nodeButton(app, graph.target[edge]));
        const said = details ? evidence(app, details, edge) : null;
        if (said) row.append(said);
        return row;
      },
      20,
    );
  return [
    ...parts,
    hint(
      `${labels[mode.a]}: ${counted(size(mode.a), "page")} · ${labels[mode.b]}: ${counted(size(mode.b), "page")}`,
    ),
    ...list(`${labels[mode.a]} → ${labels[mode.b]}`, links(found.there), found.there.length),
    ...list(`${labels[mode.b]} → ${labels[mode.a]}`, links(found.back), found.back.length),
    ...list(
      "Linked from both",
      longList(found.shared, (node) => nodeRow(app, node), 20),
      found.shared.length,
    ),
    ...list(
      "Pages with one title",
      longList(found.titles, ([a, b]) => h("li", {}, nodeButton(app, a), nodeButton(app, b)), 20),
      found.titles.length,
    ),
  ];
};

export const rankingPanel: Panel<"ranking"> = (app, mode) => {
  const { model, store } = app;
  const choices = [...model.measures].map(([key, { words }]): [string, string] => [key, words]);
  if (!choices.length) return [heading("Ranking"), hint("This page was written without measures.")];
  const ranks = model.measures.get(mode.measure);
  const most = ranks?.count ?? 1;
  const shown = h("output", {}, `top ${count(mode.top)} of ${count(most)}`);
  const slider = h("input", {
    type: "range",
    attrs: { min: "0", max: "1000", "aria-label": "How many of the first" },
  });
  const toTop = (value: number): number => Math.max(1, Math.round(most ** (value / 1000)));
  slider.value = String(Math.round((1000 * Math.log(Math.max(1, mode.top))) / Math.log(Math.max(2, most))));
  slider.setAttribute("aria-valuetext", `top ${mode.top}`);
  slider.addEventListener(
    "input",
    () => (shown.textContent = `top ${count(toTop(Number(slider.value)))} of ${count(most)}`),
  );
  slider.addEventListener("change", () => store.set({ mode: { ...mode, top: toTop(Number(slider.value)) } }));
  const nodes = ranks ? first(ranks.rank, mode.top) : [];
  return [
    heading("Ranking"),
    select("Measure", choices, mode.measure, (measure) => store.set({ mode: { ...mode, measure } })),
    h("div", { class: "slider" }, slider, shown),
    longList(nodes, (node) => nodeRow(app, node, String(ranks?.rank[node] ?? "")), 100),
  ];
};

/** Nodes up to a rank, in its order; ties in order of numbers. */
function first(rank: Uint32Array, most: number): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < rank.length; node++) if (rank[node] && rank[node] <= most) nodes.push(node);
  return nodes.sort((a, b) => rank[a] - rank[b] || a - b);
}

export const missingPanel: Panel<"missing"> = (app, mode) => {
  const { model, store } = app;
  const { graph } = model;
  const counts = new Uint32Array(graph.meta.causes.length);
  const wanted = new Uint32Array(graph.nodes);
  let all = 0;
  for (let node = 0; node < graph.nodes; node++) {
    if (!(graph.flags[node] & MISSING)) continue;
    counts[graph.cause[node]]++;
    all++;
    if (!mode.cause || graph.cause[node] === mode.cause) wanted[node] = model.into[node] + 1;
  }
  const options = graph.meta.causes.flatMap(([, words], i): [string, string][] =>
    i && counts[i] ? [[String(i), `${words} (${count(counts[i])})`]] : [],
  );
  const nodes = top(wanted, 500);
  const found = mode.cause ? counts[mode.cause] : all;
  return [
    heading("Missing pages"),
    hint("Linked, but not written: the most wanted first."),
    select("Cause", [["0", `any cause (${count(all)})`], ...options], String(mode.cause), (value) =>
      store.set({ mode: { ...mode, cause: Number(value) } }),
    ),
    found > nodes.length
      ? hint(`The first ${count(nodes.length)} of ${count(found)}; the list view and “Save” have all.`)
      : h("span"),
    longList(nodes, (node) => nodeRow(app, node, counted(model.into[node], "link")), 80),
  ];
};

export const orphansPanel: Panel<"orphans"> = (app, mode) => {
  const { model, store } = app;
  const { graph } = model;
  const nodes: number[] = [];
  for (let node = 0; node < graph.nodes; node++) if (graph.flags[node] & mode.flag) nodes.push(node);
  nodes.sort((a, b) => model.degree[b] - model.degree[a] || a - b);
  const options = FLAGS.slice(1).map(([, flag, words]): [string, string] => [String(flag), words]);
  return [
    heading("Orphans and dead ends"),
    select("State", options, String(mode.flag), (value) =>
      store.set({ mode: { ...mode, flag: Number(value) } }),
    ),
    hint(counted(nodes.length, "page")),
    longList(nodes, (node) => nodeRow(app, node, model.regionOf(node)), 80),
  ];
};

/** The controls of the local graph, above the panel of its node. */
export const localControls: Panel<"local"> = (app, mode) => {
  const { store } = app;
  const depth = h("input", {
    type: "range",
    attrs: { min: "1", max: "3", step: "1", "aria-label": "Steps from the page" },
  });
  depth.value = String(mode.depth);
  depth.addEventListener("change", () => store.set({ mode: { ...mode, depth: Number(depth.value) } }));
  const ways: [string, string][] = [
    ["both", "links both ways"],
    ["out", "links out"],
    ["in", "links in"],
  ];
  return [
    h(
      "div",
      { class: "local" },
      h("div", { class: "slider" }, depth, h("output", {}, counted(mode.depth, "step"))),
      select("Which links", ways, mode.way, (way) => store.set({ mode: { ...mode, way: way as "both" } })),
      button("Back to the map", () => store.set({ mode: { name: "map" } })),
    ),
  ];
};
