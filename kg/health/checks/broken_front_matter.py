"""Finds front matter that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.findings import at_faults
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """What reading found."""
    return at_faults(subject, FaultCode.BAD_YAML, message="{}")


CHECK: Final = Check(
    code="KG501",
    name="broken-front-matter",
    severity=Severity.ERROR,
    what="Front matter that is no valid YAML.",
    why="None of its properties counts: the note has no title, no tags, no video.",
    example='`title: "the quote that never ends`',
    fix="Mend the line; the message says where reading stopped.",
    find=find,
)
