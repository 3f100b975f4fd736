// The search field of the page. What is typed also dims all else on the map; conditions can become filters.

import { count, counted } from "../data/numbers";
import { readQuery } from "../search/query";
import { allowedBy } from "../state/filters";
import type { App } from "./app";
import { Combobox, type Suggestion } from "./combobox";
import { h, icon } from "./dom";
import { SEARCH } from "./icons";
import { signOf } from "./rows";

const MOST = 12;

/** The list comes at once; the map, which takes longer, is dimmed when the fingers rest. */
const DIM_MS = 90;

type Found = ReturnType<App["model"]["search"]["find"]>;

/** The last answer: the list and the map ask for the same one after the other. */
let last: { typed: string; most: number; found: Found } | null = null;

/** Find nodes by what is typed: words and conditions. */
export function findNodes(app: App, typed: string, most: number): Found {
  if (last?.typed === typed && last.most >= most) return last.found;
  const { words, conditions } = readQuery(typed);
  const allowed = allowedBy(app.model, conditions, 0);
  const found = app.model.search.find(words, most, allowed ?? undefined);
  last = { typed, most, found };
  return found;
}

/** One suggestion: sign, name, the alias that was found, and where the node belongs. */
export function suggestionOf(app: App, node: number, alias: number, take: () => void): Suggestion {
  const { model } = app;
  const { graph } = model;
  const names = h("span", { class: "name" }, model.label(node) || "(no title)");
  if (alias >= 0) names.append(h("span", { class: "aside" }, ` also: ${model.names.alias.at(alias)}`));
  const where = graph.regions.count > 1 ? model.regionOf(node) : "";
  const note = [where, model.kindOf(node)].filter(Boolean).join(" · ");
  return {
    node: h(
      "div",
      {},
      signOf(app, node),
      h("span", { class: "lines" }, names, h("span", { class: "aside" }, note)),
    ),
    take,
  };
}

export function searchBox(app: App): Combobox {
  const { model, store } = app;
  let timer = 0;
  const box = new Combobox({
    id: "search",
    label: "Search all pages",
    placeholder: `Search ${counted(model.graph.nodes, "page")}  ( / )`,
    onEscape: () => app.map.top.focus(),
    suggest: (typed) => {
      clearTimeout(timer);
      if (!typed.trim()) {
        store.set({ typed: "" });
        setTimeout(() => void model.search); // the index is made now, so that the first letter need not wait
        return { suggestions: [], summary: "" };
      }
      timer = window.setTimeout(() => store.set({ typed: typed.trim() }), DIM_MS);
      const { conditions } = readQuery(typed);
      const { hits, count: all } = findNodes(app, typed.trim(), MOST);
      const suggestions = hits.map(({ node, alias }) =>
        suggestionOf(app, node, alias, () => {
          box.set("");
          app.open(node);
          app.map.top.focus();
        }),
      );
      if (conditions.length)
        suggestions.push({
          node: h("div", { class: "as-filter" }, icon(SEARCH), "Keep these conditions as a filter"),
          take: () => {
            box.set("");
            store.set({ conditions });
          },
        });
      const shown = all > hits.length ? `the best ${hits.length} of ${count(all)}` : counted(all, "page");
      return { suggestions, summary: all ? shown : "Nothing is called like that" };
    },
  });
  box.root.prepend(icon(SEARCH));
  return box;
}

/** A smaller field to choose one node with, for the ends of a path. */
export function nodeField(
  app: App,
  id: string,
  label: string,
  node: number,
  onTake: (node: number) => void,
): HTMLElement {
  const box = new Combobox({
    id,
    label,
    placeholder: label,
    suggest: (typed) => {
      if (!typed.trim() || (node >= 0 && typed === app.model.label(node)))
        return { suggestions: [], summary: "" };
      const { hits, count: all } = findNodes(app, typed, 8);
      return {
        suggestions: hits.map((hit) => suggestionOf(app, hit.node, hit.alias, () => onTake(hit.node))),
        summary: all ? "" : "Nothing is called like that",
      };
    },
  });
  if (node >= 0) box.input.value = app.model.label(node);
  return h("div", { class: "field" }, h("label", { attrs: { for: id } }, label), box.root);
}
