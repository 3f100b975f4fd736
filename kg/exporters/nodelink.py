"""Turns a graph into node-link JSON, which networkx and D3 read, by the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from kg.exporters.pieces import joined, json_members, json_text, json_value, parts, write_list
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS, edge_columns, node_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from kg.exporters.pieces import Texts
    from kg.model.graph import KnowledgeGraph


def write_nodelink(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write all nodes and edges, as ``networkx.node_link_graph`` reads them: the graph of `kg.to_networkx`.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        No remarks.
    """
    manifest = graph.manifest
    about = {
        "name": manifest.vault,
        "rules": str(manifest.rules),
        "profile": manifest.profile,
        "digest": manifest.digest,
    }
    stream.write(
        f'{{"directed": true, "multigraph": true, "graph": {json_text(about)},\n"nodes": [\n'.encode()
    )
    write_list(stream, _nodes(node_columns(graph)))
    stream.write(b'], "edges": [\n')
    write_list(stream, _edges(edge_columns(graph)))
    stream.write(b"]}\n")
    return ()


def _nodes(nodes: pa.Table) -> Iterator[Texts]:
    for part in parts(nodes):
        data = json_members({name: part[name] for name in NODE_COLUMNS[1:]})
        yield joined('{"id": ', json_value(part["id"]), *data, "}")


def _edges(edges: pa.Table) -> Iterator[Texts]:
    for part in parts(edges):
        ends = ('{"source": ', json_value(part["source"]), ', "target": ', json_value(part["target"]))
        data = json_members({name: part[name] for name in EDGE_COLUMNS[2:]})
        yield joined(*ends, ', "key": ', json_value(part["kind"]), *data, "}")
