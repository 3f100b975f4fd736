"""Finds timestamps that are placeholders."""

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
    return at_faults(subject, FaultCode.MOMENT_PLACEHOLDER, message="{!r} is a placeholder")


CHECK: Final = Check(
    code="KG403",
    name="placeholder-timestamp",
    severity=Severity.WARNING,
    what="A timestamp that still has the letters of its pattern.",
    why="The moment was never looked up: the claim has no source.",
    example="`[HH:MM:SS]`",
    fix="Look the moment up, or take the timestamp out.",
    find=find,
)
