// Turns the state into what each node looks like: shown, faded or hidden, and its colour.
import { DEAD_END, MISSING, ORPHAN, UNREACHABLE } from "../data/graph";
import { around, MOST_RADIAL } from "../graph/around";
import { eachNeighbour } from "../graph/links";
import { nodesAlong } from "../graph/path";
import { COLOURS, GREY_AT, RAMP_AT, STEPS } from "../view/palette";
import { FADED, HIDDEN, SHOWN } from "../view/scene";
import type { Model } from "./model";
import type { State } from "./state";

export interface Chosen {
  /** 1 for each node that the filters allow; nothing for all. */
  allowed: Uint8Array | null;
  /** 1 for each node that the search field fits; nothing where it is empty. */
  found: Uint8Array | null;
  /** The edges of the path that is shown. */
  path: number[] | null;
}

/** The nodes that the reader's choice is about; nothing where it is about all. */
export function focusOf(model: Model, state: State, { found, path }: Chosen): Uint8Array | null {
  if (found) return found;
  const { graph, links } = model;
  const { mode, selected } = state;
  const marks = new Uint8Array(graph.nodes);
  const markWhere = (test: (node: number) => boolean): Uint8Array => {
    for (let node = 0; node < graph.nodes; node++) if (test(node)) marks[node] = 1;
    return marks;
  };
  switch (mode.name) {
    case "path":
      if (!path) break;
      for (const node of nodesAlong(links, mode.from, path)) marks[node] = 1;
      return marks;
    case "compare":
      if (mode.a < 0 || mode.b < 0) break;
      return markWhere((node) => graph.region[node] === mode.a || graph.region[node] === mode.b);
    case "ranking": {
      const rank = model.measures.get(mode.measure)?.rank;
      return rank ? markWhere((node) => rank[node] > 0 && rank[node] <= mode.top) : null;
    }
    case "missing":
      if (selected >= 0) break;
      return markWhere(
        (node) =>
          (graph.flags[node] & MISSING) !== 0 && (mode.cause === 0 || graph.cause[node] === mode.cause),
      );
    case "orphans":
      if (selected >= 0) break;
      return markWhere((node) => (graph.flags[node] & mode.flag) !== 0);
    default:
  }
  if (selected < 0) return null;
  const depth = mode.name === "local" ? mode.depth : 1;
  const way = mode.name === "local" ? mode.way : "both";
  for (const node of around(links, selected, depth, way).nodes) marks[node] = 1;
  if (mode.name !== "local")
    eachNeighbour(links, selected, { structural: true }, (node) => (marks[node] = 1));
  return marks;
}

/** Whether the neighbourhood of the selected node is laid out anew, with all else hidden. */
export function isRadial(model: Model, { mode, selected }: State): boolean {
  return (
    mode.name === "local" &&
    selected >= 0 &&
    around(model.links, selected, mode.depth, mode.way).nodes.length <= MOST_RADIAL
  );
}

/** Write the state of each node; returns how many are shown in each region. */
export function writeStates(
  model: Model,
  { fade }: State,
  { allowed }: Chosen,
  focus: Uint8Array | null,
  radial: boolean,
  states: Uint8Array,
): Uint32Array {
  const { graph } = model;
  const shownIn = new Uint32Array(graph.regions.count);
  for (let node = 0; node < graph.nodes; node++) {
    let value = allowed && !allowed[node] ? (fade ? FADED : HIDDEN) : SHOWN;
    if (focus && !focus[node]) value = radial ? HIDDEN : Math.min(value, FADED);
    states[node] = value;
    if (value === SHOWN) shownIn[graph.region[node]]++;
  }
  return shownIn;
}

/** One entry of the legend: its place in the palette, its words, and how many nodes it stands for. */
export interface Key {
  colour: number;
  words: string;
  count: number;
  /** What to filter by for this entry; nothing where it cannot be filtered. */
  filter?: string;
}

/** What nodes can be coloured by. */
export function colourings(model: Model): [key: string, words: string][] {
  const { meta } = model.graph;
  return [
    ["region", meta.regionWord],
    ["group", "group"],
    ["kind", "kind"],
    ["state", "how well it is linked"],
    ...(meta.causes.length > 1 ? ([["cause", "cause of missing"]] as [string, string][]) : []),
    ...[...model.measures].map(([key, { words }]): [string, string] => [`rank:${key}`, `rank by ${words}`]),
  ];
}

/** The colour of each node, as a place in the palette. */
export function writeColours(model: Model, by: string, colours: Uint8Array): void {
  const colour = colourOf(model, by);
  for (let node = 0; node < colours.length; node++) colours[node] = colour(node);
}

function colourOf(model: Model, by: string): (node: number) => number {
  const { graph } = model;
  const { regions } = graph;
  const isMissing = (node: number): boolean => (graph.flags[node] & MISSING) !== 0;
  if (by === "kind") return (node) => (isMissing(node) ? GREY_AT : graph.kind[node] % COLOURS);
  if (by === "cause") return (node) => (graph.cause[node] ? (graph.cause[node] - 1) % COLOURS : GREY_AT);
  if (by === "state") return (node) => stateColour(graph.flags[node]);
  if (by === "group")
    return (node) => {
      const region = graph.region[node];
      return isMissing(node)
        ? GREY_AT
        : (regions.colour[region] + graph.group[node] - regions.firstGroup[region]) % COLOURS;
    };
  const ranks = by.startsWith("rank:") ? model.measures.get(by.slice(5)) : undefined;
  if (ranks)
    return (node) => (ranks.rank[node] ? RAMP_AT + rampStep(ranks.rank[node], ranks.count) : GREY_AT);
  return (node) => (isMissing(node) ? GREY_AT : regions.colour[graph.region[node]] % COLOURS);
}

/** Ranks matter most at the top, so each step holds half as many as the one below. */
export function rampStep(rank: number, count: number): number {
  return Math.max(0, Math.min(STEPS - 1, Math.floor(Math.log2(count / rank))));
}

export const STATES: readonly (readonly [flag: number, colour: number, words: string, filter: string])[] = [
  [MISSING, GREY_AT, "missing", "missing"],
  [ORPHAN, 5, "orphan", "orphan"],
  [UNREACHABLE, 3, "unreachable", "unreachable"],
  [DEAD_END, 1, "dead end", "dead-end"],
];

function stateColour(flags: number): number {
  return STATES.find(([flag]) => flags & flag)?.[1] ?? 0;
}
