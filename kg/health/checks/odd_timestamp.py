"""Finds timestamps that are written oddly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pandas import concat

from kg.health.check import Check, Severity
from kg.health.findings import at_faults
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """What reading found."""
    odd = at_faults(subject, FaultCode.MOMENT_REPAIRED, message="{!r} is written oddly")
    other = at_faults(subject, FaultCode.MOMENT_LABEL_DIFFERS, message="another time: {}")
    return concat((odd, other), ignore_index=True)


CHECK: Final = Check(
    code="KG405",
    name="odd-timestamp",
    severity=Severity.INFO,
    what="A timestamp with stray characters, or one that shows another time than it leads to.",
    why="Other programs may read it otherwise.",
    example="`00:44:10]`, or `00:44:00` shown as `[00:44:30]`",
    fix="Write it as usual.",
    find=find,
)
