// A small graph by hand, and an encoder as the format describes it, to hold the decoder against.
import { Columns } from "../src/data/columns";
import { type Graph, readGraph } from "../src/data/graph";
import type { Meta } from "../src/data/meta";

type Row = [name: string, encoding: string, count: number, bytes: number[]];

export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

export function leb(values: number[]): number[] {
  return values.flatMap((value) => {
    const bytes: number[] = [];
    for (let left = value; ; left = Math.floor(left / 128)) {
      if (left < 128) return [...bytes, left];
      bytes.push((left % 128) + 128);
    }
  });
}

export const u8 = (name: string, values: number[]): Row => [name, "u8", values.length, values];
export const u16 = (name: string, values: number[]): Row => [
  name,
  "u16",
  values.length,
  values.flatMap((v) => [v & 255, v >> 8]),
];
export const u16p = (name: string, values: number[]): Row => [
  name,
  "u16p",
  values.length,
  [...values.map((v) => v & 255), ...values.map((v) => v >> 8)],
];
export const varint = (name: string, values: number[]): Row => [name, "varint", values.length, leb(values)];
export const delta = (name: string, values: number[]): Row => [
  name,
  "delta",
  values.length,
  leb(values.map((v, i) => zigzag(v - (values[i - 1] ?? 0)))),
];
export const text = (name: string, values: string[]): Row => [
  name,
  "text",
  values.length,
  [...new TextEncoder().encode(values.join("\n"))],
];

export function section(rows: Row[]): Uint8Array {
  const head = new TextEncoder().encode(
    JSON.stringify(rows.map(([n, e, c, bytes]) => [n, e, c, bytes.length])),
  );
  const size = new Uint8Array(new Uint32Array([head.length]).buffer);
  return Uint8Array.from([...size, ...head, ...rows.flatMap(([, , , bytes]) => bytes)]);
}

export const meta = (nodes: number, edges: number): Meta => ({
  title: "t",
  generator: "g",
  nodes,
  edges,
  vault: null,
  world: 65535,
  nodeKinds: [
    ["note", "note"],
    ["missing", "missing"],
  ],
  edgeKinds: [
    ["links_to", "links to"],
    ["from_line", "from line"],
  ],
  structural: [false, true],
  step: 8,
  causes: [["", "none"]],
  regionWord: "channel",
  tags: [],
  measures: [],
  openNote: null,
  shown: [],
  details: false,
});

/** Two regions of one group each, nodes in them in turn; edges [source, target, kind]. */
export function graphOf(nodes: number, edges: [number, number, number?][]): Graph {
  const sorted = [...edges].sort(([a, b], [c, d]) => a - c || b - d);
  const out = Array.from({ length: nodes }, (_, node) => sorted.filter(([source]) => source === node).length);
  const half = Math.ceil(nodes / 2);
  const steps = sorted.map(([source, target], i) => {
    const before = sorted[i - 1];
    return zigzag(target - (before && before[0] === source ? before[1] : source));
  });
  const zeros = new Array<number>(nodes).fill(0);
  const places = zeros.map((_, node) => zigzag(((node * 37) % 400) - 200));
  const rows: Row[] = [
    ...["region", "group"].flatMap((what) => [
      u16(`${what}_x`, [20000, 50000]),
      u16(`${what}_y`, [20000, 50000]),
      u16(`${what}_r`, [9000, 9000]),
    ]),
    text("region_label", ["left", "right"]),
    u8("region_colour", [0, 1]),
    varint("region_groups", [1, 1]),
    delta("region_node", [-1, -1]),
    varint("group_node", [0, 0]),
    varint("group_nodes", [half, nodes - half]),
    u16p("x", places),
    u16p("y", [...places].reverse()),
    u8("kind", zeros),
    u8("flags", zeros),
    u8(
      "size",
      zeros.map((_, node) => node % 16),
    ),
    varint("out", out),
    ["target", "targets", sorted.length, leb(steps)],
    u8(
      "edge_kind",
      sorted.map(([, , kind]) => kind ?? 0),
    ),
    varint(
      "edge_weight",
      sorted.map(() => 1),
    ),
  ];
  return readGraph(new Columns(section(rows)), meta(nodes, sorted.length));
}
