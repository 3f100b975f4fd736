"""Reads texts for the checks that tables do not suffice for; what did not change is not read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, concat

from kg.extract.place import Places
from kg.health.ignores import MARK, Ignores, ignores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.builder.texts import Texts
    from kg.extract.batch import Note
    from kg.health.check import Check


class Readings:
    """What checks find in the texts of notes, one state of a vault after another.

    Attributes:
        found: A row a finding: path, line, column, start, end, about, message, and the check's code, name and
            severity.
        ignored: What notes ask to ignore, by their paths.
    """

    def __init__(self) -> None:
        self.found = DataFrame()
        self.ignored: dict[str, Ignores] = {}
        self._read: dict[str, str] = {}  # digest of each note that was read, by its path
        self._codes: tuple[str, ...] = ()

    def follow(self, texts: Texts, readers: Sequence[Check]) -> None:
        """Find what stands in the notes as they are now.

        Args:
            texts: The notes' texts; those that cannot be used are as if they were not there.
            readers: The checks, each of which reads text.

        Example:
            >>> import kg
            >>> from kg.builder.texts import texts
            >>> from kg.health.checks import unclosed_fence
            >>> readings = Readings()
            >>> for text in ("```", "``` ```"):
            ...     notes = {"a.md": text, "b.md": "```"}
            ...     readings.follow(texts(kg.build(notes), notes), [unclosed_fence.CHECK])
            ...     print(readings.found["path"].tolist())
            ['a.md', 'b.md']
            ['b.md']
        """
        codes = tuple(one.code for one in readers)
        if codes != self._codes:
            self._read, self._codes = {}, codes
        digests = texts.digests
        same = {path for path, digest in self._read.items() if digests.get(path) == digest}
        self._read = {path: self._read[path] for path in same}
        self.ignored = {path: kept for path, kept in self.ignored.items() if path in same}
        stays = self.found[self.found["path"].isin(same)] if len(self.found) else self.found
        parts = [
            stays,
            *self._parts(texts, readers, [node for node, path in texts.notes() if path not in same]),
        ]
        self.found = concat([part for part in parts if len(part)] or [DataFrame()], ignore_index=True)

    def _parts(self, texts: Texts, readers: Sequence[Check], nodes: Sequence[int]) -> Iterator[DataFrame]:
        """Findings in these notes, in one pass over them; fills in what they ignore."""
        traces = {one.trace for one in readers}
        for _, notes in texts.batches(nodes):
            self._read |= {note.path: texts.digests[note.path] for note in notes}
            self.ignored |= {note.path: ignores(note.data) for note in notes if MARK in note.data}
            suspects = [note for note in notes if any(trace(note.data) for trace in traces)]
            if suspects:
                yield from _scanned(texts, readers, suspects)


def _scanned(texts: Texts, readers: Sequence[Check], notes: list[Note]) -> Iterator[DataFrame]:
    """What each reader finds in some notes; what stands in comments is at fault for none of them."""
    scan = texts.scan(notes)
    scan.hide(scan.areas.get("comment", []))
    places = Places(scan)
    for one in readers:
        spots = list(one.read(scan)) if one.read is not None else []
        if spots:
            start, end, about, message = zip(*spots, strict=True)
            found = places.spans(places.spots(np.array(start)), np.array(end))
            paths = [notes[note].path for note in found.pop("note").tolist()]
            rows = {"path": paths, **{name: column.astype(np.int64) for name, column in found.items()}}
            told = {"code": one.code, "check": one.name, "severity": str(one.severity)}
            yield DataFrame({**rows, "about": about, "message": message, **told})
