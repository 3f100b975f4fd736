"""Finds timestamps that are written as links to pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause
from kg.health.check import Check, Severity
from kg.health.findings import at_places

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Dangling links whose name is a time."""
    links = subject.missing
    links = links[(links["cause"] == Cause.NOT_A_PAGE) & (links["said"] == "a time")]
    message = [f"{written!r} is a time, and no page" for written in links["written"]]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG108",
    name="timestamp-link",
    severity=Severity.WARNING,
    what="A timestamp between double brackets.",
    why="It makes a missing page of a moment, and the moment is not cited.",
    example="`[[00:59:10]]`",
    fix="Write it as the other timestamps of the note, or in single brackets.",
    find=find,
)
