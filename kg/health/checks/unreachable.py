"""Finds notes that no path of links leads to from any index page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes, none

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes on islands; those that nobody links to are told by orphan and isolated."""
    if subject.reached is None:
        return none()
    apart = subject.notes & subject.linked & ~subject.reached
    return at_notes(subject, np.flatnonzero(apart), "no path of links leads here from any index page")


CHECK: Final = Check(
    code="KG204",
    name="unreachable",
    severity=Severity.WARNING,
    what="A note that others link to, though no path of links leads to any of them from an index page.",
    why="Who starts at an index page never gets there. Vaults without index pages have no such notes.",
    example="Two notes that link to each other, and to which nothing else links.",
    fix="List one of them in an index page, or link to it from a note that is reachable.",
    find=find,
)
