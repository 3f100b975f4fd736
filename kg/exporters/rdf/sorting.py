"""Sorts texts by code point, many more than are in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.exporters.rdf.terms import Ints
from kg.store.buffers import array, numbers

_AT_ONCE: Final = 1 << 18  # texts in memory at the same time, give or take
_SAMPLED: Final = 64  # one in so many texts tells where to cut


def ordered(forms: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The order of texts by code point, and the rank of each among those that differ.

    >>> [column.tolist() for column in ordered(pa.array(["b", "a", "b"]))]
    [[1, 0, 2], [1, 0, 1]]
    """
    rank = numbers(pc.rank(forms, tiebreaker="dense")).astype(np.int32) - np.int32(1)  # equal ones share one
    return np.argsort(rank, kind="stable"), rank


def ranks(count: int, forms: Callable[[Ints], pa.StringArray]) -> NDArray[np.int32]:
    """The rank of each of many texts among those that differ, by code point.

    A sample tells where to cut, so that each piece can be sorted by itself (sample sort, Frazer and McKellar
    1970): texts are made twice, to be told apart and to be sorted.

    Args:
        count: How many texts there are.
        forms: Makes those of some rows.

    Example:
        >>> words = pa.array(["b", "a", "b"])
        >>> ranks(3, lambda rows: words.take(array(rows))).tolist()
        [1, 0, 1]
    """
    if count <= _AT_ONCE:
        return ordered(forms(np.arange(count)))[1]
    cuts = _cuts(forms(np.arange(0, count, _SAMPLED)), -(-count // _AT_ONCE))
    piece = np.concatenate([_pieces(forms(rows), cuts) for rows in _stretches(count)])
    rank, below = np.empty(count, np.int32), 0
    for number in range(len(cuts) + 1):
        rows = np.flatnonzero(piece == number)
        found = ordered(forms(rows))[1]
        rank[rows] = found + below
        below += int(found.max(initial=-1)) + 1
    return rank


def _stretches(count: int) -> Iterator[Ints]:
    return (np.arange(first, min(first + _AT_ONCE, count)) for first in range(0, count, _AT_ONCE))


def _cuts(sample: pa.StringArray, pieces: int) -> pa.StringArray:
    """Texts, ascending, at which to cut into about so many pieces of one size."""
    order = ordered(sample)[0]
    return sample.take(array(order[np.arange(1, pieces) * len(order) // pieces]))


def _pieces(some: pa.StringArray, cuts: pa.StringArray) -> NDArray[np.int16]:
    """The number of the piece that each text belongs to: how many cuts are not behind it."""
    order = numbers(pc.sort_indices(pa.concat_arrays([cuts, some]))).astype(np.int64)  # cuts before equals
    passed = np.cumsum(order < len(cuts), dtype=np.int16)
    found = np.empty(len(order), np.int16)
    found[order] = passed
    return found[len(cuts) :]
