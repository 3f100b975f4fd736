"""Finds timestamps without a readable time."""

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
        FaultCode.MOMENT_UNREADABLE,
        FaultCode.MOMENT_NO_VALUE,
        message="{!r} is no time that can be read",
    )


CHECK: Final = Check(
    code="KG404",
    name="unreadable-timestamp",
    severity=Severity.WARNING,
    what="A timestamp that no reading fits, or one that lacks its value.",
    why="It cites no moment.",
    example='`data-t="N/A"`',
    fix="Write hours, minutes and seconds.",
    find=find,
)
