"""Reads tables by ranges of rows: of a file only the row groups in question, one of which is held."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.extract.rows import spread
from kg.store.buffers import numbers
from kg.store.frames import arrow_groups
from kg.store.spooled import on_disk

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

STEP: Final = 1 << 16  # rows of a batch


class Slices:
    """Some columns of a table, read by ranges of rows.

    Example:
        >>> import kg
        >>> nodes = Slices(kg.build({"a.md": "[[b]]", "c.md": ""}), "nodes", ["label"])
        >>> nodes.slice(1, 3).to_pydict(), [len(batch) for batch in nodes.batches(2)]
        ({'label': ['c', 'b']}, [2, 1])
    """

    def __init__(self, graph: KnowledgeGraph, name: str, columns: Sequence[str]) -> None:
        """Nothing is read yet.

        Args:
            graph: The graph.
            name: Name of the table.
            columns: Names of the columns.
        """
        self._groups = arrow_groups(graph, name, columns)
        self._starts = np.cumsum([0, *(group.size for group in self._groups)])
        self._held: tuple[int, pa.Table] | None = None  # the last one: rows are asked for in order

    def __len__(self) -> int:
        return int(self._starts[-1])

    def slice(self, first: int, last: int) -> pa.Table:
        """The rows from one to another, without the latter."""
        if first >= last:
            return self._group(self._held[0] if self._held else 0).slice(0, 0)
        low, high = (np.searchsorted(self._starts, [first, last - 1], side="right") - 1).tolist()
        pieces = []
        for number in range(low, high + 1):
            start = int(self._starts[number])
            begin = max(first - start, 0)
            pieces.append(self._group(number).slice(begin, last - start - begin))
        return pa.concat_tables(pieces)

    def batches(self, step: int = STEP) -> Iterator[pa.Table]:
        """All rows in order, so many at a time; a batch without rows if there are none."""
        for first in range(0, max(len(self), 1), step):
            yield self.slice(first, min(first + step, len(self)))

    def _group(self, number: int) -> pa.Table:
        if self._held is None or self._held[0] != number:
            self._held = None  # so that two are never in memory
            self._held = number, self._groups[number].read()
        return self._held[1]


class Owned:
    """Some columns of a table whose rows stand in order of the nodes they belong to.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": "[[a]] [[c]]"})
        >>> mentions = Owned(graph, "mentions", "source", ["written"])
        >>> mentions.table(np.array([1])).to_pydict(), mentions.rows(np.array([0, 1])).tolist()
        ({'written': ['a', 'c']}, [0, 1, 2])
    """

    def __init__(self, graph: KnowledgeGraph, name: str, owner: str, columns: Sequence[str]) -> None:
        """Only the column that tells to which nodes the rows belong is read.

        Args:
            graph: The graph.
            name: Name of the table.
            owner: Name of that column.
            columns: Names of the columns to be read later.
        """
        self._slices = Slices(graph, name, columns)
        count = np.zeros(len(Slices(graph, "nodes", ["node"])), np.int64)
        for batch in Slices(graph, name, [owner]).batches():
            np.add.at(count, numbers(batch[owner]), 1)
        self._bounds = on_disk(bounds(count))  # of which a step needs few

    def counts(self) -> NDArray[np.int64]:
        """How many rows belong to each node."""
        return np.diff(self._bounds)

    def batches(self, step: int = STEP) -> Iterator[pa.Table]:
        """All rows in order, about so many at a time, those of a node together."""
        ends = [*self._bounds[np.append(True, np.diff(self._bounds // step) > 0)].tolist(), len(self._slices)]
        for first, last in itertools.pairwise(ends):
            yield self._slices.slice(first, last)

    def table(self, nodes: NDArray[np.int64]) -> pa.Table:
        """The rows of some nodes, in order.

        Args:
            nodes: Their numbers, ascending.
        """
        starts, ends = self._runs(nodes)
        pieces = [self._slices.slice(*run) for run in zip(starts.tolist(), ends.tolist(), strict=True)]
        return pa.concat_tables(pieces) if pieces else self._slices.slice(0, 0)

    def rows(self, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which rows `table` gives."""
        starts, ends = self._runs(nodes)
        return spread(starts, ends - starts)

    def _runs(self, nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where rows next to each other start and end."""
        starts, ends = self._bounds[nodes], self._bounds[nodes + 1]
        some = starts < ends
        starts, ends = starts[some], ends[some]
        apart = starts[1:] != ends[:-1]
        return starts[np.append(True, apart)[: len(starts)]], ends[np.append(apart, True)[: len(ends)]]


def bounds(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the rows of each node start, and behind them where the last ones end.

    >>> bounds(np.array([2, 0, 1])).tolist()
    [0, 2, 2, 3]
    """
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
