// Turns conditions into the nodes they allow. Conditions of one field are alternatives; all fields have to fit.
import { ANNOUNCED, DEAD_END, MISSING, ORPHAN, UNREACHABLE } from "../data/graph";
import { fold } from "../search/fold";
import { type Condition, type Field, readRange } from "../search/query";
import type { Model } from "./model";

/** What may follow `is:`. */
export const FLAGS: readonly (readonly [word: string, flag: number, words: string])[] = [
  ["missing", MISSING, "missing pages"],
  ["orphan", ORPHAN, "orphans: no other note links to them"],
  ["dead-end", DEAD_END, "dead ends: they link to no note"],
  ["unreachable", UNREACHABLE, "unreachable from any index page"],
  ["announced", ANNOUNCED, "announced, not written yet"],
];

type Test = (node: number) => boolean;

/** 1 for each node that fits all conditions; nothing where there are none. */
export function allowedBy(model: Model, conditions: Condition[], hubs: number): Uint8Array | null {
  if (!conditions.length && !hubs) return null;
  const fields = new Map<Field, { either: Test[]; none: Test[] }>();
  for (const condition of conditions) {
    const test = testOf(model, condition);
    const entry = fields.get(condition.field) ?? { either: [], none: [] };
    (condition.not ? entry.none : entry.either).push(test);
    fields.set(condition.field, entry);
  }
  const rules = [...fields.values()];
  const allowed = new Uint8Array(model.graph.nodes);
  for (let node = 0; node < allowed.length; node++) {
    const fine = rules.every(
      ({ either, none }) =>
        (!either.length || either.some((test) => test(node))) && !none.some((test) => test(node)),
    );
    if (fine) allowed[node] = 1;
  }
  for (const node of model.hubs(hubs)) allowed[node] = 0;
  return allowed;
}

function testOf(model: Model, { field, value }: Condition): Test {
  const { graph, names } = model;
  const { meta } = graph;
  switch (field) {
    case "kind":
      return oneOf(graph.kind, matching(meta.nodeKinds, value));
    case "cause":
      return oneOf(graph.cause, matching(meta.causes, value));
    case "in":
      return oneOf(graph.region, named(graph.regions.label.all(), value));
    case "group":
      return oneOf(graph.group, named(model.groupLabels, value));
    case "tag": {
      const tags = named(meta.tags, value.replace(/^#/, ""));
      return (node) =>
        names.tag.subarray(names.firstTag[node], names.firstTag[node + 1]).some((tag) => tags.has(tag));
    }
    case "is": {
      const flag = FLAGS.find(([word]) => fold(word) === fold(value))?.[1] ?? 0;
      return (node) => (graph.flags[node] & flag) !== 0;
    }
    case "deg": {
      const range = readRange(value);
      return (node) =>
        range !== null && model.degree[node] >= range.least && model.degree[node] <= range.most;
    }
  }
}

const oneOf =
  (values: ArrayLike<number>, wanted: Set<number>): Test =>
  (node) =>
    wanted.has(values[node]);

/** Names that are the value; else those that begin with it; else those that hold it. */
export function named(labels: string[], value: string): Set<number> {
  const wanted = fold(value);
  const folded = labels.map(fold);
  for (const fits of [
    (label: string) => label === wanted,
    (label: string) => label.startsWith(wanted),
    (label: string) => label.includes(wanted),
  ]) {
    const found = new Set<number>();
    folded.forEach((label, i) => {
      if (fits(label)) found.add(i);
    });
    if (found.size) return found;
  }
  return new Set();
}

function matching(pairs: readonly (readonly [string, string])[], value: string): Set<number> {
  const byKey = pairs.findIndex(([key]) => key === value);
  return byKey >= 0
    ? new Set([byKey])
    : named(
        pairs.map(([, words]) => words),
        value,
      );
}
