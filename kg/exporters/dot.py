r"""Turns a graph into DOT, the language of Graphviz, by the column.

Nodes are called by their numbers: a name in quotes cannot end in a backslash. What people read is in
attributes, where Graphviz takes ``\N``, ``\G`` and their kind for placeholders, so backslashes are doubled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc

from kg.exporters.looks import looks
from kg.exporters.pieces import escaped, filled, joined, parts, write
from kg.exporters.tabular import edge_columns, node_columns
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.exporters.pieces import Texts
    from kg.model.graph import KnowledgeGraph

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\n": "\\n", "\0": "\ufffd"}
_POINTS: Final = 72.0  # in an inch: Graphviz measures nodes in inches and places in points
_HEAD: Final = """\
digraph {
graph [outputorder=edgesfirst];
node [shape=circle, style=filled, fixedsize=true, fontsize=8];
edge [arrowsize=0.4, color="#00000040"];
"""


def write_dot(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write all nodes and edges; with the places of the layout, if the graph has one, for ``neato -n2``.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        No remarks.
    """
    nodes = looks(graph).beside(node_columns(graph))
    nodes = nodes.append_column("number", pa.array(range(len(nodes))))
    nodes = nodes.append_column("inches", pc.round(pc.divide(nodes["size"], _POINTS), 3))
    ends = arrow_columns(graph, "edges", ["source", "target"])
    edges = edge_columns(graph)
    for place, name in enumerate(ends.column_names):
        edges = edges.set_column(place, name, ends[name])
    stream.write(_HEAD.encode())
    for part in parts(nodes):
        shown = [filled(f", {name}=", _quoted(part[name])) for name in ("kind", "path")]
        shown += [filled(", URL=", _quoted(part["url"])), filled(', pos="', part["x"], ",", part["y"], '"')]
        named = (" [label=", _quoted(part["label"]), ", key=", _quoted(part["id"]))
        look = (', fillcolor="', part["colour"], '", width=', part["inches"])
        write(stream, joined("n", part["number"], *named, *shown, *look, "];\n"))
    for part in parts(edges):
        shown = [
            filled(f", {name}=", _quoted(part[name])) for name in ("outcome", "note", "line", "column", "raw")
        ]
        kind = (" [kind=", _quoted(part["kind"]), ", weight=", part["weight"])
        write(stream, joined("n", part["source"], " -> n", part["target"], *kind, *shown, "];\n"))
    stream.write(b"}\n")
    return ()


def _quoted(column: pa.Array) -> Texts:
    return joined('"', escaped(column, _ESCAPES), '"')
