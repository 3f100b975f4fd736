"""Finds links that miss an existing page by their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pandas import concat

from kg.health.check import Check, Severity
from kg.health.checks.dangling_link import MEANT
from kg.health.findings import at_places

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Dangling links with a page that is meant, and links that only folding finds."""
    missing = subject.missing
    missing = missing[missing["cause"].isin(MEANT) & missing["suggestion"].notna()]
    rows = zip(missing["written"], missing["suggestion"], missing["cause"], missing["said"], strict=True)
    message = [f"{written!r} seems to mean {page!r} ({why}: {said})" for written, page, why, said in rows]
    found = [at_places(subject, missing, about=missing["written"].tolist(), message=message)]
    if len(subject.folded_only):
        found.append(_folded(subject))
    return concat(found, ignore_index=True)


def _folded(subject: Subject) -> DataFrame:
    links = subject.folded_only
    pages = subject.paths[links["target"].to_numpy("int64")]
    rows = zip(links["written"], pages, strict=True)
    message = [f"{written!r} means {page!r}, which the editor does not find" for written, page in rows]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG102",
    name="misspelled-link",
    severity=Severity.WARNING,
    what="A link that misses an existing page by blanks, punctuation, a slip of the pen or a moved file.",
    why="The link is dead in the editor and on the site, though the page is there.",
    example="`[[tomato_bed]]` or `[[Tomatoe bed]]` for `Tomato bed.md`.",
    fix="Write the name as the file is called.",
    find=find,
)
