"""Finds links of a note to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.findings import at_places

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Links to the note they stand in, but for those to one of its headings or blocks."""
    links = subject.links
    itself = (links["target"] == links["source"]).fillna(value=False) & links["fragment"].isna()
    links = links[itself]
    message = [f"{written!r} is this very note" for written in links["written"]]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG105",
    name="self-link",
    severity=Severity.INFO,
    what="A link to the note it stands in, and not to one of its headings or blocks.",
    why="It leads nowhere, and often another page was meant.",
    example="`[[Pond]]` in `Pond.md`.",
    fix="Take the brackets away, or link to what was meant.",
    find=find,
)
