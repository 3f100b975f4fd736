"""Finds files that cannot be read."""

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
    return at_faults(
        subject,
        FaultCode.UNREADABLE,
        FaultCode.TOO_LARGE,
        FaultCode.NOT_UTF8,
        FaultCode.BAD_CANVAS,
        message="{}",
    )


CHECK: Final = Check(
    code="KG506",
    name="unreadable-file",
    severity=Severity.ERROR,
    what="A file that cannot be read, is larger than any note, or is no valid UTF-8 or canvas.",
    why="Some or all of it is missing from the graph.",
    example="A note that was saved as Latin-1.",
    fix="Save it as UTF-8; look at its size and permissions.",
    find=find,
)
