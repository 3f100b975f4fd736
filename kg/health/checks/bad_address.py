"""Finds addresses and identifiers that are not valid."""

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
    return at_faults(subject, FaultCode.BAD_URL, FaultCode.BAD_IDENTIFIER, message="{}")


CHECK: Final = Check(
    code="KG508",
    name="bad-address",
    severity=Severity.WARNING,
    what="An address that is not valid, or an identifier that does not fit its pattern.",
    why="It leads nowhere.",
    example="`<https://example.org/a b>`, or a video identifier of ten characters.",
    fix="Mend it; a blank in an address is written %20.",
    find=find,
)
