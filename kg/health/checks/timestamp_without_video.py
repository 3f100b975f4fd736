"""Finds timestamps in notes that name no video."""

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
    return at_faults(subject, FaultCode.MOMENT_NO_VIDEO, message="{!r} belongs to no video")


CHECK: Final = Check(
    code="KG406",
    name="timestamp-without-video",
    severity=Severity.WARNING,
    what="A timestamp in a note that names no video.",
    why="It says when, but not in what.",
    example="A note whose `videoId` was lost.",
    fix="Name the video in the front matter.",
    find=find,
)
