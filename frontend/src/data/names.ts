// Names of the nodes, and what else search needs: aliases and tags.
import type { Columns } from "./columns";
import { DataError } from "./errors";
import { type Graph, running } from "./graph";
import type { Texts } from "./texts";

export interface Names {
  label: Texts;
  alias: Texts;
  aliasNode: Int32Array;
  /** The first entry of each node in `tag`; one more at the end. */
  firstTag: Uint32Array;
  tag: Uint32Array;
}

export function readNames(columns: Columns, graph: Graph): Names {
  const aliasNode = columns.delta("alias_node");
  for (const node of aliasNode)
    if (node < 0 || node >= graph.nodes) throw new DataError("The page is damaged: an alias names no node.");
  const firstTag = running(columns.varint("node_tags", graph.nodes));
  const tag = columns.varint("tag", firstTag[graph.nodes]);
  for (const number of tag)
    if (number >= graph.meta.tags.length) throw new DataError("The page is damaged: a tag has no name.");
  return {
    label: columns.texts("label", graph.nodes),
    alias: columns.texts("alias", aliasNode.length),
    aliasNode,
    firstTag,
    tag,
  };
}
