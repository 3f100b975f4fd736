// The panel of one node.
import { clock, type Details, pathOf, videoAddress } from "../data/details";
import { DEAD_END, MISSING, ORPHAN, UNREACHABLE } from "../data/graph";
import { count, counted } from "../data/numbers";
import { related } from "../graph/around";
import { eachNeighbour } from "../graph/links";
import type { App } from "./app";
import { button, h, link, longList } from "./dom";
import { addressOf, linkRow, nodeRow, noteAddress, signOf, videoOf } from "./rows";
import { ordinal } from "./words";

const MOST_RELATED = 8;
const MOST_MOMENTS = 12;

export function nodePanel(app: App, node: number, details: Details | null): Node[] {
  const { model } = app;
  const { graph } = model;
  const missing = (graph.flags[node] & MISSING) !== 0;
  const out = edgesOf(app, node, "out");
  const into = edgesOf(app, node, "in");
  const toMissing = out.filter(([, other]) => graph.flags[other] & MISSING);
  const written = out.filter(([, other]) => !(graph.flags[other] & MISSING));
  return [
    h(
      "div",
      { class: "title" },
      signOf(app, node),
      h("h2", { attrs: { tabindex: "-1" } }, model.label(node) || "(no title)"),
    ),
    h("p", { class: "facts" }, facts(app, node, details)),
    ...(missing ? [h("p", { class: "cause" }, causeOf(app, node, into.length))] : states(app, node)),
    ...(details && !details.excerpt.isEmpty(node)
      ? [h("p", { class: "excerpt" }, details.excerpt.at(node))]
      : []),
    addresses(app, node, details),
    actions(app, node, details),
    measures(app, node),
    details ? moments(app, node, details) : "",
    part("Links to", written, (edge, other) => linkRow(app, details, edge, other)),
    part("Links to missing pages", toMissing, (edge, other) => linkRow(app, details, edge, other)),
    part(missing ? "Wanted by" : "Linked from", into, (edge, other) => linkRow(app, details, edge, other)),
    relatedPart(app, node),
    ...structuralParts(app, node, details),
  ].map((made) => (typeof made === "string" ? document.createTextNode(made) : made));
}

type Pair = [edge: number, other: number];

/** Links of a node, the strongest first. */
function edgesOf(app: App, node: number, way: "out" | "in"): Pair[] {
  const { model } = app;
  const { graph } = model;
  const found: Pair[] = [];
  eachNeighbour(model.links, node, { way }, (other, edge) => found.push([edge, other]));
  return found.sort(
    ([e, a], [f, b]) => graph.edgeWeight[f] - graph.edgeWeight[e] || model.into[b] - model.into[a] || a - b,
  );
}

/** What else joins a node with others, by kind: lists, channels, videos, tags. */
function structuralParts(app: App, node: number, details: Details | null): Node[] {
  const { graph, links } = app.model;
  const byKind = new Map<string, Pair[]>();
  for (const way of ["out", "in"] as const)
    eachNeighbour(links, node, { way, structural: true }, (other, edge) => {
      const kind = graph.edgeKind[edge];
      if (!graph.meta.structural[kind]) return;
      const words = graph.meta.edgeKinds[kind][1];
      const title = way === "out" ? capital(words) : `${capital(words)}, from`;
      const pairs = byKind.get(title);
      if (pairs) pairs.push([edge, other]);
      else byKind.set(title, [[edge, other]]);
    });
  return [...byKind].map(([title, pairs]) =>
    part(title, pairs, (edge, other) => linkRow(app, details, edge, other)),
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function facts(app: App, node: number, details: Details | null): string {
  const { model } = app;
  const { graph } = model;
  const words = details?.words[node] ?? 0;
  return [
    model.kindOf(node),
    graph.regions.count > 1 ? `${graph.meta.regionWord} ${model.regionOf(node)}` : "",
    words ? counted(words, "word") : "",
    details ? pathOf(details, node, model.label(node)) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function causeOf(app: App, node: number, notes: number): string {
  const { graph } = app.model;
  const cause = graph.meta.causes[graph.cause[node]];
  const why = graph.cause[node] && cause ? `: ${cause[1]}` : "";
  return `Not written yet${why}. ${counted(notes, "page")} ${notes === 1 ? "links" : "link"} to it.`;
}

function states(app: App, node: number): Node[] {
  const { flags } = app.model.graph;
  const said = [
    flags[node] & ORPHAN ? "No other note links to it." : "",
    flags[node] & DEAD_END ? "It links to no other note." : "",
    flags[node] & UNREACHABLE ? "No path leads to it from an index page." : "",
  ].filter(Boolean);
  return said.length ? [h("p", { class: "cause" }, said.join(" "))] : [];
}

function addresses(app: App, node: number, details: Details | null): HTMLElement {
  const row = h("div", { class: "links" });
  if (!details) return row;
  const video = videoAddress(videoOf(app, details, node));
  const address = addressOf(details, node);
  const open = noteAddress(app, details, node);
  if (open) row.append(link("Open note", open, { class: "chip" }));
  if (video) row.append(link("▶ Video", video, { class: "chip" }));
  if (address && address !== video) row.append(link("Address", address, { class: "chip" }));
  return row;
}

/** The way a note is linked in the vault: by its name, or by its path where another one is called so. */
export function wikilink(app: App, node: number, details: Details | null): string {
  const { model } = app;
  const label = model.label(node);
  const whole = details ? pathOf(details, node, label).replace(/\.md$/i, "") : "";
  const name = whole.slice(whole.lastIndexOf("/") + 1);
  if (!details || !name) return `[[${label}]]`;
  const end = `${name}.md`.toLowerCase();
  let namesakes = 0;
  for (let other = 0; other < model.graph.nodes; other++) {
    const path = pathOf(details, other, model.label(other)).toLowerCase();
    if (path === end || path.endsWith(`/${end}`)) namesakes++;
  }
  const target = namesakes > 1 ? whole : name;
  return target === label ? `[[${target}]]` : `[[${target}|${label}]]`;
}

function actions(app: App, node: number, details: Details | null): HTMLElement {
  const { store } = app;
  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      app.say(`${what} copied`);
    } catch {
      app.say(text); // no clipboard here: show it, so that it can be copied by hand
    }
  };
  return h(
    "div",
    { class: "actions" },
    button("Around it", () => store.set({ mode: { name: "local", depth: 1, way: "both" } }), {
      title: "Local graph (l)",
    }),
    button(
      "Path from here",
      () => store.set({ mode: { name: "path", from: node, to: -1, directed: false } }),
      {
        title: "Shortest path (p)",
      },
    ),
    button("Copy [[link]]", () => void copy(wikilink(app, node, details), "Wikilink")),
    button("Copy address", () => void copy(location.href, "Address of this view")),
  );
}

function measures(app: App, node: number): HTMLElement {
  const { model } = app;
  const list = h("ul", { class: "measures" });
  for (const { words, rank, count: all } of model.measures.values())
    if (rank[node]) list.append(h("li", {}, `${ordinal(rank[node])} of ${count(all)} by ${words}`));
  list.append(h("li", {}, `${counted(model.into[node], "link")} in, ${count(model.from[node])} out`));
  return list;
}

function moments(app: App, node: number, details: Details): Node {
  const video = videoOf(app, details, node);
  const times = [...details.moment.subarray(details.firstMoment[node], details.firstMoment[node + 1])];
  const all = details.allMoments?.[node] ?? times.length;
  if (!all || !videoAddress(video)) return document.createTextNode("");
  const row = h("div", { class: "moments" });
  const add = (some: number[]): void =>
    row.append(
      ...some.map((time) => link(`▶ ${clock(time)}`, videoAddress(video, time), { class: "moment" })),
    );
  add(times.slice(0, MOST_MOMENTS));
  if (times.length > MOST_MOMENTS) {
    const more = button(`${times.length - MOST_MOMENTS} more`, () => {
      more.remove();
      add(times.slice(MOST_MOMENTS));
    });
    row.append(more);
  }
  const kept = all > times.length ? `${count(times.length)} of ${count(all)}` : count(all);
  return h("section", {}, h("h3", {}, `Moments · ${kept}`), row);
}

function part(title: string, pairs: Pair[], row: (edge: number, other: number) => Node): Node {
  if (!pairs.length) return document.createTextNode("");
  return h(
    "section",
    {},
    h("h3", {}, `${title} · ${count(pairs.length)}`),
    longList(pairs, ([edge, other]) => row(edge, other), 30),
  );
}

function relatedPart(app: App, node: number): Node {
  const found = related(app.model.links, node, MOST_RELATED);
  if (!found.length) return document.createTextNode("");
  const rows = longList(found, ({ node: other, common }) => nodeRow(app, other, `${common} in common`));
  return h("section", {}, h("h3", { title: "Pages with neighbours in common, not linked" }, "Related"), rows);
}
