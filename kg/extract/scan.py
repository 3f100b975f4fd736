"""The working state of one batch: what rules read, hide and find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.batch import Batch
from kg.extract.rows import FAULTS, Faults, Ints, Mentions, Moments, Rows, spread, table
from kg.model.ids import NotePath, folded, folder_of, stem_of, without_suffix
from kg.model.kinds import FaultCode
from kg.model.profile import Profile

HIDDEN = 0x7F  # what hidden bytes are replaced by: no delimiter, no blank, no letter
NEWLINE, BLANK, TAB = 10, 32, 9


class Parts(NamedTuple):
    """Pieces of notes that a parser may read one by one.

    Attributes:
        starts: Where each begins; the first of a note where its file does.
        ends: Where each ends.
        parsed: Whether the CommonMark parser reads it.
    """

    starts: Ints
    ends: Ints
    parsed: NDArray[np.bool_]

    def at(self, positions: Ints) -> Ints:
        """Number of the part that holds each position."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def are_parsed(self, positions: Ints) -> NDArray[np.bool_]:
        """Whether each position lies in a part that the parser reads."""
        return self.parsed[self.at(positions)]

    def within(self, positions: Ints) -> Ints:
        """Those of the sorted positions that lie in parts the parser reads."""
        first = np.searchsorted(positions, self.starts[self.parsed])
        last = np.searchsorted(positions, self.ends[self.parsed])
        return positions[spread(first, last - first)]


class Fence(NamedTuple):
    """A fenced block of code.

    Attributes:
        start: Where its first fence begins.
        first: Where the code begins.
        last: Where the code ends.
        end: Where the block ends.
    """

    start: int
    first: int
    last: int
    end: int


@dataclass(slots=True)
class Scan:
    """One batch being read. Rules run in order; each may hide bytes from those that come after it.

    Attributes:
        batch: The notes.
        profile: The rules declared for this vault.
        seen: The bytes rules look at: the batch's text with front matter, code … replaced by ``HIDDEN``.
        lines: Offsets of all line feeds; line ``i`` lies between ``lines[i]`` and ``lines[i + 1]``.
        index: Whether each note is an index page.
        stamps: Offsets of timestamp anchors in the usual form (see `kg.extract.stamps`).
        code: Starts and ends of code, of timestamps in which nothing is cited.
        fences: The fenced blocks of code, in order.
        html: Spans of HTML tags and blocks: hidden from Markdown rules, seen by the timestamp rule.
        bodies: Offset at which each note's text begins behind its front matter.
        parts: Pieces of notes, and whether the CommonMark parser reads them.
        quotes: Spans of the block quotes the parser found, outer ones first.
        areas: Spans by context: ``table``, ``footnote``, ``comment``.
        tables: What rules found.
        appended: Bytes of strings that do not stand in the text as such; they lie behind the batch's text.
        known: Offsets of bytes and words looked for before, with ``hides`` as it was then.
        hides: How often anything has been hidden since the scan began.
    """

    batch: Batch
    profile: Profile
    seen: NDArray[np.uint8]
    lines: Ints
    bodies: Ints
    parts: Parts
    index: NDArray[np.bool_]
    stamps: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    code: tuple[Ints, Ints] = field(default_factory=lambda: (np.zeros(0, np.int64), np.zeros(0, np.int64)))
    fences: list[Fence] = field(default_factory=list)
    html: list[tuple[int, int]] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    areas: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    tables: list[tuple[Any, ...]] = field(default_factory=list)
    appended: bytearray = field(default_factory=bytearray)
    known: dict[int | bytes, tuple[int, Ints]] = field(default_factory=dict)
    hides: int = 0

    def find(self, byte: int) -> Ints:
        """Offsets of a byte among those seen."""
        return self._known(byte, lambda: places_of(self.seen, byte), 1)

    def words(self, word: bytes) -> Ints:
        """Offsets of a rare word among the bytes seen; of overlapping places the first counts."""
        return self._known(word, lambda: self._search(word), len(word))

    def _known(self, key: int | bytes, search: Callable[[], Ints], size: int) -> Ints:
        """Positions found once; later only some of them can have been hidden."""
        when, positions = self.known[key] if key in self.known else (0, search())
        if when < self.hides:
            keep = self.seen[positions] != HIDDEN
            if size > 1:
                keep &= self.seen[positions + size - 1] != HIDDEN
            positions = positions[keep]
        self.known[key] = self.hides, positions
        return positions

    def _search(self, word: bytes) -> Ints:
        """A search for one byte is ten times faster than for several, so the rest is compared after."""
        text, found, size = self.batch.text, [], len(word)
        at = text.find(word[:1])
        while at >= 0:
            if size == 1 or text.startswith(word, at):
                found.append(at)
                at = text.find(word[:1], at + size)
            else:
                at = text.find(word[:1], at + 1)
        return np.array(found, np.int64)

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

    def hide(self, spans: Sequence[tuple[int, int]]) -> None:
        """Take spans out of the sight of later rules; line feeds stay."""
        if not spans:
            return
        self.hides += 1
        starts, ends = np.array(spans, np.int64).T
        bytes_of = spread(starts, ends - starts)
        self.seen[bytes_of[self.seen[bytes_of] != NEWLINE]] = HIDDEN

    def hide_code(self, spans: Sequence[tuple[int, int]]) -> None:
        """Take code, math or comments out of sight, and remember where they are."""
        if not spans:
            return
        self.hide(spans)
        starts, ends = np.array([*zip(*self.code, strict=True), *spans], np.int64).reshape(-1, 2).T
        order = np.argsort(starts, kind="stable")
        self.code = starts[order], np.maximum.accumulate(ends[order]) if len(ends) else ends

    def append(self, text: str) -> tuple[int, int]:
        """Keep a string that does not stand in the text; returns its span."""
        start = len(self.batch.text) + len(self.appended)
        self.appended += text.encode(errors="replace")
        return start, len(self.batch.text) + len(self.appended)

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


def is_index(profile: Profile, path: NotePath) -> bool:
    """Whether a note is an index page: named as its folder, or in the profile's list."""
    rules = profile.index
    if rules is None:
        return False
    if without_suffix(path) in rules.names:
        return True
    folder, stem = folder_of(path).rpartition("/")[2], stem_of(path)
    return folder != "" and (stem == folder or _same_when_folded(stem, folder))


def _same_when_folded(stem: str, folder: str) -> bool:
    """Most names differ in their first letter, which is quickly seen if folding keeps it."""
    first, second = stem[:1], folder[:1]
    if first != second and (first + second).isascii() and (first + second).isalnum():
        return first.lower() == second.lower() and folded(stem) == folded(folder)
    return folded(stem) == folded(folder)


def start_scan(batch: Batch, profile: Profile) -> Scan:
    """A scan in which everything is seen."""
    seen = np.frombuffer(batch.text, np.uint8).copy()
    lines = places_of(seen, NEWLINE)
    whole = Parts(batch.files, batch.ends, np.zeros(len(batch.paths), bool))
    index = np.array([is_index(profile, path) for path in batch.paths], bool)
    scan = Scan(batch, profile, seen, lines, batch.starts.copy(), whole, index)
    scan.hide([(a, b) for a, b in zip(batch.files.tolist(), batch.starts.tolist(), strict=True) if a < b])
    return scan


def places_of(seen: NDArray[np.uint8], byte: int) -> Ints:
    """Offsets of a byte: first of the groups of eight that hold it, which is quicker by a third."""
    equal = seen == byte
    groups = equal.view(np.uint64)
    holding = np.flatnonzero(groups != 0)
    inner = np.flatnonzero(groups[holding].view(np.bool_))
    return (holding[inner >> 3] << 3) + (inner & 7)


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


def among(positions: Ints, places: Ints) -> NDArray[np.bool_]:
    """Whether each position is one of the sorted places."""
    if not len(places):
        return np.zeros(len(positions), bool)
    return places[np.minimum(np.searchsorted(places, positions), len(places) - 1)] == positions
