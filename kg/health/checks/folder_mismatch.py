"""Finds structural lines that disagree with the folder."""

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
    return at_faults(subject, FaultCode.FOLDER_MISMATCH, message="{}")


CHECK: Final = Check(
    code="KG304",
    name="folder-mismatch",
    severity=Severity.WARNING,
    what="A structural line that names another folder than the one the note is in.",
    why="The note belongs to two places, and its link back leads to the wrong one.",
    example="`From: [[CrumbAndCrust]]` in the folder `spokecity`.",
    fix="Mend the line, its case included, or move the note.",
    find=find,
)
