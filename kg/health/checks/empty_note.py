"""Finds notes without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes without words, links in structural lines aside."""
    words = subject.graph.nodes["words"].to_numpy(np.int64, na_value=-1)
    speaking = np.zeros(len(words), dtype=bool)
    speaking[subject.links["source"].to_numpy()] = True
    return at_notes(subject, np.flatnonzero(subject.notes & (words == 0) & ~speaking), "the note is empty")


CHECK: Final = Check(
    code="KG207",
    name="empty-note",
    severity=Severity.WARNING,
    what="A note without any word.",
    why="Links to it look alive, and the reader finds nothing.",
    example="A file that an editor made when a link was clicked.",
    fix="Write it, or delete it and let the link be a wanted page.",
    find=find,
)
