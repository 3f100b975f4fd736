"""Finds links in properties without quotes."""

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
    return at_faults(subject, FaultCode.UNQUOTED_LINK, message="{}")


CHECK: Final = Check(
    code="KG502",
    name="unquoted-link",
    severity=Severity.ERROR,
    what="A link in the front matter without quotes.",
    why="YAML reads two nested lists, and the link is lost.",
    example="`up: [[Garden]]`",
    fix='Write `up: "[[Garden]]"`.',
    find=find,
)
