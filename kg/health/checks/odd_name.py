"""Finds file names that links cannot address."""

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
    return at_faults(subject, FaultCode.ODD_NAME, FaultCode.SYMLINK, message="{}")


CHECK: Final = Check(
    code="KG507",
    name="odd-name",
    severity=Severity.WARNING,
    what="A file name that no link can address, or a symbolic link.",
    why="No wikilink reaches it.",
    example="`Path #3.md`: everything behind # is taken for a heading.",
    fix="Rename the file.",
    find=find,
)
