// All pages as a table, for those who read with their ears, and for those who like tables: what the filters
// allow, sorted, a hundred at a time.

import { count } from "../data/numbers";
import type { App } from "./app";
import { button, h, select } from "./dom";
import { nodeButton } from "./rows";

const PAGE = 100;

export function listView(app: App): HTMLElement {
  const root = h("div", { class: "list", attrs: { role: "region", "aria-label": "All pages as a list" } });
  let order = "links";
  let start = 0;
  const draw = (focus = false): void => {
    const nodes = sorted(app, app.chosen(), order);
    start = Math.min(start, Math.max(0, Math.floor((nodes.length - 1) / PAGE) * PAGE));
    const page = nodes.slice(start, start + PAGE);
    const go = (to: number): void => {
      start = to;
      draw(true);
    };
    const title = h(
      "h2",
      { attrs: { tabindex: "-1" } },
      `Pages ${count(nodes.length ? start + 1 : 0)} to ${count(start + page.length)} of ${count(nodes.length)}`,
    );
    const back = button("Previous", () => go(start - PAGE));
    const next = button("Next", () => go(start + PAGE));
    back.disabled = start === 0;
    next.disabled = start + PAGE >= nodes.length;
    const orders: [string, string][] = [
      ["links", "most linked first"],
      ["name", "by name"],
      ["place", `by ${app.model.graph.meta.regionWord}`],
    ];
    const chooser = select("Order", orders, order, (value) => {
      order = value;
      go(0);
    });
    root.replaceChildren(
      h(
        "div",
        { class: "bar" },
        title,
        chooser,
        back,
        next,
        button("Back to the map", () => app.store.set({ mode: { name: "map" } })),
      ),
      table(app, page),
    );
    if (focus) title.focus();
  };
  draw();
  app.store.listen((state, changed) => {
    if (state.mode.name !== "list" || !root.isConnected) return;
    if (changed.has("conditions") || changed.has("hubs") || changed.has("typed") || changed.has("colour"))
      draw();
  });
  return root;
}

function sorted(app: App, nodes: number[], order: string): number[] {
  const { model } = app;
  if (order === "links") return nodes.sort((a, b) => model.degree[b] - model.degree[a] || a - b);
  if (order === "place") return nodes.sort((a, b) => a - b);
  const labels = model.names.label.all();
  const collator = new Intl.Collator();
  return nodes.sort((a, b) => collator.compare(labels[a], labels[b]) || a - b);
}

function table(app: App, nodes: number[]): HTMLElement {
  const { model } = app;
  const heads = ["Page", "Kind", model.graph.meta.regionWord, "Links in", "Links out"];
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { attrs: { scope: "col" } }, head)))),
    h(
      "tbody",
      {},
      ...nodes.map((node) =>
        h(
          "tr",
          {},
          h("th", { attrs: { scope: "row" } }, nodeButton(app, node)),
          h("td", {}, model.kindOf(node)),
          h("td", {}, model.regionOf(node)),
          h("td", { class: "number" }, count(model.into[node])),
          h("td", { class: "number" }, count(model.from[node])),
        ),
      ),
    ),
  );
}
