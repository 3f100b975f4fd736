// Names for nodes and regions that stay the same from build to build, for the address of a view.
import { fold } from "../search/fold";
import type { Model } from "./model";

/** `note:Resonance|nightglass`: kind, title, region. */
export function nodeId(model: Model, node: number): string {
  const kind = model.graph.meta.nodeKinds[model.graph.kind[node]][0];
  return `${kind}:${model.label(node)}|${model.regionOf(node)}`;
}

/** The node that an identifier names, -1 for none; regions may have got another name since. */
export function nodeOf(model: Model, id: string): number {
  const match = /^([^:]*):([\s\S]*)\|([^|]*)$/.exec(id);
  if (!match) return -1;
  const [, kind, label, region] = match;
  const { graph } = model;
  const number = graph.meta.nodeKinds.findIndex(([key]) => key === kind);
  let elsewhere = -1;
  const labels = model.names.label.all();
  for (let node = labels.indexOf(label); node >= 0; node = labels.indexOf(label, node + 1)) {
    if (graph.kind[node] !== number) continue;
    if (model.regionOf(node) === region) return node;
    if (elsewhere < 0) elsewhere = node;
  }
  return elsewhere;
}

export function regionOf(model: Model, label: string): number {
  const labels = model.graph.regions.label.all();
  const exact = labels.indexOf(label);
  return exact >= 0 ? exact : labels.findIndex((other) => fold(other) === fold(label));
}
