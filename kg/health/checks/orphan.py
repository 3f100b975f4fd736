"""Finds notes that no other note links to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Notes that link to others, but to which none links back."""
    apart = subject.notes & ~subject.linked & subject.linking
    return at_notes(subject, np.flatnonzero(apart), "no other note links to it")


CHECK: Final = Check(
    code="KG201",
    name="orphan",
    severity=Severity.INFO,
    what="A note that links to others and that no other note links to; lists of index pages do not count.",
    why="Nobody comes across it by reading.",
    example="A note that was written and then forgotten.",
    fix="Link to it where its topic is mentioned.",
    find=find,
)
