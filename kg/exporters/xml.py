"""Turns columns into XML: escapes for what is syntax, a stand-in for what XML cannot carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from kg.exporters.pieces import Texts, escaped, texts
from kg.exporters.tabular import edge_columns, node_columns
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_NOT_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"  # XML 1.0 cannot carry these, not even escaped
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# Read back as they are only so: else a blank within an attribute, and a bare return is a line feed anywhere.
_WHITE: Final = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def tables(graph: KnowledgeGraph) -> tuple[pa.Table, pa.Table, int]:
    """The nodes and edges of a graph with U+FFFD for what XML cannot carry.

    Args:
        graph: The graph.

    Returns:
        The nodes of `kg.exporters.tabular.node_columns`, in which one whose key had to be changed has its
        number at the end of its ``id``, so that two keys never become one; the edges between these, with
        their ``number``; and how many characters were replaced.
    """
    nodes, replaced = _clean(node_columns(graph))
    edges, more = _clean(edge_columns(graph))
    keys = node_columns(graph)["id"]
    changed = pc.not_equal(nodes["id"], keys)
    if pc.any(changed).as_py():
        numbers = pa.array(range(len(nodes))).cast(pa.string())
        ids = pc.if_else(changed, pc.binary_join_element_wise(nodes["id"], numbers, "#"), nodes["id"])
        nodes = nodes.set_column(0, "id", ids)
        ends = arrow_columns(graph, "edges", ["source", "target"])
        for place, end in enumerate(ends.column_names):
            edges = edges.set_column(place, end, ids.take(ends[end]))
    return nodes, edges.append_column("number", pa.array(range(len(edges)))), replaced + more


def _clean(table: pa.Table) -> tuple[pa.Table, int]:
    replaced = 0
    for place, name in enumerate(table.column_names):
        if _is_text(table[name]):
            found = pc.sum(pc.count_substring_regex(table[name], _NOT_XML)).as_py() or 0
            if found:
                column = pc.replace_substring_regex(table[name], _NOT_XML, "\ufffd")
                table = table.set_column(place, name, column)
            replaced += found
    return table, replaced


def remarks(replaced: int) -> tuple[str, ...]:
    """What the user should know of characters replaced, if there are any."""
    return (f"{replaced} characters that XML cannot carry were replaced by U+FFFD.",) if replaced else ()


def content(column: pa.Array) -> Texts:
    """Values as the content of an element."""
    return escaped(column, {**_ESCAPES, "\r": _WHITE["\r"]}) if _is_text(column) else texts(column)


def attribute(column: pa.Array) -> Texts:
    """Values as they stand between the quotes of an attribute."""
    return escaped(column, {**_ESCAPES, **_WHITE}) if _is_text(column) else texts(column)


def _is_text(column: pa.Array | pa.ChunkedArray) -> bool:
    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))
