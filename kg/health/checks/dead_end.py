"""Finds notes that link to no other note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes that others link to, but that link to none."""
    apart = subject.notes & subject.linked & ~subject.linking
    return at_notes(subject, np.flatnonzero(apart), "it links to no other note that is written")


CHECK: Final = Check(
    code="KG202",
    name="dead-end",
    severity=Severity.INFO,
    what="A note that others link to and that links to no note that is written.",
    why="Reading on stops here.",
    example="A note that was pasted in and never woven in.",
    fix="Link to the topics it mentions.",
    find=find,
)
