"""Turns extracted columns into Arrow arrays without making a Python object of any value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.extract.rows import Strings


def strings(column: Strings) -> pa.Array:
    """A string array over the column's own bytes.

    >>> strings(Strings(np.frombuffer(b"ab", np.uint8), np.array([0, 1, 2], np.int32))).to_pylist()
    ['a', 'b']
    """
    valid = None if column.valid is None else pa.py_buffer(np.packbits(column.valid, bitorder="little"))
    return pa.StringArray.from_buffers(
        len(column.offsets) - 1, pa.py_buffer(column.offsets), pa.py_buffer(column.data), valid
    )


def optional(values: NDArray[Any]) -> pa.Array:
    """An int32 array in which negative numbers are missing values."""
    return pa.array(values.astype(np.int32, copy=False), mask=values < 0)


def category(codes: NDArray[Any], names: Sequence[str]) -> pa.DictionaryArray:
    """A dictionary array; negative codes are missing values."""
    missing = codes < 0
    indices = pa.array(codes.astype(np.int8, copy=False), mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array([str(name) for name in names]))


def is_value(column: pa.ChunkedArray, value: str) -> NDArray[np.bool_]:
    """Which values of a column of dictionary arrays are the one asked for.

    >>> is_value(pa.chunked_array([category(np.array([0, 1, -1]), ["a", "b"])]), "b").tolist()
    [False, True, False]
    """
    parts = []
    for chunk in column.chunks:
        code = chunk.dictionary.index(value).as_py()
        parts.append(pc.fill_null(chunk.indices, -1).to_numpy(zero_copy_only=False) == code)
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def with_columns(table: pa.Table, schema: pa.Schema, columns: dict[str, Any]) -> pa.Table:
    """A table of the schema's columns, new ones taken from ``columns``, the others from ``table``."""
    arrays = [columns[name] if name in columns else table[name] for name in schema.names]
    return pa.Table.from_arrays(arrays, schema=schema)
