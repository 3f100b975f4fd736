"""Turns a graph into the JSON of Cytoscape and Cytoscape.js, by the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import pyarrow as pa

from kg.exporters.looks import NO_LAYOUT, looks
from kg.exporters.pieces import filled, joined, json_members, json_text, json_value, parts, write_list
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS, edge_columns, node_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exporters.pieces import Texts
    from kg.model.graph import KnowledgeGraph

_NODE_DATA: Final = NODE_COLUMNS[1:]
_EDGE_DATA: Final = EDGE_COLUMNS[2:]
_HEAD: Final = """\
{"format_version": "1.0", "generated_by": "kg", "target_cytoscapejs_version": "~3.0",
"directed": true, "multigraph": true, "data": {"name": %s},
"elements": {"nodes": [
"""


def write_cytoscape(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write all nodes and edges as elements, with their attributes as ``data``.

    A node's ``id`` is its key, which ``value`` and ``name`` repeat for networkx and Cytoscape's tables; an
    edge's ``interaction`` is its kind. Places are those of the layout, if the graph has one.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        Remarks for the user: that there is no layout.
    """
    look = looks(graph)
    nodes = look.beside(node_columns(graph))
    edges = edge_columns(graph)
    edges = edges.append_column("number", pa.array(range(len(edges))))
    stream.write((_HEAD % json_text(graph.manifest.vault)).encode())
    write_list(stream, _nodes(nodes))
    stream.write(b'], "edges": [\n')
    write_list(stream, _edges(edges))
    stream.write(b"]}}\n")
    return () if look.places is not None else (NO_LAYOUT,)


def _nodes(nodes: pa.Table) -> Iterator[Texts]:
    for part in parts(nodes):
        key = json_value(part["id"])
        data = json_members({name: part[name] for name in _NODE_DATA} | {"size": part["size"]})
        place = filled(', "position": {"x": ', part["x"], ', "y": ', part["y"], "}")
        label = json_value(part["label"])
        yield joined('{"data": {"id": ', key, ', "value": ', key, ', "name": ', label, *data, "}", place, "}")


def _edges(edges: pa.Table) -> Iterator[Texts]:
    for part in parts(edges):
        ends = (', "source": ', json_value(part["source"]), ', "target": ', json_value(part["target"]))
        kind = json_value(part["kind"])
        data = json_members({name: part[name] for name in _EDGE_DATA})
        named = (', "key": ', kind, ', "interaction": ', kind)
        yield joined('{"data": {"id": "e', part["number"], '"', *ends, *named, *data, "}}")
