// What the panel shows of a node and its links: texts, moments, addresses. Unpacked when it is first needed.
import { Columns } from "./columns";
import { type Graph, running } from "./graph";
import { holds, section } from "./sections";
import type { Texts } from "./texts";

export interface Details {
  path: Texts;
  url: Texts;
  video: Texts;
  words: Uint32Array;
  excerpt: Texts;
  edgeLine: Uint32Array;
  /** The moment cited next to the link: 0 for none, else its place among the moments of the source, from 1. */
  edgeMoment: Uint32Array;
  edgeText: Texts;
  firstMoment: Uint32Array;
  /** Seconds, ascending within a note. */
  moment: Uint32Array;
  /** How many moments each node has, where the page does not hold them all. */
  allMoments: Uint32Array | null;
}

const VIDEO = /^[\w-]{11}$/;

/** A function that gives the details, unpacking them once; nothing where the page has none. */
export function detailsOf(graph: Graph): () => Promise<Details | null> {
  let reading: Promise<Details | null> | undefined;
  return () => {
    reading ??= holds("panel")
      ? section("panel").then((bytes) => read(new Columns(bytes), graph))
      : Promise.resolve(null);
    return reading;
  };
}

function read(columns: Columns, { nodes, edges, meta }: Graph): Details {
  if (columns.has("shown")) meta.shown.push(...columns.texts("shown").all());
  const firstMoment = running(columns.varint("moments", nodes));
  return {
    path: columns.texts("path", nodes),
    url: columns.texts("url", nodes),
    video: columns.texts("video", nodes),
    words: columns.varint("words", nodes),
    excerpt: columns.texts("excerpt", nodes),
    edgeLine: columns.varint("edge_line", edges),
    edgeMoment: columns.varint("edge_moment", edges),
    edgeText: columns.texts("edge_text", edges),
    firstMoment,
    moment: ascending(columns.varint("moment", firstMoment[nodes]), firstMoment),
    allMoments: columns.has("moments_all") ? columns.varint("moments_all", nodes) : null,
  };
}

/** Moments are written as differences to the one before in the same note. */
function ascending(moment: Uint32Array, first: Uint32Array): Uint32Array {
  for (let node = 0; node + 1 < first.length; node++)
    for (let i = first[node] + 1; i < first[node + 1]; i++) moment[i] += moment[i - 1];
  return moment;
}

/** The path of a note. A star at its end stands for the file name that follows from the label. */
export function pathOf(details: Details, node: number, label: string): string {
  const path = details.path.at(node);
  if (path !== "*" && !path.endsWith("/*")) return path;
  const name = label
    .toLowerCase()
    .replace(/[^a-z0-9_ ]/g, "")
    .replaceAll(" ", "_");
  return `${path.slice(0, -1)}${name}.md`;
}

/** The second of the moment cited next to a link; nothing where there is none. */
export function secondOf(details: Details, edge: number, source: number): number | undefined {
  const place = details.edgeMoment[edge];
  const at = details.firstMoment[source] + place - 1;
  return place && at < details.firstMoment[source + 1] ? details.moment[at] : undefined;
}

/** The address of a video, at a moment if one is known; nothing if the identifier is not one. */
export function videoAddress(video: string, seconds?: number): string | null {
  if (!VIDEO.test(video)) return null;
  const start = seconds !== undefined && Number.isInteger(seconds) && seconds >= 0 ? `&t=${seconds}s` : "";
  return `https://www.youtube.com/watch?v=${video}${start}`;
}

/** An address that may become a link: only https, whatever the data says. */
export function safeAddress(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** 3725 -> "1:02:05". */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, i) => (i ? String(part).padStart(2, "0") : String(part))).join(":");
}
