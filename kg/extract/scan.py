"""The working state of one batch: what rules read, hide and find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.batch import Batch
from kg.extract.rows import FAULTS, Faults, Ints, Mentions, Moments, Rows, table
from kg.model.kinds import FaultCode
from kg.model.profile import Profile

HIDDEN = 0x7F  # what hidden bytes are replaced by: no delimiter, no blank, no letter
NEWLINE, BLANK, TAB = 10, 32, 9


@dataclass(slots=True)
class Scan:
    """One batch being read. Rules run in order; each may hide bytes from those that come after it.

    Attributes:
        batch: The notes.
        profile: The rules declared for this vault.
        seen: The bytes rules look at: the batch's text with front matter, code … replaced by ``HIDDEN``.
        lines: Offsets of all line feeds; line ``i`` lies between ``lines[i]`` and ``lines[i + 1]``.
        stamps: Offsets of timestamp anchors in the usual form (see `kg.extract.stamps`).
        html: Spans of HTML tags and blocks: hidden from Markdown rules, seen by the timestamp rule.
        bodies: Offset at which each note's text begins behind its front matter.
        suspects: Whether the CommonMark parser looked at a note.
        areas: Spans by context: ``table``, ``footnote``, ``comment``.
        tables: What rules found.
        appended: Bytes of strings that do not stand in the text as such; they lie behind the batch's text.
    """

    batch: Batch
    profile: Profile
    seen: NDArray[np.uint8]
    lines: Ints
    bodies: Ints
    suspects: NDArray[np.bool_]
    stamps: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    html: list[tuple[int, int]] = field(default_factory=list)
    areas: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    tables: list[tuple[Any, ...]] = field(default_factory=list)
    appended: bytearray = field(default_factory=bytearray)

    def find(self, byte: int) -> Ints:
        """Offsets of a byte among those seen."""
        return np.flatnonzero(self.seen == byte)

    def pairs(self, first: int, second: int) -> Ints:
        """Offsets at which two bytes stand side by side."""
        return np.flatnonzero((self.seen[:-1] == first) & (self.seen[1:] == second))

    def line_of(self, positions: Ints) -> Ints:
        """Number, within the batch, of the line that holds each position."""
        return np.searchsorted(self.lines, positions, side="left") - 1

    def by_note(self, positions: Ints) -> Iterator[tuple[int, list[int]]]:
        """Sorted positions, note by note."""
        if not len(positions):
            return
        notes, first = np.unique(self.batch.note_at(positions), return_index=True)
        for note, part in zip(notes.tolist(), np.split(positions, first[1:]), strict=True):
            yield note, part.tolist()

    def hide(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take spans out of the sight of later rules; line feeds stay."""
        for start, end in spans:
            window = self.seen[start:end]
            window[window != NEWLINE] = HIDDEN

    def append(self, text: str) -> tuple[int, int]:
        """Keep a string that does not stand in the text; returns its span."""
        start = len(self.batch.text) + len(self.appended)
        self.appended += text.encode(errors="replace")
        return start, start + len(self.appended) - (start - len(self.batch.text))

    def found(self, kind: type[Rows]) -> Rows:
        """All rows of one kind found so far, in the order they were found."""
        tables = [rows for rows in self.tables if isinstance(rows, kind)] or [table(kind, [])]
        return kind(*(np.concatenate(columns) for columns in zip(*tables, strict=True)))

    def taken(self) -> tuple[Ints, Ints]:
        """Sorted spans of all mentions and timestamps found so far; ends never decrease."""
        mentions, moments = self.found(Mentions), self.found(Moments)
        starts = np.concatenate((mentions.start, moments.start))
        ends = np.concatenate((mentions.end, moments.end))
        order = np.argsort(starts, kind="stable")
        return starts[order], np.maximum.accumulate(ends[order])

    def fault(self, code: FaultCode, at: int, message: str) -> None:
        """Note that something could not be read as meant."""
        self.tables.append(table(Faults, [(at, FAULTS.index(code), *self.append(message))]))

    def slice(self, start: int, end: int) -> str:
        """The text of a span, as far as it is seen."""
        return self.seen[start:end].tobytes().decode(errors="replace")


def start_scan(batch: Batch, profile: Profile) -> Scan:
    """A scan in which everything is seen."""
    seen = np.frombuffer(batch.text, np.uint8).copy()
    lines = np.flatnonzero(seen == NEWLINE)
    for note in np.flatnonzero(batch.starts > batch.files).tolist():  # byte order marks
        seen[batch.files[note] : batch.starts[note]] = HIDDEN
    return Scan(batch, profile, seen, lines, batch.starts.copy(), np.zeros(len(batch.paths), bool))


def escaped(seen: NDArray[np.uint8], positions: Ints) -> NDArray[np.bool_]:
    """Whether an odd number of backslashes stands right before each position."""
    result = seen[positions - 1] == ord("\\")
    for index in np.flatnonzero(result):
        at, count = int(positions[index]) - 1, 0
        while at >= 0 and seen[at] == ord("\\"):
            at, count = at - 1, count + 1
        result[index] = count % 2 == 1
    return result


def inside(positions: Ints, starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Whether each position lies in one of the spans, which are sorted and do not overlap."""
    if not len(starts):
        return np.zeros(len(positions), bool)
    before = np.searchsorted(starts, positions, side="right") - 1
    return (before >= 0) & (positions < ends[before])
