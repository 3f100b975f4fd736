// What the keys do, and how to search.
import { h } from "./dom";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "search; ↑ ↓ choose, Enter goes there"],
  ["← ↑ → ↓", "move the map"],
  ["+  −", "zoom"],
  ["0", "show all"],
  ["Enter", "on the map: select the page nearest to the middle"],
  ["[  ]", "go through the neighbours of the selected page"],
  ["l", "local graph: only what is around the page"],
  ["p", "path from the page to another"],
  ["c", "compare two parts"],
  ["r", "ranking: the first by a measure"],
  ["m", "missing pages"],
  ["o", "orphans and dead ends"],
  ["f", "legend and filters"],
  ["v", "list of all pages"],
  ["s", "save picture or data"],
  ["t", "light, dark, or as the system"],
  ["Esc", "one step back"],
  ["?", "this help"],
];

const SEARCHES: readonly (readonly [string, string])[] = [
  ["dopamin role", "titles and aliases with both words, slips forgiven"],
  ["kind:missing", "pages of a kind"],
  ['in:"some name"', "pages of a channel, community or folder"],
  ["deg:>5  deg:2-9", "by number of links"],
  ["tag:food  cause:entity", "by tag; by why a page is missing"],
  ["is:orphan", "also dead-end, unreachable, announced, missing"],
  ["-kind:video", "a minus turns a condition around"],
];

export function helpPanel(shown: string[]): Node[] {
  const table = (rows: readonly (readonly [string, string])[]): HTMLElement =>
    h(
      "dl",
      { class: "keys" },
      ...rows.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)]),
    );
  return [
    h("h2", { attrs: { tabindex: "-1" } }, "Help"),
    ...shown.map((line) => h("p", { class: "hint" }, line)),
    h("h3", {}, "Keys"),
    table(KEYS),
    h("h3", {}, "Search"),
    table(SEARCHES),
    h("h3", {}, "Map"),
    h(
      "p",
      {},
      "Drag to move, turn the wheel or pinch to zoom, click a page to read about it, click twice to go there. Names that are not shown for lack of room appear as you come closer.",
    ),
  ];
}
