"""Merges mentions, moments and declared facts into edges: one a (source, target, kind)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.model.tables import EDGES
from kg.resolve.resolve import OUTCOMES
from kg.store.buffers import array, category, optional
from kg.store.schema import arrow_schema

NONE = -1


class Occurrences(NamedTuple):
    """Joins of two nodes, ``weight`` alike ones a row; the last columns but one may be ``NONE``."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int32]
    mention: NDArray[np.int32]
    moment: NDArray[np.int32]
    outcome: NDArray[np.int8]
    weight: NDArray[np.int32]


def occurrences(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    kind: NDArray[np.int32] | int,
    *,
    mention: NDArray[np.int32] | None = None,
    moment: NDArray[np.int32] | None = None,
    outcome: NDArray[np.int8] | None = None,
) -> Occurrences:
    """Rows that lack what is not given; those without a target are left out."""
    none = np.full(len(source), NONE, np.int32)
    kinds = np.broadcast_to(np.asarray(kind, np.int32), source.shape)
    columns = (
        source,
        target,
        kinds,
        none if mention is None else mention,
        none if moment is None else moment,
        none.astype(np.int8) if outcome is None else outcome,
        np.ones(len(source), np.int32),
    )
    joined = target >= 0
    return _taken(columns, joined)


def _taken(columns: Iterable[Any], chosen: NDArray[Any]) -> Occurrences:
    return Occurrences(*(column[chosen] for column in columns))


def citations(source: NDArray[np.int32], target: NDArray[np.int32], kind: int) -> Occurrences:
    """Timestamps, which come sorted by note and are by far the most: one row for all of a note.

    All of a note have the same target, or none.
    """
    first = np.flatnonzero(np.append(len(source) > 0, source[1:] != source[:-1]))
    count = np.diff(first, append=len(source)).astype(np.int32)
    moment = first.astype(np.int32)
    found = occurrences(source[first], target[first], kind, moment=moment)
    return found._replace(weight=count[target[first] >= 0])


def edge_table(parts: Iterable[Occurrences], kinds: Sequence[str]) -> pa.Table:
    """The `edges` table, sorted by source, target and kind; the first occurrence is the evidence named.

    Args:
        parts: Occurrences; at least one part, though it may be empty.
        kinds: All kinds of edges.
    """
    rows = Occurrences(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    rank = np.argsort(np.argsort(np.array(kinds, object))) if len(kinds) else np.zeros(0, np.int64)
    nodes = int(max(rows.source.max(), rows.target.max())) + 1 if len(rows.source) else 1
    joined = rows.source.astype(np.int64) * nodes + rows.target  # a number for each pair of nodes
    joined = joined * len(kinds) + rank[rows.kind]  # and kind, in the order wanted
    order = np.argsort(joined, kind="stable")
    first = np.flatnonzero(np.diff(joined[order], prepend=-1))
    weight = np.add.reduceat(rows.weight[order], first) if len(first) else rows.weight
    rows = _taken(rows, order[first])
    arrays = [
        array(rows.source),
        array(rows.target),
        category(rows.kind, kinds),
        array(weight.astype(np.int32)),
        optional(rows.mention),
        optional(rows.moment),
        category(rows.outcome, OUTCOMES),
    ]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(EDGES))
