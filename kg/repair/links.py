"""Plans edits of links: written as the page they mean is called, or led to the page that is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.health.causes import Cause
from kg.model.kinds import MentionKind, Outcome, RuleSet
from kg.repair.places import Mention, place_of
from kg.repair.plan import Action, Edit, Step
from kg.repair.targets import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame

    from kg.repair.material import Material
    from kg.repair.notes import Notes
    from kg.repair.targets import Spelling

RESPELLED: Final = (Cause.CASE, Cause.UNICODE, Cause.SPELLING, Cause.OTHER_RULES)
_NO_PLACE: Final = "links whose target is not to be found letter for letter"
_NO_WAY: Final = "links to pages whose name no link can hold, or that rules read differently"
_FOLDED: Final = "found only without regard to case, blanks and punctuation"


class Wanted(NamedTuple):
    """A link, the page it should lead to, and the note it will stand in."""

    mention: Mention
    page: str
    home: str


class Judged(NamedTuple):
    """Why a link should lead there."""

    cause: str
    rule: str
    confidence: float
    automatic: bool
    why: str


def mentions_of(graph_rows: DataFrame, path: Any) -> list[Mention]:
    """Rows of the table of mentions as values.

    Args:
        graph_rows: Some rows of ``graph.mentions``.
        path: Path of each node, to be indexed by its number.

    Returns:
        One for each row.
    """
    columns = (graph_rows[name].tolist() for name in ("start", "end", "line", "column", "kind", "written"))
    paths = graph_rows["source"].map(path).tolist()
    return [Mention(*row) for row in zip(paths, *columns, strict=True)]


def rewritten(
    wanted: Sequence[Wanted], notes: Notes, spelling: Spelling, left: Counter[str]
) -> list[Edit | None]:
    """The edit that makes each link lead to its page, by changing the bytes of its target only.

    Args:
        wanted: The links.
        notes: The notes.
        spelling: The names of all files.
        left: Counts what cannot be planned, by reason.

    Returns:
        One for each link, in their order; None where there is none: the note would link to itself, the
        target is not found in the text, or no way to write it leads to the page.
    """
    places = {}
    for number in sorted(range(len(wanted)), key=lambda row: wanted[row].mention):
        one = wanted[number]
        data = notes.data(one.mention.path)
        known = data is not None and one.page != one.home
        place = place_of(one.mention, data, label_first=spelling.label_first) if data and known else None
        if place is not None:
            places[number] = place
        elif one.page != one.home:
            left[_NO_PLACE] += 1
    wishes = [
        Wish(one.mention.written, one.page, one.home, one.mention.kind == MentionKind.MARKDOWN, place.angled)
        for one, place in ((wanted[number], place) for number, place in places.items())
    ]
    found: list[Edit | None] = [None] * len(wanted)
    for (number, place), after in zip(places.items(), spelling.best(wishes), strict=True):
        before = wanted[number].mention.written
        if after is None or after == before:
            left[_NO_WAY] += after is None
            continue
        path, page = wanted[number].mention.path, wanted[number].page
        found[number] = Edit(path, place.line, place.column, place.start, before, after, page)
    return found


def respelled(material: Material) -> list[Step]:
    """Steps that write links as the pages they mean are called.

    Args:
        material: What is planned from.

    Returns:
        One for each link.
    """
    wanted, judged = _suggested(material, respell=True)
    if material.graph.manifest.rules == RuleSet.FOLDED and not material.narrowed_from(Cause.SPELLING):
        mentions = material.graph.mentions
        folded = mentions["outcome_folded"] == Outcome.FOLDED
        links = mentions[folded & (mentions["outcome_quartz"] == Outcome.MISSING)]
        pages = links["target"].map(material.path).tolist()
        wanted += _to(mentions_of(links, material.path), pages)
        judged += [Judged(Cause.SPELLING, "folding", 1.0, automatic=True, why=_FOLDED)] * len(links)
    return _steps(material, Action.RESPELL, wanted, judged)


def redirected(material: Material) -> list[Step]:
    """Steps that lead dangling links to the page that is meant; automatic where that is certain.

    Args:
        material: What is planned from.

    Returns:
        One for each link.
    """
    return _steps(material, Action.REDIRECT, *_suggested(material, respell=False))


def _suggested(material: Material, *, respell: bool) -> tuple[list[Wanted], list[Judged]]:
    """Dangling links with a page that is there, and why it is meant."""
    table, links = material.causes, material.links
    there = set(material.notes.digests)
    rows = table[table["suggestion"].isin(there) & (table["cause"].isin(RESPELLED) == respell)]
    judged = {key: Judged(*row) for key, *row in _judged(rows)}
    page = rows["suggestion"]
    chosen = links[links["key"].isin(rows.index)]
    keys = chosen["key"].tolist()
    pages = [page[key] for key in keys]
    return _to(mentions_of(chosen, material.path), pages), [judged[key] for key in keys]


def _judged(rows: DataFrame) -> Iterator[tuple[Any, ...]]:
    columns = (rows[name].tolist() for name in ("cause", "suggestion", "confidence", "automatic", "evidence"))
    for key, cause, page, confidence, automatic, evidence in zip(rows.index.tolist(), *columns, strict=True):
        clue = next((clue for clue in evidence if clue["page"] == page), evidence[0])
        yield key, cause, clue["cause"], confidence, automatic, clue["text"]


def _to(mentions: Sequence[Mention], pages: Sequence[str]) -> list[Wanted]:
    return [Wanted(mention, page, mention.path) for mention, page in zip(mentions, pages, strict=True)]


def _steps(
    material: Material, action: Action, wanted: Sequence[Wanted], judged: Sequence[Judged]
) -> list[Step]:
    edits = rewritten(wanted, material.notes, material.spelling, material.left)
    found: dict[tuple[str, int], Step] = {}  # several reference links may share a definition
    for edit, (cause, rule, confidence, automatic, why) in zip(edits, judged, strict=True):
        if edit is not None:
            step = Step(action, cause, rule, confidence, automatic, automatic, why, edits=(edit,))
            found.setdefault((edit.path, edit.start), step)
    return list(found.values())
