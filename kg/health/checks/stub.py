"""Finds notes of a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject

WORDS: Final = 25


def find(subject: Subject) -> DataFrame:
    """Notes of few words."""
    words = subject.graph.nodes["words"].to_numpy(np.int64, na_value=-1)
    few = np.flatnonzero(subject.notes & (words > 0) & (words < WORDS))
    return at_notes(subject, few, [f"only {count} words" for count in words[few].tolist()])


CHECK: Final = Check(
    code="KG208",
    name="stub",
    severity=Severity.INFO,
    what=f"A note of fewer than {WORDS} words.",
    why="It promises a topic and does not hold it.",
    example="A title and *to be written*.",
    fix="Write it, or move its words to the note where they belong.",
    find=find,
)
