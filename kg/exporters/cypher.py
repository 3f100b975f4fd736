r"""Turns a graph into Cypher statements that fill a running Neo4j or Memgraph, by the column.

A thousand rows are one statement, for speed; statements can be repeated, since nodes are found by their key
and edges by their ends and kind. In a text, ``u`` behind a backslash is written as an escape itself: some
readers turn ``\u0027`` into a quote before they look for the end of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc

from kg.exporters.pieces import escaped, filled, joined, parts, texts, write_list
from kg.exporters.tabular import EDGE_COLUMNS, NODE_COLUMNS, edge_columns, node_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.exporters.pieces import Texts
    from kg.model.graph import KnowledgeGraph

_ROWS: Final = 1000  # a statement
_TEXT: Final = {
    "\\": "\\\\",
    "\\u": "\\\\u0075",  # the backslash before it is the second of a pair by now
    "\\U": "\\\\u0055",
    "'": "\\'",
    "\n": "\\n",
    "\r": "\\r",
    "\0": "\\u0000",
}
_HEAD: Final = """\
// A graph of {vault}, for cypher-shell; statements can be repeated.
CREATE CONSTRAINT kg_key IF NOT EXISTS FOR (n:Kg) REQUIRE n.key IS UNIQUE;
"""


def write_cypher(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write a statement for every thousand nodes, then for every thousand edges.

    Each node has the label ``Kg`` and one for its kind, such as ``Note``; an edge of the kind ``links_to``
    becomes a relationship ``LINKS_TO``. Properties are those of `kg.to_networkx`, with the key as ``key``.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        No remarks.
    """
    vault = re.sub(r"[^\w .-]", "\N{REPLACEMENT CHARACTER}", graph.manifest.vault)
    stream.write(_HEAD.format(vault=vault).encode())
    for kind, rows in _statements(node_columns(graph)):
        stream.write(b"UNWIND [\n")
        write_list(stream, [_map({"key": rows["id"], **{name: rows[name] for name in NODE_COLUMNS[1:]}})])
        stream.write(f"] AS row MERGE (n:Kg {{key: row.key}}) SET n:`{label(kind)}`, n += row;\n".encode())
    for kind, rows in _statements(edge_columns(graph)):
        stream.write(b"UNWIND [\n")
        ends = ("{source: ", _literal(rows["source"]), ", target: ", _literal(rows["target"]), ", row: ")
        write_list(stream, [joined(*ends, _map({name: rows[name] for name in EDGE_COLUMNS[2:]}), "}")])
        stream.write(
            b"] AS edge MATCH (a:Kg {key: edge.source}), (b:Kg {key: edge.target}) "
            + f"MERGE (a)-[r:`{relationship(kind)}`]->(b) SET r += edge.row;\n".encode()
        )
    return ()


def label(kind: str) -> str:
    """The label of a kind of node, as Neo4j's habits have it.

    >>> label("index"), label("book_chapter"), label("")
    ('Index', 'BookChapter', 'Node')
    """
    return "".join(word[:1].upper() + word[1:] for word in _words(kind)) or "Node"


def relationship(kind: str) -> str:
    """The type of the relationships that a kind of edge becomes.

    >>> relationship("links_to"), relationship("is part of; a`b")
    ('LINKS_TO', 'IS_PART_OF_A_B')
    """
    return "_".join(_words(kind)).upper() or "EDGE"


def _words(kind: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", kind) if word]


def _statements(table: pa.Table) -> Iterator[tuple[str, dict[str, pa.Array]]]:
    """The rows of a table by their kind, as many as one statement takes."""
    for kind in sorted(pc.unique(table["kind"]).to_pylist()):
        chosen = table.filter(pc.equal(table["kind"], kind))
        for rows in parts(chosen, most=_ROWS):
            yield kind, rows


def _map(columns: Mapping[str, pa.Array]) -> Texts:
    (first, column), *others = columns.items()  # the first one is always there
    members = [filled(f", {name}: ", _literal(values)) for name, values in others]
    return joined(f"{{{first}: ", _literal(column), *members, "}")


def _literal(column: pa.Array) -> Texts:
    if pa.types.is_integer(column.type):
        return texts(column)
    return joined("'", escaped(column, _TEXT), "'")
