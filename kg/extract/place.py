"""Turns offsets within a batch into places a person can go to: note, line, column, heading, moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import NONE, Ints
from kg.extract.scan import Scan

_CONTINUATION, _MASK = 0x80, 0xC0  # UTF-8 bytes that start no code point


class Places:
    """The line structure of a batch, with what is needed to count code points."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        text = np.frombuffer(scan.batch.text, np.uint8)
        ascii_only = scan.batch.ascii
        self._inner = np.zeros(0, np.int64) if ascii_only else np.flatnonzero((text & _MASK) == _CONTINUATION)
        self._first_line = scan.line_of(scan.batch.files)

    def rows(self, positions: Ints) -> dict[str, NDArray[np.int32]]:
        """Columns ``note`` and ``line`` of each position."""
        note = self._scan.batch.note_at(positions)
        line = self._scan.line_of(positions) - self._first_line[note] + 1
        return {"note": note.astype(np.int32), "line": line.astype(np.int32)}

    def spans(self, starts: Ints, ends: Ints) -> dict[str, NDArray[np.int32]]:
        """Columns ``note``, ``line``, ``column``, ``start`` and ``end`` of each span."""
        batch = self._scan.batch
        note = batch.note_at(starts)
        line = self._scan.line_of(starts)
        begin = np.maximum(self._scan.lines[line] + 1, batch.starts[note])
        column = starts - begin + 1
        if len(self._inner):
            column -= np.searchsorted(self._inner, starts) - np.searchsorted(self._inner, begin)
        offset = batch.files[note]
        columns = {
            "note": note,
            "line": line - self._first_line[note] + 1,
            "column": column,
            "start": starts - offset,
            "end": ends - offset,
        }
        return {name: values.astype(np.int32) for name, values in columns.items()}

    def section(self, headings: Ints, rows: Ints, positions: Ints) -> NDArray[np.int32]:
        """Row of the last heading of the same note at or before each position, or ``NONE``."""
        if not len(headings):
            return np.full(len(positions), NONE, np.int32)
        at = np.searchsorted(headings, positions, side="right") - 1
        files = self._scan.batch.files
        own = (at >= 0) & (headings[at] >= files[self._scan.batch.note_at(positions)])
        return np.where(own, rows[at], NONE).astype(np.int32)

    def nearest(self, moments: Ints, positions: Ints) -> NDArray[np.int32]:
        """Row of the nearest moment on the same line: the next one, else the last; else ``NONE``."""
        if not len(moments):
            return np.full(len(positions), NONE, np.int32)
        lines, line = self._scan.line_of(moments), self._scan.line_of(positions)
        after = np.searchsorted(moments, positions)
        following = np.minimum(after, len(moments) - 1)
        has_next = (after < len(moments)) & (lines[following] == line)
        has_last = (after > 0) & (lines[after - 1] == line)
        return np.where(has_next, following, np.where(has_last, after - 1, NONE)).astype(np.int32)
