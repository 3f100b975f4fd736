"""Finds links to pages that are not written, each with its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause
from kg.health.check import Check, Severity
from kg.health.findings import at_places
from kg.model.kinds import Context

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject

MEANT: Final = (  # causes that say which page is meant: with a suggestion, such a link is misspelled
    Cause.CASE,
    Cause.UNICODE,
    Cause.SPELLING,
    Cause.MOVED,
    Cause.NEAR_MISS,
    Cause.TRUNCATED,
    Cause.EXTENDED,
)


def find(subject: Subject) -> DataFrame:
    """Dangling links that no other check tells more about."""
    links = subject.missing
    elsewhere = (
        links["cause"].isin(MEANT) & links["suggestion"].notna()
        | (links["cause"] == Cause.ATTACHMENT)
        | (links["cause"] == Cause.NOT_A_PAGE) & (links["said"] == "a time")
        | (links["context"] == Context.INDEX_LIST)
    )
    links = links[~elsewhere]
    rows = zip(links["written"], links["cause"], links["said"], strict=True)
    message = [f"no page {written!r} ({cause}: {said})" for written, cause, said in rows]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG101",
    name="dangling-link",
    severity=Severity.WARNING,
    what="A link whose page is not written, and no existing page is clearly meant.",
    why="Readers meet a dead end, and nobody sees that the page is wanted.",
    example="`[[Graph theory]]`, while no note is called so.",
    fix="Write the page, link to another, or take the brackets away: the cause says which is likely right.",
    find=find,
)
