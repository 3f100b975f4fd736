"""Small questions to ask of columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.store.buffers import numbers


def changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first one does.

    >>> changes(np.array([3, 3, 5])).tolist()
    [True, False, True]
    """
    found = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each value once, ascending; `numpy.unique` hashes first, which takes ten times as long.

    >>> distinct(np.array([5, 3, 5])).tolist()
    [3, 5]
    """
    ascending = np.sort(values)
    return ascending[changes(ascending)]


def pairs(left: NDArray[Any], right: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each pair of two columns once, in order of the left, then of the right one.

    >>> [column.tolist() for column in pairs(np.array([2, 1, 2, 2]), np.array([7, 9, 7, 3]))]
    [[1, 2, 2], [9, 3, 7]]
    """
    found = distinct(left.astype(np.int64) << 32 | right)
    return (found >> 32).astype(np.int32), (found & 0xFFFFFFFF).astype(np.int32)


def stretches(opens: NDArray[np.bool_], size: int) -> Iterator[slice]:
    """Cuts rows into stretches of about a size, each of which starts where one may be opened.

    >>> list(stretches(np.array([True, False, True, True]), 1))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    starts = np.flatnonzero(opens)
    bounds = [*starts[changes(starts // size)].tolist(), len(opens)]
    return itertools.starmap(slice, itertools.pairwise(bounds))


def coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """A column of few values as places in the list of these values; -1 where it is empty.

    >>> codes, values = coded(pa.chunked_array([pa.array(["b", "a", None, "b"]).dictionary_encode()]))
    >>> codes.tolist(), values
    ([0, 1, -1, 0], ['b', 'a'])
    """
    unified = column.unify_dictionaries().combine_chunks()
    if isinstance(unified, pa.ChunkedArray):  # without rows there are no chunks to combine
        return np.zeros(0, np.int32), []
    return numbers(unified).astype(np.int32), unified.dictionary.to_pylist()


def flags(column: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
    """A column of truth values; without rows it may have no chunk that would tell its type.

    >>> flags(pa.chunked_array([], pa.bool_())).dtype
    dtype('bool')
    """
    return numbers(column).astype(bool, copy=False)


def whole(column: pa.ChunkedArray) -> pa.StringArray:
    """A column of texts as one array."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
