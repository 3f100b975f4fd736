"""Finds timestamps that cannot be: a minute or second above 59, or hours no video has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.checks.minutes_as_hours import shifted_notes
from kg.health.findings import at_faults
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """What reading found, but for notes of which minutes-as-hours tells as a whole."""
    found = at_faults(
        subject,
        FaultCode.MOMENT_OUT_OF_RANGE,
        FaultCode.MOMENT_IMPLAUSIBLE,
        message="{!r} is no possible time",
    )
    shifted = set(subject.paths[shifted_notes(subject)])
    return found[~found["path"].isin(shifted)]


CHECK: Final = Check(
    code="KG401",
    name="impossible-timestamp",
    severity=Severity.WARNING,
    what="A timestamp with a minute or second above 59, or later than a video can be.",
    why="The moment it cites does not exist.",
    example="`00:75:12`, `27:00:00`",
    fix="Look the moment up.",
    find=find,
)
