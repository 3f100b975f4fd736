"""Finds pages that index pages list and nobody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.checks.dangling_link import MEANT
from kg.health.findings import at_places
from kg.model.kinds import Context

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Dangling links in lists of index pages; misspelled ones are told as such."""
    links = subject.missing
    links = links[links["context"] == Context.INDEX_LIST]
    links = links[~(links["cause"].isin(MEANT) & links["suggestion"].notna())]
    message = [f"listed, but no page {written!r} is written" for written in links["written"]]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG301",
    name="listed-missing",
    severity=Severity.WARNING,
    what="An entry of an index page whose page is not written.",
    why="The index promises what the vault does not hold: the page was planned, or deleted.",
    example="`- [[king_tides]]` under a video, without `king_tides.md`.",
    fix="Write or restore the page, or take the entry out.",
    find=find,
)
