"""Finds links to pictures and other files that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause
from kg.health.check import Check, Severity
from kg.health.findings import at_places

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Dangling links whose name is that of a file."""
    links = subject.missing
    links = links[links["cause"] == Cause.ATTACHMENT]
    message = [f"no file {written!r} in the vault" for written in links["written"]]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG107",
    name="missing-attachment",
    severity=Severity.WARNING,
    what="A link to, or embed of, a picture or other file that is not in the vault.",
    why="The reader sees a broken picture.",
    example="`![[heron.jpg]]`, while the picture stayed on the phone.",
    fix="Put the file into the vault, or take the embed out.",
    find=find,
)
