// The graph in columns. Nodes are numbered by region, then group, then falling degree, so that the nodes of a
// region stand side by side, and the first ones of a group are its most linked.
import type { Columns } from "./columns";
import { DataError } from "./errors";
import type { Meta } from "./meta";
import type { Texts } from "./texts";

/** Bits of `flags`. */
export const MISSING = 1;
export const ORPHAN = 2;
export const DEAD_END = 4;
export const UNREACHABLE = 8;
export const ANNOUNCED = 16;

/** Discs of the map: regions, or groups. */
export interface Discs {
  count: number;
  x: Uint16Array;
  y: Uint16Array;
  r: Uint16Array;
  /** The first node of each disc; one more entry at the end. */
  firstNode: Uint32Array;
}

export interface Graph {
  meta: Meta;
  nodes: number;
  edges: number;
  regions: Discs & { label: Texts; colour: Uint8Array; firstGroup: Uint32Array; node: Int32Array };
  /** A group is called like its node: its most linked page. */
  groups: Discs & { region: Uint32Array; node: Uint32Array };
  region: Uint32Array;
  group: Uint32Array;
  x: Uint16Array;
  y: Uint16Array;
  kind: Uint8Array;
  flags: Uint8Array;
  /** Places in `meta.causes`; like what `flags` say of orphans, all are 0 until `readCauses`. */
  cause: Uint8Array;
  size: Uint8Array;
  /** The first edge of each node; one more entry at the end. */
  out: Uint32Array;
  target: Uint32Array;
  edgeKind: Uint8Array;
  edgeWeight: Uint32Array;
}

export function readGraph(core: Columns, meta: Meta): Graph {
  const { nodes, edges } = meta;
  const out = running(core.varint("out", nodes));
  if (out[nodes] !== edges) throw new DataError("The page is damaged: it has not as many edges as it says.");
  const groups = readGroups(core, nodes);
  const regions = readRegions(core, groups);
  const group = owners(groups.firstNode, nodes);
  return {
    meta,
    nodes,
    edges,
    regions,
    groups: { ...groups, region: owners(regions.firstGroup, groups.count), node: leaders(core, groups) },
    region: owners(regions.firstNode, nodes),
    group,
    x: positions(core.u16("x", nodes), groups.x, group, meta),
    y: positions(core.u16("y", nodes), groups.y, group, meta),
    kind: below(core.u8("kind", nodes), meta.nodeKinds.length, "kind"),
    flags: core.u8("flags", nodes),
    cause: new Uint8Array(nodes),
    size: below(core.u8("size", nodes), 16, "size"),
    out,
    target: core.targets("target", out),
    edgeKind: below(core.u8("edge_kind", edges), meta.edgeKinds.length, "edge_kind"),
    edgeWeight: core.varint("edge_weight", edges),
  };
}

export function readCauses(columns: Columns, graph: Graph): void {
  graph.cause = below(columns.u8("cause", graph.nodes), Math.max(1, graph.meta.causes.length), "cause");
  const apart = columns.u8("apart", graph.nodes);
  for (let node = 0; node < graph.nodes; node++) graph.flags[node] |= apart[node];
}

function readGroups(core: Columns, nodes: number): Discs {
  const sizes = core.varint("group_nodes");
  const count = sizes.length;
  const firstNode = running(sizes);
  if (firstNode[count] !== nodes) throw new DataError("The page is damaged: groups do not hold all nodes.");
  const [x, y, r] = ["group_x", "group_y", "group_r"].map((name) => core.u16(name, count));
  return { count, x, y, r, firstNode };
}

function leaders(core: Columns, groups: Discs): Uint32Array {
  const node = core.varint("group_node", groups.count);
  for (let i = 0; i < groups.count; i++) {
    node[i] += groups.firstNode[i];
    if (node[i] >= groups.firstNode[i + 1])
      throw new DataError("The page is damaged: a group is called like no node.");
  }
  return node;
}

/** Positions are written as steps from the middle of the group. */
function positions(
  steps: Uint16Array,
  middle: Uint16Array,
  group: Uint32Array,
  { step, world }: Meta,
): Uint16Array {
  for (let node = 0; node < steps.length; node++) {
    const away = (steps[node] >>> 1) ^ -(steps[node] & 1);
    steps[node] = Math.min(world, Math.max(0, middle[group[node]] + step * away));
  }
  return steps;
}

function readRegions(core: Columns, groups: Discs): Graph["regions"] {
  const sizes = core.varint("region_groups");
  const count = sizes.length;
  const firstGroup = running(sizes);
  if (firstGroup[count] !== groups.count)
    throw new DataError("The page is damaged: regions do not hold all groups.");
  const [x, y, r] = ["region_x", "region_y", "region_r"].map((name) => core.u16(name, count));
  return {
    count,
    x,
    y,
    r,
    label: core.texts("region_label", count),
    firstNode: firstGroup.map((group) => groups.firstNode[group]),
    colour: core.u8("region_colour", count),
    firstGroup,
    node: core.delta("region_node", count),
  };
}

/** Running sums, starting with 0. */
export function running(sizes: Uint32Array): Uint32Array {
  const sums = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) sums[i + 1] = sums[i] + sizes[i];
  return sums;
}

/** For each member, the number of the row it belongs to. */
export function owners(first: Uint32Array, members: number): Uint32Array {
  const result = new Uint32Array(members);
  for (let row = 0; row + 1 < first.length; row++) result.fill(row, first[row], first[row + 1]);
  return result;
}

function below(values: Uint8Array, limit: number, name: string): Uint8Array {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  if (values.length && most >= limit)
    throw new DataError(`The page is damaged: column "${name}" holds an unknown value.`);
  return values;
}
