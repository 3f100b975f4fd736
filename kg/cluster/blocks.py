"""Rounds over the links of a graph, a block of nodes a task: what is large waits in files, not in frames.

Of so many blocks, node n is in block n % blocks, at place n // blocks. A block is kept once, with the links
that lead to its nodes and away from them. What is known of every node after a round is a file a block, which
the next round reads: a round is one small job, and no plan grows with their number. No task holds more than
its block and the values of one other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.cluster.rows import COUNTED, MEASURED, ROUND, rows, table_of
from kg.cluster.work import Work
from kg.store.buffers import numbers

BLOCK_TIES: Final = (
    4_000_000  # that a task holds at a time; the result does not depend on it, but for rounding
)
_A_SLOT: Final = 100_000  # ties that are worth another task
_BLOCK: Final = "block"

Step = Callable[[int], "Told"]


class Told(NamedTuple):
    """What a block tells of a round: how much has changed in it, and the sum of its values."""

    change: float
    total: float = 0


class Block(NamedTuple):
    """Pages, and what ties them; a row for each page itself, and for each link at either of its ends.

    Attributes:
        own: Place of the page in the block.
        other: Node at the other end.
        way: 0 the page itself, 1 a link that leads to it, -1 one that leads away.
        weight: Mentions that the link merges; 1 for the page itself.
        written: Whether the other end is written.
    """

    own: NDArray[np.int32]
    other: NDArray[np.int32]
    way: NDArray[np.int8]
    weight: NDArray[np.int32]
    written: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many places there are."""
        return int(self.own.max(initial=-1)) + 1

    @property
    def pages(self) -> NDArray[np.int32]:
        """The places that are pages."""
        found: NDArray[np.int32] = self.own[self.way == 0]
        return found

    def sums(self, way: int, weights: NDArray[Any] | None = None) -> NDArray[Any]:
        """For each place, how many links lead that way; or the sum of their weights, one a row."""
        chosen = self.way == way
        given = None if weights is None else weights[chosen]
        found: NDArray[Any] = np.bincount(self.own[chosen], given, minlength=self.size)
        return found


def blocks_for(ties: int, slots: int) -> int:
    """Into how many blocks so many ties are cut.

    >>> blocks_for(50, slots=8), blocks_for(350_000, slots=2), blocks_for(40_000_000, slots=2)
    (1, 2, 10)
    """
    return max(-(-ties // BLOCK_TIES), min(slots, -(-ties // _A_SLOT)), 1)


@dataclass(frozen=True)
class Blocks:
    """What tasks do with blocks.

    Attributes:
        work: Where blocks and values are kept.
        count: How many blocks there are.
    """

    work: Work
    count: int

    def cut(self, number: int, told: pa.Table) -> pa.Table:
        """Keep a block; tell how many pages it has."""
        told = told.filter(pc.is_valid(told["way"])).sort_by([("own", "ascending"), ("other", "ascending")])
        own, *others = (numbers(told[name]) for name in Block._fields)
        block = Block(own // np.int32(self.count), *others)
        self.work.keep(_BLOCK, number, block)
        return table_of(COUNTED, name=["pages"], count=[len(block.pages)])

    def run(self, step: Step, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Take a step in the blocks of these numbers."""
        for batch in batches:
            for number in batch.column(0).to_pylist():
                told = step(number)
                yield from rows(ROUND, change=[told.change], total=[told.total])

    def rank(self, number: int, *, past: int, damping: float, pages: int) -> Told:
        """A round of PageRank; the first one, after round -1, gives every page what readers start with."""
        block: Block = self.work.kept_by(_BLOCK, number)
        start = np.zeros(block.size)
        start[block.pages] = (1 - damping) / pages
        if past < 0:
            old, new = np.zeros(block.size), start
        else:
            old = self.work.kept_by(f"rank-{past}", number)
            passed = self._values(f"passed-{past}", block.other[block.way == 1], np.float64)
            new = start + np.bincount(block.own[block.way == 1], passed, minlength=block.size)
        self.work.keep(f"rank-{past + 1}", number, new)
        self.work.keep(f"passed-{past + 1}", number, new * damping / np.maximum(block.sums(-1), 1))
        return Told(float(np.abs(new - old).sum()), float(new.sum()))

    def own(self, number: int, *, name: str) -> Told:
        """Label every node with its own number."""
        size = self.work.kept_by(_BLOCK, number).size
        self.work.keep(f"{name}-0", number, np.arange(size, dtype=np.int32) * self.count + number)
        return Told(0)

    def hook(self, number: int, *, name: str, past: int) -> Told:
        """Look for lower labels around and behind one's own, and propose them to the node it names."""
        block: Block = self.work.kept_by(_BLOCK, number)
        old: NDArray[np.int32] = self.work.kept_by(f"{name}-{past}", number)
        least = old.copy()
        least[block.pages] = self._values(f"{name}-{past}", old[block.pages], np.int32)
        np.minimum.at(least, block.own, self._values(f"{name}-{past}", block.other, np.int32))
        lower = least < old
        self.work.keep(f"least-{past}", number, least)
        self.work.keep(f"proposed-{past}", number, (old[lower], least[lower]))
        return Told(int(np.count_nonzero(lower)))

    def join(self, number: int, *, name: str, past: int) -> Told:
        """Take the lowest label that was found or is proposed, in this block or another."""
        new: NDArray[np.int32] = self.work.kept_by(f"least-{past}", number).copy()
        for other in range(self.count):
            node, label = self.work.kept_by(f"proposed-{past}", other)
            here = node % self.count == number
            np.minimum.at(new, node[here] // self.count, label[here])
        self.work.keep(f"{name}-{past + 1}", number, new)
        return Told(0)

    def voted(self, number: int, *, name: str, past: int) -> Told:
        """Take the label that most links bring, a page's own counting once; of several the lowest."""
        block: Block = self.work.kept_by(_BLOCK, number)
        old: NDArray[np.int32] = self.work.kept_by(f"{name}-{past}", number)
        brought = self._values(f"{name}-{past}", block.other, np.int32)
        order = np.lexsort((brought, block.own))
        own, label = block.own[order], brought[order]
        first = np.flatnonzero(np.diff(own, prepend=-1) | np.diff(label, prepend=-1))
        votes = np.add.reduceat(block.weight[order], first) if len(first) else first
        best = np.lexsort((label[first], -votes, own[first]))
        winner = first[best[np.diff(own[first][best], prepend=-1) != 0]]
        new = old.copy()
        new[own[winner]] = label[winner]
        self.work.keep(f"{name}-{past + 1}", number, new)
        return Told(int(np.count_nonzero(new != old)))

    def found(
        self, batches: Iterable[pa.RecordBatch], *, last: dict[str, int], total: float
    ) -> Iterator[pa.RecordBatch]:
        """Tell what was found of the pages, whose ranks add up to ``total``."""
        for batch in batches:
            for number in batch.column(0).to_pylist():
                block: Block = self.work.kept_by(_BLOCK, number)
                kept = {name: self.work.kept_by(f"{name}-{past}", number) for name, past in last.items()}
                columns = {
                    "in_degree": block.sums(1),
                    "out_degree": block.sums(-1),
                    "weighted_in_degree": block.sums(1, block.weight),
                    "weighted_out_degree": block.sums(-1, block.weight),
                    "pagerank": kept.pop("rank") / total,
                    **kept,
                    "ends": block.sums(-1, block.written) == 0,
                }
                node = block.pages * self.count + number
                known = {name: values[block.pages] for name, values in columns.items()}
                yield from rows(MEASURED, node=node, **known)

    def _values(self, name: str, nodes: NDArray[np.int32], kind: type[Any]) -> NDArray[Any]:
        """What is known of some nodes, whichever blocks they are in."""
        found = np.empty(len(nodes), kind)
        block, place = (nodes % self.count).astype(np.uint16), nodes // self.count
        order = np.argsort(block, kind="stable")
        borders = np.searchsorted(block[order], np.arange(self.count + 1))
        for number in np.flatnonzero(np.diff(borders)).tolist():
            chosen = order[borders[number] : borders[number + 1]]
            found[chosen] = self.work.kept_by(name, number)[place[chosen]]
        return found
