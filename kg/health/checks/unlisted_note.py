"""Finds notes that no index page lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes
from kg.model.ids import folder_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes in no list, of folders of which other notes are listed."""
    listed = np.zeros(len(subject.notes), dtype=bool)
    listed[subject.listed["target"].dropna().to_numpy(np.int64)] = True
    kept = {folder_of(path) for path in subject.paths[subject.notes & listed]}
    missing = np.flatnonzero(subject.notes & ~listed)
    missing = missing[[folder_of(path) in kept for path in subject.paths[missing]]]
    return at_notes(subject, missing, "no index page lists it")


CHECK: Final = Check(
    code="KG302",
    name="unlisted-note",
    severity=Severity.INFO,
    what="A note that no index page lists, in a folder whose other notes are listed.",
    why="Who starts at the index does not know of it.",
    example="A note that was added by hand after the index had been made.",
    fix="Add it to the index page of its folder.",
    find=find,
)
