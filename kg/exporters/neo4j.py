"""Turns a graph into the two CSV tables that `neo4j-admin database import` fills a new database with."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import CSVWriter, WriteOptions

from kg.errors import UsageError
from kg.exporters.cypher import label, relationship
from kg.exporters.tabular import edge_columns, node_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.model.graph import KnowledgeGraph

TABLES: Final = ("nodes", "relationships")
_TYPES: Final = {
    "id": "key:ID",
    "source": ":START_ID",
    "target": ":END_ID",
    "words": "words:int",
    "weight": "weight:int",
    "line": "line:int",
    "column": "column:int",
}
_MULTILINE: Final = (
    "{} texts have line ends in them: neo4j-admin database import needs --multiline-fields=true."
)


def write_neo4j(graph: KnowledgeGraph, stream: BinaryIO, *, table: str) -> tuple[str, ...]:
    """Write one of the two tables; its header says the types.

    Each node has the label ``Kg`` and one for its kind, such as ``Note``; an edge of the kind ``links_to``
    becomes a relationship ``LINKS_TO``. Cells are not guarded against spreadsheets: a database takes the
    text as it is.

    Args:
        graph: The graph.
        stream: Where to write.
        table: ``nodes`` or ``relationships``.

    Returns:
        Remarks for the user: the option that texts of several lines need.

    Raises:
        UsageError: If there is no such table.
    """
    if table not in TABLES:
        raise UsageError(f"There is no table {table!r} for Neo4j.", hint=f"Choose {' or '.join(TABLES)}.")
    rows, typed = (_nodes if table == "nodes" else _relationships)(graph)
    names = [_TYPES.get(name, name) for name in rows.column_names]
    rows = rows.append_column(*typed).rename_columns([*names, typed[0]])
    with CSVWriter(stream, rows.schema, write_options=WriteOptions(quoting_style="needed")) as writer:
        writer.write_table(rows)
    lines = sum(_with_line_ends(rows[column]) for column in rows.column_names)
    return (_MULTILINE.format(lines),) if lines else ()


def _nodes(graph: KnowledgeGraph) -> tuple[pa.Table, tuple[str, pa.ChunkedArray]]:
    rows = node_columns(graph)
    return rows, (":LABEL", _mapped(rows["kind"], lambda kind: f"Kg;{label(kind)}"))


def _relationships(graph: KnowledgeGraph) -> tuple[pa.Table, tuple[str, pa.ChunkedArray]]:
    rows = edge_columns(graph)
    return rows, (":TYPE", _mapped(rows["kind"], relationship))


def _mapped(kinds: pa.ChunkedArray, name: Callable[[str], str]) -> pa.ChunkedArray:
    known = pc.unique(kinds)
    names = pa.array([name(kind) for kind in known.to_pylist()], pa.string())
    return names.take(pc.index_in(kinds, known))


def _with_line_ends(column: pa.ChunkedArray) -> int:
    if not pa.types.is_string(column.type):
        return 0
    return pc.sum(pc.match_substring_regex(column, "[\r\n]")).as_py() or 0
