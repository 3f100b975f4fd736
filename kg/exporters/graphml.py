"""Turns a graph into GraphML, the format of Gephi, yEd, Cytoscape and networkx, by the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from kg.exporters import xml
from kg.exporters.pieces import filled, joined, parts, write
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from kg.model.graph import KnowledgeGraph

_NUMBERS: Final = frozenset(("words", "weight", "line", "column"))
_NODE_DATA: Final = NODE_COLUMNS[1:]  # without id
_EDGE_DATA: Final = EDGE_COLUMNS[2:]  # without source and target
_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write_graphml(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write all nodes and edges with their attributes.

    Nodes are identified by key; one that holds a character XML cannot carry gets its number at the end, so
    that two keys never become one.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        Remarks for the user: how many characters had to be replaced.
    """
    nodes, edges, replaced = xml.tables(graph)
    stream.write("".join(_head()).encode())
    for part in parts(nodes):
        write(
            stream, joined('<node id="', xml.attribute(part["id"]), '">', *_data("node", part), "</node>\n")
        )
    for part in parts(edges):
        source, target = xml.attribute(part["source"]), xml.attribute(part["target"])
        start = ('<edge id="e', part["number"], '" source="', source, '" target="', target, '">')
        write(stream, joined(*start, *_data("edge", part), "</edge>\n"))
    stream.write(b"</graph>\n</graphml>\n")
    return xml.remarks(replaced)


def _head() -> Iterator[str]:
    yield _HEAD
    for domain, names in (("node", _NODE_DATA), ("edge", _EDGE_DATA)):
        for name in names:
            type_ = "long" if name in _NUMBERS else "string"
            yield f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '<graph edgedefault="directed">\n'


def _data(domain: str, part: Mapping[str, pa.Array]) -> Iterator[pa.Array]:
    for name in _NODE_DATA if domain == "node" else _EDGE_DATA:
        yield filled(f'<data key="{domain}_{name}">', xml.content(part[name]), "</data>")
