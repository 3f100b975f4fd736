// What is saved of a choice of nodes: a row for each, and the edges between them, in three formats.
import { type Details, pathOf } from "../data/details";
import type { Model } from "../state/model";

export interface Selection {
  model: Model;
  nodes: number[];
  /** Edges with both ends among the nodes. */
  edges: number[];
  details: Details | null;
}

export function selectionOf(model: Model, nodes: number[], details: Details | null): Selection {
  const chosen = new Uint8Array(model.graph.nodes);
  for (const node of nodes) chosen[node] = 1;
  const edges: number[] = [];
  const { source } = model.links;
  for (let edge = 0; edge < model.graph.edges; edge++)
    if (chosen[source[edge]] && chosen[model.graph.target[edge]]) edges.push(edge);
  return { model, nodes, edges, details };
}

const kindOf = ({ model }: Selection, node: number): string =>
  model.graph.meta.nodeKinds[model.graph.kind[node]][0];
const edgeKindOf = ({ model }: Selection, edge: number): string =>
  model.graph.meta.edgeKinds[model.graph.edgeKind[edge]][0];

/** A spreadsheet runs a cell that begins so as a formula. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line a page. */
export function nodesCsv(selection: Selection): string {
  const { model, details } = selection;
  const measures = [...model.measures];
  const head = [
    "label",
    "kind",
    model.graph.meta.regionWord,
    "path",
    "links_in",
    "links_out",
    ...measures.map(([key]) => `rank_${key}`),
  ];
  const rows = selection.nodes.map((node) => [
    model.label(node),
    kindOf(selection, node),
    model.regionOf(node),
    details ? pathOf(details, node, model.label(node)) : "",
    model.into[node],
    model.from[node],
    ...measures.map(([, { rank }]) => rank[node] || ""),
  ]);
  return lines([head, ...rows]);
}

/** One line a link, with the sentence. */
export function edgesCsv(selection: Selection): string {
  const { model, details } = selection;
  const { source } = model.links;
  const rows = selection.edges.map((edge) => [
    model.label(source[edge]),
    model.label(model.graph.target[edge]),
    edgeKindOf(selection, edge),
    model.graph.edgeWeight[edge],
    details?.edgeLine[edge] || "",
    details?.edgeText.at(edge) ?? "",
  ]);
  return lines([["source", "target", "kind", "weight", "line", "sentence"], ...rows]);
}

const lines = (rows: (string | number)[][]): string =>
  `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign]);
}

export function graphml(selection: Selection): string {
  const { model } = selection;
  const { graph } = model;
  const keys: [string, string, string, string][] = [
    ["label", "node", "label", "string"],
    ["kind", "node", "kind", "string"],
    ["region", "node", graph.meta.regionWord, "string"],
    ["x", "node", "x", "int"],
    ["y", "node", "y", "int"],
    ["relation", "edge", "kind", "string"],
    ["weight", "edge", "weight", "int"],
  ];
  const data = (key: string, value: string | number): string =>
    `<data key="${key}">${escapeXml(String(value))}</data>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.map(
      ([id, on, name, type]) =>
        `<key id="${id}" for="${on}" attr.name="${escapeXml(name)}" attr.type="${type}"/>`,
    ),
    '<graph edgedefault="directed">',
    ...selection.nodes.map(
      (node) =>
        `<node id="n${node}">${data("label", model.label(node))}${data("kind", kindOf(selection, node))}` +
        `${data("region", model.regionOf(node))}${data("x", graph.x[node])}${data("y", graph.y[node])}</node>`,
    ),
    ...selection.edges.map(
      (edge, i) =>
        `<edge id="e${i}" source="n${model.links.source[edge]}" target="n${graph.target[edge]}">` +
        `${data("relation", edgeKindOf(selection, edge))}${data("weight", graph.edgeWeight[edge])}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

const CLASSES: Record<string, string> = {
  note: "ng:Note",
  index: "ng:IndexPage",
  missing: "ng:WantedTopic",
  channel: "ng:Channel",
};
const PREDICATES: Record<string, string> = {
  links_to: "ng:linksTo",
  lists: "ng:lists",
  features: "ng:features",
  announced_for: "ng:announcedFor",
};

/** The choice as RDF, in the words of the project's ontology. */
export function turtle(selection: Selection): string {
  const { model, details } = selection;
  const iris = new Map(selection.nodes.map((node) => [node, iri(selection, node)]));
  const quoted = (text: string): string =>
    `"${text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`;
  const out = [
    `@base <https://example.org/${encodeURIComponent(model.graph.meta.vault ?? "graph")}/> .`,
    "@prefix dcterms: <http://purl.org/dc/terms/> .",
    "@prefix ng: <https://w3id.org/notegraph/ns#> .",
    "@prefix schema: <https://schema.org/> .",
    "",
  ];
  for (const node of selection.nodes) {
    const kind = kindOf(selection, node);
    const path = details ? pathOf(details, node, model.label(node)) : "";
    out.push(
      `${iris.get(node)} ${CLASSES[kind] ? `a ${CLASSES[kind]} ; ` : ""}schema:name ${quoted(model.label(node))}` +
        `${path ? ` ; dcterms:identifier ${quoted(path)}` : ""} .`,
    );
  }
  for (const edge of selection.edges) {
    const kind = edgeKindOf(selection, edge);
    const predicate = PREDICATES[kind] ?? "dcterms:relation";
    out.push(`${iris.get(model.links.source[edge])} ${predicate} ${iris.get(model.graph.target[edge])} .`);
  }
  return `${out.join("\n")}\n`;
}

function iri(selection: Selection, node: number): string {
  const kind = kindOf(selection, node);
  const label = selection.model.label(node);
  const path = selection.details ? pathOf(selection.details, node, label) : "";
  const name = path.replace(/\.md$/i, "") || label;
  const encoded = name
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
    );
  return `<${encodeURIComponent(kind)}/${encoded.join("/")}>`;
}
