// Rows of lists: a node, and a link with the sentence it stands in and the moment of the video.
import { clock, type Details, pathOf, safeAddress, secondOf, videoAddress } from "../data/details";
import { MISSING } from "../data/graph";
import { cornersOf } from "../view/canvas2d";
import { shapeOf } from "../view/scene";
import type { App } from "./app";
import { button, h, link, sign } from "./dom";
import { fillTemplate } from "./words";

/** The sign of a node as on the map. */
export function signOf(app: App, node: number): SVGSVGElement {
  const { graph } = app.model;
  const kind = graph.kind[node];
  return kindSign(app, kind, app.palette().css[app.scene.colour[node]]);
}

export function kindSign(app: App, kind: number, colour: string): SVGSVGElement {
  const shape = shapeOf(app.model.graph.meta.nodeKinds[kind][0], kind);
  return sign(cornersOf(shape, 5.4), shape === 1, colour);
}

/** A button that opens a node. */
export function nodeButton(app: App, node: number, note = ""): HTMLButtonElement {
  const { model } = app;
  const made = button("", () => app.open(node), { class: "node" });
  made.append(signOf(app, node), h("span", { class: "name" }, model.label(node) || "(no title)"));
  if (model.graph.flags[node] & MISSING) made.append(h("span", { class: "hidden-text" }, " (missing page)"));
  if (note) made.append(h("span", { class: "aside" }, note));
  return made;
}

export function nodeRow(app: App, node: number, note = ""): HTMLLIElement {
  return h("li", {}, nodeButton(app, node, note));
}

/** One link: the other page, the sentence, and where in the video it is said. */
export function linkRow(app: App, details: Details | null, edge: number, other: number): HTMLLIElement {
  const { graph } = app.model;
  const weight = graph.edgeWeight[edge];
  const row = h("li", {}, nodeButton(app, other, weight > 1 ? `×${weight}` : ""));
  const said = details ? evidence(app, details, edge) : null;
  if (said) row.append(said);
  return row;
}

/** The sentence behind an edge, and the moment it cites. */
export function evidence(app: App, details: Details, edge: number): HTMLElement | null {
  const { links, graph } = app.model;
  const text = details.edgeText.at(edge);
  const source = links.source[edge];
  const second = secondOf(details, edge, source);
  const address = second === undefined ? null : videoAddress(videoOf(app, details, source), second);
  const line = details.edgeLine[edge];
  if (!text && !address && !line) return null;
  const kind = graph.meta.edgeKinds[graph.edgeKind[edge]];
  return h(
    "p",
    { class: "sentence" },
    text,
    address ? " " : "",
    address
      ? link(`▶ ${clock(second ?? 0)}`, address, { class: "moment", title: "Open the video at this moment" })
      : null,
    line ? " " : null,
    line ? link(`line ${line}`, noteAddress(app, details, source, line), { class: "aside" }) : null,
    kind[0] === "links_to" ? null : h("span", { class: "aside" }, ` ${kind[1]}`),
  );
}

/** The identifier of the video a note is about: its own, or that of the one video it points to. */
export function videoOf(app: App, details: Details, node: number): string {
  const { graph } = app.model;
  if (!details.video.isEmpty(node)) return details.video.at(node);
  for (let edge = graph.out[node]; edge < graph.out[node + 1]; edge++) {
    const target = graph.target[edge];
    if (graph.meta.nodeKinds[graph.kind[target]][0] === "video" && !details.video.isEmpty(target))
      return details.video.at(target);
  }
  return "";
}

/** Where a note is opened, at a line; nothing where it is not known how, or the node is no file. */
export function noteAddress(app: App, details: Details, node: number, line = 1): string | null {
  const { openNote } = app.model.graph.meta;
  const path = openNote && pathOf(details, node, app.model.label(node));
  return path ? fillTemplate(openNote, path, line) : null;
}

export function addressOf(details: Details, node: number): string | null {
  return details.url.isEmpty(node) ? null : safeAddress(details.url.at(node));
}
