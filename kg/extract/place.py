"""Turns offsets within a batch into places a person can go to: note, line, column, heading, moment."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import NONE, Ints
from kg.extract.scan import Scan

_LEAST_START: Final = -64  # as signed numbers, UTF-8 bytes that start no code point are below 0xC0


class Spots(NamedTuple):
    """Positions, with the line (of the batch) and the note that hold each."""

    at: Ints
    line: Ints
    note: Ints


class Places:
    """The line structure of a batch, with what is needed to count code points."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        text = np.frombuffer(scan.batch.text, np.uint8)
        self._inner = np.zeros(0, np.int64)
        if not scan.batch.ascii:
            self._inner = np.flatnonzero(text.view(np.int8) < _LEAST_START)
        self._first_line = scan.line_of(scan.batch.files)

    def spots(self, positions: Ints) -> Spots:
        """Where positions are."""
        return Spots(positions, self._scan.line_of(positions), self._scan.batch.note_at(positions))

    def rows(self, spots: Spots) -> dict[str, NDArray[np.int32]]:
        """Columns ``note`` and ``line``."""
        line = spots.line - self._first_line[spots.note] + 1
        return {"note": spots.note.astype(np.int32), "line": line.astype(np.int32)}

    def spans(self, spots: Spots, ends: Ints) -> dict[str, NDArray[np.int32]]:
        """Columns ``note``, ``line``, ``column``, ``start`` and ``end``."""
        batch = self._scan.batch
        begin = np.maximum(self._scan.lines[spots.line] + 1, batch.starts[spots.note])
        column = spots.at - begin + 1
        if len(self._inner):
            column -= np.searchsorted(self._inner, spots.at) - np.searchsorted(self._inner, begin)
        offset = batch.files[spots.note]
        columns = {"column": column, "start": spots.at - offset, "end": ends - offset}
        return {**self.rows(spots), **{name: values.astype(np.int32) for name, values in columns.items()}}

    def section(self, headings: Ints, rows: Ints, spots: Spots) -> NDArray[np.int32]:
        """Row of the last heading of the same note at or before each position, or ``NONE``."""
        if not len(headings):
            return np.full(len(spots.at), NONE, np.int32)
        at = np.searchsorted(headings, spots.at, side="right") - 1
        own = (at >= 0) & (headings[at] >= self._scan.batch.files[spots.note])
        return np.where(own, rows[at], NONE).astype(np.int32)


def nearest(moments: Spots, spots: Spots) -> NDArray[np.int32]:
    """Row of the nearest moment on the same line: the next one, else the last; else ``NONE``."""
    if not len(moments.at):
        return np.full(len(spots.at), NONE, np.int32)
    after = np.searchsorted(moments.at, spots.at)
    following = np.minimum(after, len(moments.at) - 1)
    has_next = (after < len(moments.at)) & (moments.line[following] == spots.line)
    has_last = (after > 0) & (moments.line[after - 1] == spots.line)
    return np.where(has_next, following, np.where(has_last, after - 1, NONE)).astype(np.int32)
