"""Finds notes that seem to be about the same topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.duplicates import duplicates
from kg.health.findings import table

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Every note of a group but the one suggested as canonical."""
    groups = duplicates(subject.graph)
    rows = [
        (page, canonical, f"seems to be about the same as {canonical!r} ({', '.join(reasons)})")
        for canonical, pages, reasons in zip(
            groups["canonical"], groups["pages"], groups["reasons"], strict=True
        )
        for page in pages[1:]
    ]
    path, about, message = zip(*rows, strict=True) if rows else ((), (), ())
    return table(path, [0] * len(rows), about, message)


CHECK: Final = Check(
    code="KG206",
    name="duplicate-topic",
    severity=Severity.INFO,
    what="A note that seems to be about the same topic as another one.",
    why="What is known of the topic is torn in two, and links go to either.",
    example="`dynamo lights` and `the dynamo light` in one folder, citing the same moments of a video.",
    fix="Read both. Keep the one that is linked to most, move the rest there, and change the links.",
    find=find,
)
