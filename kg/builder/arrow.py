"""Handles Arrow tables by columns, without making a Python object of any value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.extract.rows import Strings
from kg.store.buffers import array, bits, numbers, texts


def strings(column: Strings) -> pa.Array:
    """A string array over the column's own bytes.

    >>> strings(Strings(np.frombuffer(b"ab", np.uint8), np.array([0, 1, 2], np.int32))).to_pylist()
    ['a', 'b']
    """
    valid = None if column.valid is None else bits(column.valid)
    return pa.StringArray.from_buffers(
        len(column.offsets) - 1, pa.py_buffer(column.offsets), pa.py_buffer(column.data), valid
    )


def encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Codes and the distinct texts of a column, whose texts together may be too long for one array.

    >>> encoded(pa.chunked_array([["b", "a"], ["b"]])).indices.to_pylist()
    [0, 1, 0]
    """
    found = column.dictionary_encode()
    if found.num_chunks:
        return found.combine_chunks()
    return pa.DictionaryArray.from_arrays(array(np.zeros(0, np.int32)), texts([]))


def rows(table: pa.Table, chosen: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
    """Some rows of some columns."""
    return table.select(columns).take(array(chosen))


def is_value(column: pa.ChunkedArray, value: str) -> NDArray[np.bool_]:
    """Which values of a column of dictionary arrays are the one asked for.

    >>> from kg.store.buffers import category
    >>> is_value(pa.chunked_array([category(np.array([0, 1, -1]), ["a", "b"])]), "b").tolist()
    [False, True, False]
    """
    parts = []
    for chunk in column.chunks:
        words = chunk.dictionary.to_pylist()
        parts.append(numbers(chunk) == (words.index(value) if value in words else len(words)))
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def with_columns(table: pa.Table, schema: pa.Schema, columns: dict[str, Any]) -> pa.Table:
    """A table of the schema's columns, new ones taken from ``columns``, the others from ``table``."""
    arrays = [columns[name] if name in columns else table[name] for name in schema.names]
    return pa.Table.from_arrays(arrays, schema=schema)
