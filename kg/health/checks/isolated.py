"""Finds notes without any link to or from another note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes that are joined to no other note."""
    apart = subject.notes & ~subject.linked & ~subject.linking
    return at_notes(subject, np.flatnonzero(apart), "no other note links to it, and it links to none")


CHECK: Final = Check(
    code="KG203",
    name="isolated",
    severity=Severity.WARNING,
    what="A note that no other note links to and that links to none.",
    why="It is no part of the graph.",
    example="An empty or imported note.",
    fix="Link to it and from it, or delete it.",
    find=find,
)
