"""Turns NumPy arrays and Python strings into Arrow arrays, and Arrow's columns into NumPy arrays.

`pyarrow.array` and ``to_numpy`` would do, but load pandas, which takes longer than all of the joining of a
large vault; these functions work on the buffers themselves, and mostly share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.engine.memory import let_go

MISSING: Final = -1  # stands for a missing value in arrays of numbers
_AT_ONCE: Final = 64  # chunks of a column that are put together before their pages are let go


def texts(values: Sequence[str | None]) -> pa.Array:
    """A string array of Python strings.

    >>> texts(["a", None, "é"]).to_pylist()
    ['a', None, 'é']
    """
    valid = bits(np.array([value is not None for value in values], bool)) if None in values else None
    offsets, data = _encoded([value or "" for value in values])
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(data), valid
    )


def _encoded(values: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Where each text starts, the last one's end behind them, and the bytes of all.

    >>> [column.tolist() for column in _encoded(["a", "", "é"])]
    [[0, 1, 1, 3], [97, 195, 169]]
    """
    data = np.frombuffer("\0".join(values).encode(), np.uint8)  # all at once: a call for each takes longer
    borders = np.flatnonzero(data == 0)
    if len(borders) == len(values) - 1:
        ends = np.append(borders, len(data)) - np.arange(len(values))
        return np.append(0, ends), np.delete(data, borders)
    encoded = [value.encode() for value in values]  # some text holds a border itself, or there is none
    ends = np.fromiter(accumulate(map(len, encoded)), np.int64, len(encoded))
    return np.append(0, ends), np.frombuffer(b"".join(encoded), np.uint8)


def array(values: NDArray[Any], *, valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """An array of numbers that shares their memory, or of booleans.

    >>> array(np.array([3, 4], np.int32)).to_pylist(), array(np.array([True, False])).to_pylist()
    ([3, 4], [True, False])
    """
    kind = pa.from_numpy_dtype(values.dtype)
    data = bits(values) if values.dtype == bool else pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind, len(values), [None if valid is None else bits(valid), data])


def equal(column: pa.ChunkedArray, other: pa.ChunkedArray) -> bool:
    """Whether two columns have the same values; what is the same memory is not read.

    >>> whole = pa.chunked_array([["a", "b", "c"]])
    >>> pieces = pa.chunked_array([*whole.slice(0, 1).chunks, *whole.slice(1).chunks])
    >>> equal(pieces, whole), equal(pieces, whole.slice(1))
    (True, False)
    """
    if len(column) != len(other) or column.type != other.type:
        return False
    start = 0
    for chunk in column.chunks:
        there = other.slice(start, len(chunk))
        start += len(chunk)
        same = there.num_chunks == 1 and _is_same(chunk, there.chunk(0))
        if not same and not pa.chunked_array([chunk]).equals(there):
            return False
    return True


def _is_same(one: pa.Array, other: pa.Array) -> bool:
    """Whether two arrays of one length and type are the same piece of memory."""
    if pa.types.is_dictionary(one.type):
        return one.dictionary.equals(other.dictionary) and _is_same(one.indices, other.indices)
    places = [[None if part is None else part.address for part in side.buffers()] for side in (one, other)]
    return one.offset == other.offset and places[0] == places[1]


def bits(flags: NDArray[np.bool_]) -> pa.Buffer:
    """Flags as Arrow keeps them, eight a byte."""
    return pa.py_buffer(np.packbits(flags, bitorder="little"))


def optional(values: NDArray[Any]) -> pa.Array:
    """An int32 array in which negative numbers are missing values."""
    return _optional(values.astype(np.int32, copy=False))


def _optional(values: NDArray[Any]) -> pa.Array:
    valid = values >= 0
    return array(values, valid=None if valid.all() else valid)


def category(codes: NDArray[Any], names: Sequence[str]) -> pa.DictionaryArray:
    """A dictionary array; negative codes are missing values."""
    return pa.DictionaryArray.from_arrays(_optional(codes.astype(np.int8, copy=False)), _words(tuple(names)))


@lru_cache(maxsize=64)
def _words(names: tuple[str, ...]) -> pa.Array:
    return texts([str(name) for name in names])


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """The numbers of a column, the codes of a dictionary array; `MISSING` for what is missing.

    >>> numbers(pa.chunked_array([optional(np.array([3, -1])), optional(np.array([4]))])).tolist()
    [3, -1, 4]
    """
    if isinstance(column, pa.Array):
        return _numbers(column)
    if column.num_chunks in (0, 1):  # nothing is to be put together
        return _numbers(column.chunk(0)) if column.num_chunks else np.zeros(0, np.int32)
    if column.num_chunks <= _AT_ONCE or pa.types.is_dictionary(column.type):  # words may differ
        return _numbers(column.combine_chunks())
    parts = []
    for start in range(0, column.num_chunks, _AT_ONCE):
        parts.append(numbers(pa.chunked_array(column.chunks[start : start + _AT_ONCE])))
        let_go()  # the system maps what is around each page too: most of a file, for one of its columns
    return np.concatenate(parts)


def _numbers(chunk: pa.Array) -> NDArray[Any]:
    if pa.types.is_dictionary(chunk.type):
        chunk = chunk.indices
    kind = chunk.type.to_pandas_dtype()
    if not len(chunk):  # it need not have buffers
        return np.zeros(0, kind)
    start, end = chunk.offset, chunk.offset + len(chunk)
    valid, data = chunk.buffers()
    if pa.types.is_boolean(chunk.type):
        return _flags(data, end)[start:]
    values = np.frombuffer(data, kind, end)[start:]
    return np.where(_flags(valid, end)[start:], values, MISSING) if chunk.null_count else values


def _flags(packed: pa.Buffer, count: int) -> NDArray[np.bool_]:
    return np.unpackbits(np.frombuffer(packed, np.uint8), count=count, bitorder="little").view(bool)
