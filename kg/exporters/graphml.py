"""Turns a graph into GraphML, the format of Gephi, yEd, Cytoscape and networkx, row by row."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg.exporters.networkx import known_values
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS, edge_table, node_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pandas import DataFrame, Series

    from kg.model.graph import KnowledgeGraph

_NUMBERS: Final = frozenset(("words", "weight", "line", "column"))
_NODE_DATA: Final = NODE_COLUMNS[1:]  # without id
_EDGE_DATA: Final = EDGE_COLUMNS[2:]  # without source and target
_NOT_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"  # XML 1.0 cannot carry these, not even escaped
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
    nodes, replaced_in_nodes = _clean(node_table(graph))
    keys = graph.nodes["key"]
    ids = nodes["id"].where(nodes["id"] == keys, nodes["id"] + "#" + graph.nodes["node"].astype("str"))
    id_of = dict(zip(keys, ids, strict=True))
    edges = edge_table(graph)
    edges = edges.assign(source=edges["source"].map(id_of), target=edges["target"].map(id_of))
    edges, replaced_in_edges = _clean(edges)
    stream.writelines(
        line.encode()
        for line in chain(_head(), _nodes(nodes.assign(id=ids)), _edges(edges), ["</graph>\n</graphml>\n"])
    )
    replaced = replaced_in_nodes + replaced_in_edges
    return (f"{replaced} characters that XML cannot carry were replaced by U+FFFD.",) if replaced else ()


def _head() -> Iterator[str]:
    yield _HEAD
    for domain, names in (("node", _NODE_DATA), ("edge", _EDGE_DATA)):
        for name in names:
            type_ = "long" if name in _NUMBERS else "string"
            yield f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '<graph edgedefault="directed">\n'


def _nodes(nodes: DataFrame) -> Iterator[str]:
    for row in known_values(nodes):
        yield f"<node id={quoteattr(row.pop('id'))}>{_data('node', row)}</node>\n"


def _edges(edges: DataFrame) -> Iterator[str]:
    for number, row in enumerate(known_values(edges)):
        ends = f"source={quoteattr(row.pop('source'))} target={quoteattr(row.pop('target'))}"
        yield f'<edge id="e{number}" {ends}>{_data("edge", row)}</edge>\n'


def _data(domain: str, row: Mapping[str, Any]) -> str:
    # A bare carriage return would be read back as a line feed.
    return "".join(
        f'<data key="{domain}_{name}">{escape(str(value), {chr(13): "&#13;"})}</data>'
        for name, value in row.items()
    )


def _clean(table: DataFrame) -> tuple[DataFrame, int]:
    """The table with U+FFFD for what XML cannot carry, and how many characters that were."""
    replaced = 0
    for name in table.columns:
        if name not in _NUMBERS:
            texts: Series[str] = table[name]
            replaced += int(texts.str.count(_NOT_XML).sum())
            table = table.assign(**{name: texts.str.replace(_NOT_XML, "\ufffd", regex=True)})
    return table, replaced
