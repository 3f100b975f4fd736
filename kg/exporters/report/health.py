"""Turns what is wrong with a vault into the report's account of it: causes, biggest fixes, findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.builder.texts import texts
from kg.config import load_config
from kg.exporters.places import Place
from kg.exporters.report.folders import FolderRow, folder_rows
from kg.exporters.report.pages import Excerpt, places_of
from kg.exporters.report.search import Index, index
from kg.exporters.tabular import rows
from kg.health.causes import Cause
from kg.health.check import RANK, Check, Severity
from kg.health.checks import CHECKS
from kg.health.fixes import Remedy, fixes
from kg.health.gate import DEFAULT, examined
from kg.health.history import deletions
from kg.health.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

FIXES: Final = 20
EXAMPLES: Final = 5  # of each check

CAUSES: Final = {
    Cause.NOT_A_PAGE: "a time, an address or a number between brackets",
    Cause.ATTACHMENT: "a picture or another file that isn't in the vault",
    Cause.GENERATOR_FAULT: "a template or an example that leaked into the notes",
    Cause.CLAIMED_TWICE: "several pages claim the name as an alias or title",
    Cause.CASE: "the page is there, in other case",
    Cause.UNICODE: "the page is there, in another form of the same letters",
    Cause.SPELLING: "the page is there, but for blanks and punctuation, or under its title",
    Cause.OTHER_RULES: "only another reader finds the page",
    Cause.MOVED: "a page of that name is in another folder",
    Cause.DELETED: "the Git history holds the page",
    Cause.NEAR_MISS: "one existing page is meant, or seems to be",
    Cause.TRUNCATED: "the name is the beginning of one page's name",
    Cause.EXTENDED: "the name goes on where one page's name ends",
    Cause.ANNOUNCED: "an index page lists it, nobody has written it",
    Cause.ENTITY: "a name of one or two words that nobody has written up",
    Cause.WANTED: "linked, not written, and nothing else is known",
}
REMEDIES: Final = {
    Remedy.RESPELL: ("Respell", "the page meant is certain", "kg repair plan VAULT"),
    Remedy.REDIRECT: ("Redirect", "one page seems to be meant: look, then change the links", ""),
    Remedy.DECIDE: ("Decide", "several pages fit", ""),
    Remedy.WRITE: ("Write", "one new page heals all links to it", ""),
    Remedy.RESTORE: ("Restore", "the page was deleted, the Git history holds it", ""),
    Remedy.ADD_FILE: ("Add the file", "a picture or another file is missing", ""),
    Remedy.UNLINK: ("Unlink", "no page is meant: take the brackets away", ""),
}


class RemedyRow(NamedTuple):
    """What heals links, and how many."""

    remedy: Remedy
    name: str
    meaning: str
    command: str
    pages: int
    links: int


class CauseRow(NamedTuple):
    """A cause, with the links whose pages are missing for it, by what heals them."""

    name: str
    meaning: str
    pages: int
    links: int
    remedies: tuple[tuple[Remedy, int], ...]


class FixRow(NamedTuple):
    """One thing to do about one missing page."""

    remedy: Remedy
    name: str
    page: str
    evidence: str
    sure: float
    links: int
    notes: int
    places: Excerpt[Place]


class Example(NamedTuple):
    """One finding."""

    place: Place
    message: str


class CheckRow(NamedTuple):
    """All findings of one check."""

    check: Check
    severity: Severity
    notes: int
    examples: Excerpt[Example]


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with a vault.

    Attributes:
        remedies: What heals the links that are dead, in order of the links.
        links: Those links; also the ones that are dead in the editor only.
        misspelled: The ones that are dead in the editor only.
        causes: Why pages are missing, in order of the links.
        fixes: The things to do that heal most.
        healed: Links that the fixes shown would heal.
        checks: What each check found, the severest first; checks that found nothing are left out.
        findings: How many findings of each severity.
        folders: The same by channel or folder.
        index: All missing pages and findings, for the search.
        unread: Whether the notes were not at hand, so that checks that read them found nothing.
    """

    remedies: tuple[RemedyRow, ...]
    links: int
    misspelled: int
    causes: tuple[CauseRow, ...]
    fixes: Excerpt[FixRow]
    healed: int
    checks: tuple[CheckRow, ...]
    findings: tuple[tuple[Severity, int], ...]
    folders: Excerpt[FolderRow]
    index: Index
    unread: bool


def health(graph: KnowledgeGraph, *, vault: Path | None = None) -> Health:
    """The whole account.

    Args:
        graph: The graph.
        vault: Folder of the notes, for checks that read them, the vault's settings and its Git history.

    Returns:
        The account.
    """
    settings = DEFAULT if vault is None else load_config(vault).check
    subject = Subject(graph, deleted={} if vault is None else deletions(vault))
    notes = None if vault is None else texts(graph, vault)
    findings = examined(subject, texts=notes, settings=settings)
    table = fixes(subject.causes)
    misspelled = len(subject.folded_only)
    shown = table[table["remedy"] != Remedy.RESPELL]  # all those are one thing to do
    first = _fixes(shown.head(FIXES))
    severities = findings["severity"].astype("str")
    return Health(
        remedies=_remedies(table, misspelled),
        links=int(table["mentions"].sum()) + misspelled,
        misspelled=misspelled,
        causes=_causes(table),
        fixes=Excerpt(first, len(shown)),
        healed=sum(fix.links for fix in first),
        checks=_checks(findings),
        findings=tuple((one, int((severities == one).sum())) for one in reversed(RANK)),
        folders=folder_rows(graph, findings),
        index=index(table, findings),
        unread=vault is None,
    )


def _remedies(table: DataFrame, misspelled: int) -> tuple[RemedyRow, ...]:
    found = []
    for remedy, (name, meaning, command) in REMEDIES.items():
        links = table["mentions"][table["remedy"] == remedy]
        more = misspelled if remedy == Remedy.RESPELL else 0
        found.append(RemedyRow(remedy, name, meaning, command, len(links), int(links.sum()) + more))
    return tuple(sorted((row for row in found if row.links), key=lambda row: -row.links))


def _causes(table: DataFrame) -> tuple[CauseRow, ...]:
    found = []
    for cause, meaning in CAUSES.items():
        group = table[table["cause"] == cause]
        healed = group.groupby("remedy")["mentions"].sum()
        split = tuple((one, int(healed[one])) for one in Remedy if one in healed.index)
        found.append(CauseRow(str(cause), meaning, len(group), int(group["mentions"].sum()), split))
    return tuple(sorted((row for row in found if row.pages), key=lambda row: (-row.links, row.name)))


def _fixes(table: DataFrame) -> list[FixRow]:
    columns = ("remedy", "label", "suggestion", "confidence", "mentions", "notes", "evidence", "places")
    found = []
    for remedy, label, page, sure, links, notes, evidence, places in rows(table, *columns):
        clue = next((clue for clue in evidence if clue["page"] == page), evidence[0])
        told = (Remedy(remedy), label, page or "", clue["text"], sure, links, notes, places_of(places))
        found.append(FixRow(*told))
    return found


def _checks(findings: DataFrame) -> tuple[CheckRow, ...]:
    by_code = {one.code: one for one in CHECKS}
    found = []
    for code, group in findings.groupby("code", observed=True):
        head = group.head(EXAMPLES)
        examples = [
            Example(Place(path, line, column), message)
            for path, line, column, message in rows(head, "path", "line", "column", "message")
        ]
        severity = Severity(str(group["severity"].iloc[0]))
        total = Excerpt(examples, len(group))
        found.append(CheckRow(by_code[str(code)], severity, group["path"].nunique(), total))
    return tuple(sorted(found, key=lambda row: (-RANK[row.severity], -row.examples.total, row.check.code)))
