// The legend, which is the filter: what the colours and shapes mean, how many pages each stands for, and a box
// to leave each out.

import { count } from "../data/numbers";
import type { Condition, Field } from "../search/query";
import { FLAGS } from "../state/filters";
import { colourings, STATES } from "../state/looks";
import { COLOURS, RAMP_AT, STEPS } from "../view/palette";
import type { App } from "./app";
import { button, checkbox, h, icon, select } from "./dom";
import { CLOSE } from "./icons";
import { kindSign } from "./rows";

const MOST_OPTIONS = 1000;

const PARTS: readonly (readonly [title: string, open: boolean, make: (app: App) => Node[]])[] = [
  ["Colour", true, colourPart],
  ["Pages", true, kindPart],
  ["Filter", true, filterPart],
  ["Lines", false, edgePart],
];

export function legend(app: App): HTMLElement {
  const root = h("div", { class: "legend" });
  const parts = PARTS.map(([title, open, make]) => {
    const element = h("div");
    const details = h("details", {}, h("summary", {}, title), element);
    details.open = open;
    details.addEventListener("toggle", () => element.firstChild || draw());
    root.append(details);
    return { make, element, details };
  });
  const draw = (): void => {
    const focused = document.activeElement?.getAttribute("data-focus");
    for (const { make, element, details } of parts)
      element.replaceChildren(...(details.open ? make(app) : [])); // what is closed costs nothing
    if (focused) root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  };
  draw();
  app.store.listen((_, changed) => {
    if (
      ["conditions", "fade", "hubs", "colour", "edgeKinds", "theme"].some((key) => changed.has(key as "fade"))
    )
      draw();
  });
  return root;
}

/** Mark a control, so that it has the focus again when the legend was drawn anew. */
function keep<T extends HTMLElement>(element: T, name: string): T {
  (element.matches("input,select,button")
    ? element
    : (element.querySelector("input") ?? element)
  ).setAttribute("data-focus", name);
  return element;
}

function colourPart(app: App): Node[] {
  const { store, model } = app;
  const chooser = select("Colour by", colourings(model), store.state.colour, (colour) =>
    store.set({ colour }),
  );
  keep(chooser, "colour");
  return [chooser, ...colourKeys(app)];
}

function colourKeys(app: App): Node[] {
  const { colour } = app.store.state;
  const palette = app.palette();
  const { graph } = app.model;
  const swatch = (at: number): HTMLElement => {
    const element = h("span", { class: "swatch", attrs: { "aria-hidden": "true" } });
    element.style.background = palette.css[at];
    return element;
  };
  const keyRow = (at: number, words: string, number: number): HTMLElement =>
    h(
      "div",
      { class: "key" },
      swatch(at),
      h("span", { class: "words" }, words),
      h("span", { class: "count" }, count(number)),
    );
  if (colour.startsWith("rank:")) {
    const ramp = h("div", { class: "ramp", attrs: { "aria-hidden": "true" } });
    for (let step = 0; step < STEPS; step++) ramp.append(swatch(RAMP_AT + step));
    return [
      ramp,
      h("div", { class: "ends" }, h("span", {}, "lower half"), h("span", {}, `top 1/${2 ** (STEPS - 1)}`)),
    ];
  }
  if (colour === "state") {
    const counts = STATES.map(() => 0);
    let fine = 0;
    for (const flags of graph.flags) {
      const found = STATES.findIndex(([flag]) => flags & flag);
      if (found >= 0) counts[found]++;
      else fine++;
    }
    return [
      keyRow(0, "well linked", fine),
      ...STATES.map(([, at, words], i) => keyRow(at, words, counts[i])),
    ];
  }
  if (colour === "cause") {
    const counts = new Uint32Array(graph.meta.causes.length);
    for (const cause of graph.cause) counts[cause]++;
    return graph.meta.causes.flatMap(([, words], i) =>
      i && counts[i] ? [keyRow((i - 1) % COLOURS, words, counts[i])] : [],
    );
  }
  if (colour === "kind") return [];
  return [
    h(
      "p",
      { class: "hint" },
      `Neighbouring ${colour === "group" ? "groups" : "regions"} differ; missing pages are grey and hollow.`,
    ),
  ];
}

function kindPart(app: App): Node[] {
  const { model, store } = app;
  const { graph } = model;
  const counts = new Uint32Array(graph.meta.nodeKinds.length);
  for (const kind of graph.kind) counts[kind]++;
  const { conditions, colour } = store.state;
  const palette = app.palette();
  const rows = graph.meta.nodeKinds.flatMap(([key, words], kind) => {
    if (!counts[kind]) return [];
    const off = conditions.some((one) => one.field === "kind" && one.not && one.value === key);
    const shade = key === "missing" ? COLOURS + STEPS : colour === "kind" ? kind % COLOURS : -1;
    const sign = kindSign(app, kind, shade >= 0 ? palette.css[shade] : "currentColor");
    const row = checkbox(words, !off, (on) => {
      const rest = conditions.filter((one) => !(one.field === "kind" && one.not && one.value === key));
      store.set({ conditions: on ? rest : [...rest, { field: "kind", value: key, not: true }] });
    });
    row.querySelector(".words")?.before(sign);
    row.append(h("span", { class: "count" }, count(counts[kind])));
    return [keep(row, `kind-${key}`)];
  });
  return [...rows];
}

function edgePart(app: App): Node[] {
  const { model, store } = app;
  const { graph } = model;
  const counts = new Uint32Array(graph.meta.edgeKinds.length);
  for (let edge = 0; edge < graph.edges; edge++) counts[graph.edgeKind[edge]]++;
  const { edgeKinds } = store.state;
  const rows = graph.meta.edgeKinds.flatMap(([key, words], kind) => {
    if (!counts[kind]) return [];
    const row = checkbox(words, edgeKinds[kind], (on) =>
      store.set({ edgeKinds: edgeKinds.map((shown, i) => (i === kind ? on : shown)) }),
    );
    row.append(h("span", { class: "count" }, count(counts[kind])));
    return [keep(row, `edge-${key}`)];
  });
  return [...rows];
}

function filterPart(app: App): Node[] {
  const { store } = app;
  const { conditions, fade, hubs } = store.state;
  const chips = h("div", { class: "chips" });
  conditions.forEach((condition, i) => {
    const words = `${condition.not ? "not " : ""}${condition.field}: ${condition.value}`;
    const chip = button(words, () => store.set({ conditions: conditions.filter((_, j) => j !== i) }), {
      class: "chip",
      attrs: { "aria-label": `Remove the filter ${words}` },
    });
    chip.append(icon(CLOSE));
    chips.append(chip);
  });
  if (conditions.length > 1 || hubs)
    chips.append(button("Clear all", () => store.set({ conditions: [], hubs: 0 }), { class: "more" }));
  const hide = keep(
    checkbox("fade instead of hide", fade, (on) => store.set({ fade: on })),
    "fade",
  );
  return [chips, ...choosers(app), degreeRow(app), hubsRow(app), hide];
}

function choosers(app: App): Node[] {
  const { model, store } = app;
  const { graph, names } = model;
  const add = (field: Field, value: string): void => {
    if (value)
      store.set({
        conditions: [...store.state.conditions, { field, value, not: false } satisfies Condition],
      });
  };
  const chooser = (field: Field, word: string, labels: string[], sizes: ArrayLike<number>): Node[] => {
    const order = labels.map((_, i) => i).filter((i) => sizes[i] && labels[i]);
    if (order.length < 2) return [];
    order.sort((a, b) => sizes[b] - sizes[a] || a - b);
    const options: [string, string][] = order
      .slice(0, MOST_OPTIONS)
      .map((i) => [labels[i], `${labels[i]} (${count(sizes[i])})`]);
    const cut =
      order.length > MOST_OPTIONS ? ` – the largest ${count(MOST_OPTIONS)} of ${count(order.length)}` : "";
    return [
      keep(
        select(word, [["", `any ${word}${cut}`], ...options], "", (value) => add(field, value)),
        `add-${field}`,
      ),
    ];
  };
  const perTag = new Uint32Array(graph.meta.tags.length);
  for (const tag of names.tag) perTag[tag]++;
  const perCause = new Uint32Array(graph.meta.causes.length);
  for (const cause of graph.cause) if (cause) perCause[cause]++;
  const widths = (first: Uint32Array): number[] => Array.from(first.subarray(1), (end, i) => end - first[i]);
  return [
    ...chooser("in", graph.meta.regionWord, graph.regions.label.all(), widths(graph.regions.firstNode)),
    ...chooser("group", "group", model.groupLabels, widths(graph.groups.firstNode)),
    ...chooser("tag", "tag", graph.meta.tags, perTag),
    ...chooser(
      "cause",
      "cause of missing",
      graph.meta.causes.map(([, words]) => words),
      perCause,
    ),
    ...chooser(
      "is",
      "state",
      FLAGS.map(([word]) => word),
      FLAGS.map(([, flag]) => graph.flags.reduce((sum, flags) => sum + (flags & flag ? 1 : 0), 0)),
    ),
  ];
}

function numberField(
  label: string,
  value: string,
  name: string,
  onChange: (value: string) => void,
  empty = name,
): HTMLElement {
  const input = h("input", { type: "number", attrs: { min: "0", "aria-label": label, placeholder: empty } });
  input.value = value;
  input.addEventListener("change", () => onChange(input.value));
  return keep(input, name);
}

function degreeRow(app: App): HTMLElement {
  const { store } = app;
  const current = store.state.conditions.find(({ field }) => field === "deg")?.value ?? "";
  const [, least = "", most = ""] = /^(\d*)-(\d*)$/.exec(current) ?? [];
  const set = (from: string, to: string): void => {
    const rest = store.state.conditions.filter(({ field }) => field !== "deg");
    const value = `${Number(from) || 0}-${to ? Number(to) : 999999}`;
    store.set({ conditions: from || to ? [...rest, { field: "deg", value, not: false }] : rest });
  };
  return h(
    "div",
    { class: "range" },
    h("span", {}, "links"),
    numberField("least links", least, "least", (value) => set(value, most)),
    h("span", {}, "to"),
    numberField("most links", most === "999999" ? "" : most, "most", (value) => set(least, value)),
  );
}

function hubsRow(app: App): HTMLElement {
  const { store } = app;
  const value = store.state.hubs ? String(store.state.hubs) : "";
  const set = (text: string): void =>
    store.set({ hubs: Math.min(1000, Math.max(0, Math.round(Number(text)) || 0)) });
  return h(
    "div",
    { class: "range" },
    h("span", {}, "without"),
    numberField("hubs to leave out", value, "hubs", set, "0"),
    h("span", {}, "largest hubs"),
  );
}
