"""Columns that wait on disk: written piece by piece, and mapped into memory to be read."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from functools import cached_property
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.engine.memory import mapped
from kg.store.growing import room_on_disk


class Spool:
    """Numbers in a file without a name, of which nothing is left when it is dropped.

    Example:
        >>> spool = Spool()
        >>> spool.add(np.array([3, 4], np.int32))
        >>> spool.column(np.int32).tolist()
        [3, 4]
    """

    def __init__(self) -> None:
        with room_on_disk():
            self._file: BinaryIO = TemporaryFile()  # noqa: SIM115  # closed once it is mapped, or not needed
        weakref.finalize(self, self._file.close)
        self.size = 0

    def add(self, values: NDArray[Any] | pa.Buffer) -> None:
        """Write some more.

        Raises:
            KgError: The disk is full.
        """
        with room_on_disk():
            self.size += self._file.write(cast("Any", values))

    def buffer(self) -> pa.Buffer:
        """All that was written; nothing can be added afterwards.

        Raises:
            KgError: The disk is full.
        """
        with room_on_disk(), self._file as file:
            file.flush()
            return pa.py_buffer(mapped(file) if self.size else b"")

    def column(self, kind: type[np.generic]) -> NDArray[Any]:
        """The same as numbers of a type."""
        return np.frombuffer(self.buffer(), kind)


def on_disk(values: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, in a file without a name that is mapped into memory.

    >>> on_disk(np.array([3, 4], np.int32)).tolist()
    [3, 4]
    """
    spool = Spool()
    spool.add(np.ascontiguousarray(values))
    return spool.column(values.dtype.type)


class SpooledPairs(Mapping[str, tuple[NDArray[np.int32], NDArray[np.int32]]]):
    """Two columns of whole numbers for each of many names, all in one file: open files are few.

    Example:
        >>> pairs = SpooledPairs()
        >>> pairs.add("a", np.array([1, 2]), np.array([3, 4])), pairs.add("a", np.array([5]), np.array([6]))
        (None, None)
        >>> [column.tolist() for column in pairs["a"]]
        [[1, 2, 5], [3, 4, 6]]
    """

    def __init__(self) -> None:
        self._spool = Spool()
        self._places: dict[str, list[tuple[int, int]]] = {}

    def add(self, name: str, left: NDArray[Any], right: NDArray[Any]) -> None:
        """Write some more of a name.

        Raises:
            KgError: The disk is full.
        """
        self._places.setdefault(name, []).append((self._spool.size // 4, len(left)))
        for column in (left, right):
            self._spool.add(np.ascontiguousarray(column, np.int32))

    @cached_property
    def _numbers(self) -> NDArray[np.int32]:
        return self._spool.column(np.int32)

    def __getitem__(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both columns of a name; nothing can be added afterwards. What was added at once is not copied."""
        both = [
            self._numbers[start : start + 2 * count].reshape(2, count) for start, count in self._places[name]
        ]
        left, right = both[0] if len(both) == 1 else np.concatenate(both, axis=1)
        return left, right

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class SpooledTexts:
    """A column of texts.

    Example:
        >>> from kg.store.buffers import texts
        >>> spool = SpooledTexts()
        >>> spool.add(texts(["a", "b"])), spool.add(texts(["c"])), spool.column().to_pylist()
        (None, None, ['a', 'b', 'c'])
    """

    def __init__(self) -> None:
        self._data, self._ends = Spool(), Spool()
        self._ends.add(np.zeros(1, np.int64))

    def __len__(self) -> int:
        return self._ends.size // 8 - 1

    def add(self, column: pa.StringArray) -> None:
        """Write some more.

        Raises:
            KgError: The disk is full.
        """
        _, places, data = column.buffers()
        if not len(column):
            return
        ends = np.frombuffer(places, np.int32, column.offset + len(column) + 1)[column.offset :]
        self._ends.add(ends[1:] + np.int64(self._data.size - int(ends[0])))
        if data is not None and ends[0] < ends[-1]:
            self._data.add(data.slice(int(ends[0]), int(ends[-1] - ends[0])))

    def column(self) -> pa.LargeStringArray:
        """All of them; nothing can be added afterwards.

        Raises:
            KgError: The disk is full.
        """
        return pa.LargeStringArray.from_buffers(len(self), self._ends.buffer(), self._data.buffer())
