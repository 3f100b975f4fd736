// What the page says about itself: a JSON section, read as untrusted.
import { DataError } from "./errors";

/** A key and the words that the reader sees for it. */
export type Named = readonly [key: string, words: string];

export interface Meta {
  title: string;
  generator: string;
  nodes: number;
  edges: number;
  vault: string | null;
  world: number;
  nodeKinds: Named[];
  edgeKinds: Named[];
  /** Kinds of edges that are no links someone wrote: lists of index pages, where a note comes from, videos, tags. They
   * would join everything with everything. */
  structural: boolean[];
  /** Positions are written in steps of this size. */
  step: number;
  causes: Named[];
  regionWord: string;
  tags: string[];
  measures: Named[];
  openNote: string | null;
  shown: string[];
  details: boolean;
}

const VERSION = 1;

export function readMeta(bytes: Uint8Array): Meta {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DataError("The page is damaged: what it says about itself cannot be read.");
  }
  if (typeof said !== "object" || said === null) throw new DataError("The page says nothing about itself.");
  const meta = new Map(Object.entries(said));
  if (meta.get("version") !== VERSION)
    throw new DataError(
      `The page's data has version ${String(meta.get("version"))}; this page reads ${VERSION}.`,
    );
  return {
    title: text(meta.get("title")) || "Graph",
    generator: text(meta.get("generator")),
    nodes: size(meta.get("nodes")),
    edges: size(meta.get("edges")),
    vault: text(meta.get("vault")) || null,
    world: size(meta.get("world")) || 65535,
    nodeKinds: named(meta.get("node_kinds")),
    edgeKinds: named(meta.get("edge_kinds")),
    structural: list(meta.get("edge_kinds")).map((row) => Array.isArray(row) && row[2] !== "link"),
    step: size(meta.get("step")) || 1,
    causes: named(meta.get("causes")),
    regionWord: text(meta.get("region_word")) || "region",
    tags: list(meta.get("tags")).map(text),
    measures: named(meta.get("measures")),
    openNote: text(meta.get("open_note")) || null,
    shown:
      typeof meta.get("shown") === "string" ? [text(meta.get("shown"))] : list(meta.get("shown")).map(text),
    details: meta.get("details") === true,
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function size(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new DataError("The page is damaged: it does not say how much it holds.");
  return value as number;
}

function named(value: unknown): Named[] {
  return list(value).map((row) => (Array.isArray(row) ? [text(row[0]), text(row[1])] : ["", ""]));
}
