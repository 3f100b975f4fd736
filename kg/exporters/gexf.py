"""Turns a graph into GEXF 1.3, Gephi's own format, with places, colours and sizes, by the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from kg.exporters import xml
from kg.exporters.looks import NO_LAYOUT, looks
from kg.exporters.pieces import filled, joined, parts, write
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from kg.model.graph import KnowledgeGraph

_NUMBERS: Final = frozenset(("words", "line", "column"))
_NODE_DATA: Final = NODE_COLUMNS[2:]  # without id and label, which have a place of their own
_EDGE_DATA: Final = tuple(name for name in EDGE_COLUMNS[2:] if name != "weight")
_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
<meta><creator>kg</creator></meta>
<graph mode="static" defaultedgetype="directed">
"""


def write_gexf(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write all nodes and edges with their attributes, and what the nodes look like.

    Colours and places are those of the explorer where the graph has a layout. Without, colours are by kind
    and Gephi computes a layout. Areas grow with the number of pages that link to a node.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        Remarks for the user: how many characters had to be replaced, and that there is no layout.
    """
    nodes, edges, replaced = xml.tables(graph)
    look = looks(graph)
    stream.write("".join(_head()).encode())
    for part in parts(look.beside(nodes)):
        start = ('<node id="', xml.attribute(part["id"]), '" label="', xml.attribute(part["label"]), '">')
        write(stream, joined(*start, *_values("node", part), *_viz(part), "</node>\n"))
    stream.write(b"</nodes>\n<edges>\n")
    for part in parts(edges):
        ends = ('" source="', xml.attribute(part["source"]), '" target="', xml.attribute(part["target"]))
        what = ('" weight="', part["weight"], '" kind="', xml.attribute(part["kind"]), '">')
        write(stream, joined('<edge id="', part["number"], *ends, *what, *_values("edge", part), "</edge>\n"))
    stream.write(b"</edges>\n</graph>\n</gexf>\n")
    unplaced = () if look.places is not None else (NO_LAYOUT,)
    return (*xml.remarks(replaced), *unplaced)


def _head() -> Iterator[str]:
    yield _HEAD
    for domain, names in (("node", _NODE_DATA), ("edge", _EDGE_DATA)):
        yield f'<attributes class="{domain}" mode="static">\n'
        for name in names:
            kind = "long" if name in _NUMBERS else "string"
            yield f'<attribute id="{name}" title="{name}" type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"


def _values(domain: str, part: Mapping[str, pa.Array]) -> Iterator[str | pa.Array]:
    yield "<attvalues>"
    for name in _NODE_DATA if domain == "node" else _EDGE_DATA:
        yield filled(f'<attvalue for="{name}" value="', xml.attribute(part[name]), '"/>')
    yield "</attvalues>"


def _viz(part: Mapping[str, pa.Array]) -> Iterator[pa.Array]:
    yield joined('<viz:color r="', part["r"], '" g="', part["g"], '" b="', part["b"], '"/>')
    yield joined('<viz:size value="', part["size"], '"/>')
    yield filled('<viz:position x="', part["x"], '" y="', part["y"], '" z="0.0"/>')
