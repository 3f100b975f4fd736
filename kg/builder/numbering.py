"""Gives the rows of a share's tables the numbers they have in the whole graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.builder.arrow import with_columns
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES, Table
from kg.store.buffers import array, numbers, optional
from kg.store.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa


Move = Callable[[NDArray[np.int32]], NDArray[Any]]


class Counts(NamedTuple):
    """How many documents, mentions, moments and headings there are, or stand before a share."""

    documents: int
    mentions: int
    moments: int
    headings: int


class Rows(StrEnum):
    """What a column's numbers are rows of."""

    NODES = "nodes"
    MENTIONS = "mentions"
    MOMENTS = "moments"
    HEADINGS = "headings"


_NUMBERED: Final[Mapping[str, Mapping[str, Rows]]] = {
    "nodes": {"node": Rows.NODES},
    "mentions": {
        "mention": Rows.MENTIONS,
        "source": Rows.NODES,
        "target": Rows.NODES,
        "section": Rows.HEADINGS,
        "moment": Rows.MOMENTS,
        **{f"target_{rules}": Rows.NODES for rules in RuleSet},
    },
    "moments": {
        "moment": Rows.MOMENTS,
        "source": Rows.NODES,
        "target": Rows.NODES,
        "section": Rows.HEADINGS,
    },
    "edges": {
        "source": Rows.NODES,
        "target": Rows.NODES,
        "mention": Rows.MENTIONS,
        "moment": Rows.MOMENTS,
    },
    "aliases": {"node": Rows.NODES},
    "properties": {"node": Rows.NODES},
    "headings": {"heading": Rows.HEADINGS, "node": Rows.NODES},
}


def counts_of(tables: Mapping[str, pa.Table], documents: int) -> Counts:
    """How much a share holds of what is numbered."""
    return Counts(documents, *(len(tables[name]) for name in Counts._fields[1:]))


def numbered(tables: Mapping[str, pa.Table], before: Counts, nodes: NDArray[np.int32]) -> dict[str, pa.Table]:
    """Tables with the numbers of the whole graph; edges are in their order.

    Args:
        tables: Tables of a share.
        before: What stands before the share.
        nodes: For each node of the share its number.

    Returns:
        The tables.
    """
    moves: dict[Rows, Move] = {
        Rows.NODES: lambda values: nodes[values],
        Rows.MENTIONS: lambda values: values + before.mentions,
        Rows.MOMENTS: lambda values: values + before.moments,
        Rows.HEADINGS: lambda values: values + before.headings,
    }
    found = {table.name: moved(tables[table.name], table, moves) for table in TABLES}
    edges = found["edges"]
    # within a source and target the kinds are in order already, and a stable sort leaves them so
    order = np.lexsort((numbers(edges["target"]), numbers(edges["source"])))
    found["edges"] = edges.take(array(order))
    return found


def moved(rows: pa.Table, table: Table, moves: Mapping[Rows, Move]) -> pa.Table:
    """A table with other numbers.

    Args:
        rows: The table.
        table: Which one it is.
        moves: What turns old numbers into new ones, -1 for none; missing ones stay so.

    Returns:
        The table, with all its columns.
    """
    schema = arrow_schema(table)
    columns = {
        name: _moved(rows[name], moves[of], nullable=schema.field(name).nullable)
        for name, of in _NUMBERED.get(table.name, {}).items()
    }
    return with_columns(rows, schema, columns)


def _moved(column: pa.ChunkedArray, move: Move, *, nullable: bool) -> pa.Array:
    values = numbers(column)
    new = np.full(len(values), -1, np.int32)
    new[values >= 0] = move(values[values >= 0])
    return optional(new) if nullable else array(new)
