"""Turns a graph into CSV tables that spreadsheets, pandas, Gephi and Neo4j open."""

from __future__ import annotations

from enum import StrEnum
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError
from kg.exporters.tabular import edge_table, node_table

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

# A spreadsheet takes a cell that starts so for a formula and runs it; full-width signs work as well.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class CsvTable(StrEnum):
    """Which of the two tables."""

    NODES = "nodes"
    EDGES = "edges"


def write_csv(graph: KnowledgeGraph, stream: BinaryIO, *, table: str, guard: bool = True) -> tuple[str, ...]:
    """Write one of the two tables: UTF-8, commas, a header line, rows that end in a line feed.

    Args:
        graph: The graph.
        stream: Where to write.
        table: ``nodes`` or ``edges``.
        guard: Put an apostrophe before every text that a spreadsheet would run as a formula. Turn it off
            if a program reads the file and needs the very text.

    Returns:
        Remarks for the user: how many cells were guarded.

    Raises:
        UsageError: If there is no such table.
    """
    if table not in CsvTable.__members__.values():
        raise UsageError(
            f"There is no table {table!r} to write as CSV.", hint=f"Choose {' or '.join(CsvTable)}."
        )
    frame = node_table(graph) if table == CsvTable.NODES else edge_table(graph)
    guarded = 0
    if guard:
        frame, guarded = _guarded(frame)
    text = TextIOWrapper(stream, encoding="utf-8", newline="")
    frame.to_csv(text, index=False, lineterminator="\n")
    text.detach()  # flushes; the stream stays open for its owner
    return (
        (f"{guarded} cells that a spreadsheet would run as formulas got an apostrophe.",) if guarded else ()
    )


def _guarded(frame: DataFrame) -> tuple[DataFrame, int]:
    guarded = 0
    for name in frame.columns[frame.dtypes == "str"]:
        runs = frame[name].str.startswith(_FORMULA).fillna(value=False).astype(bool)
        guarded += int(runs.sum())
        frame = frame.assign(**{name: frame[name].where(~runs, "'" + frame[name])})
    return frame, guarded
