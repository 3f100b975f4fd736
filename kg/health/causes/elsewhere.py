"""Finds missing pages that are there after all: under another rule set, in another folder, as an alias."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from kg.health.causes.cause import Cause, Clue
from kg.model.ids import caseless, folded, stem_of, without_suffix
from kg.model.kinds import Outcome, RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame

    from kg.health.causes.asked import Asked, Pages
    from kg.model.graph import KnowledgeGraph

_READERS: Final = (RuleSet.OBSIDIAN, RuleSet.QUARTZ, RuleSet.FOLDED)  # the order in which they are asked
_GENERIC: Final = 2  # words: a shorter name, such as "index" or "plan", may mean another page elsewhere


def found_by_other_rules(graph: KnowledgeGraph, links: DataFrame) -> dict[str, Clue]:
    """Missing pages that another rule set finds, and what that says of the way the links are written.

    Args:
        graph: The graph.
        links: The dangling links.

    Returns:
        Clues by the key of the missing page; of a page whose links other rules take for several, none.
    """
    files = graph.nodes["path"]
    clues: dict[str, Clue] = {}
    torn: set[str] = set()
    for rules in _READERS:
        found = links[links[f"target_{rules}"].notna()]
        path = found[f"target_{rules}"].map(files).tolist()
        outcome = found[f"outcome_{rules}"].tolist()
        for key, name, page, why in zip(
            found["key"].tolist(), found["name"].tolist(), path, outcome, strict=True
        ):
            if key not in clues:
                clues[key] = _other_rules(rules, name, page, why)
            elif clues[key].page != page:
                torn.add(key)
    return {key: clue for key, clue in clues.items() if key not in torn}


def _other_rules(rules: RuleSet, name: str, page: str, outcome: str) -> Clue:
    wanted, there = without_suffix(name.strip("/")), without_suffix(page)
    there = "/".join(there.split("/")[-1 - wanted.count("/") :])
    if outcome == Outcome.AMBIGUOUS:
        return Clue(Cause.OTHER_RULES, f"several pages fit, {rules} takes the first", page, 0.6)
    if wanted == there or outcome in {Outcome.EXACT, Outcome.PATH, Outcome.ALIAS, Outcome.SELF}:
        return Clue(Cause.OTHER_RULES, f"{rules} finds it as it is written", page, 0.99)
    if unicodedata.normalize("NFC", wanted) == unicodedata.normalize("NFC", there):
        return Clue(Cause.UNICODE, "another Unicode form of the same letters", page, 0.99, automatic=True)
    if caseless(wanted) == caseless(there):
        return Clue(Cause.CASE, "differs in case only", page, 0.99, automatic=True)
    if _visible(wanted) == _visible(there):
        return Clue(Cause.UNICODE, "differs in invisible characters or width", page, 0.99, automatic=True)
    return Clue(Cause.SPELLING, "differs in case, blanks and punctuation only", page, 0.99, automatic=True)


def _visible(name: str) -> str:
    name = unicodedata.normalize("NFKC", name)
    return caseless("".join(c for c in name if unicodedata.category(c) != "Cf"))


def found_elsewhere(page: Asked, pages: Pages) -> Iterator[Clue]:
    """Pages of that name in other folders, and pages that claim it as their title or alias.

    Args:
        page: The missing page.
        pages: The pages there are.

    Yields:
        Clues; where several pages fit, one clue without a page that names them.
    """
    name = folded(stem_of(page.name))
    moved = pages.by_file_name.get(name, [])
    if len(moved) == 1:
        sure = len(page.words.split()) >= _GENERIC
        text = "the only page of that name is in another folder"
        yield Clue(Cause.MOVED, text, moved[0], 0.95 if sure else 0.6, automatic=sure)
    elif moved:
        yield Clue(
            Cause.MOVED, f"{len(moved)} pages of that name are in other folders: {_list(moved)}", None, 0.6
        )
    claimed = pages.by_claimed_name.get(name, [])
    if len(claimed) == 1 and claimed[0] not in moved:
        yield Clue(Cause.SPELLING, "a title or alias of this page", claimed[0], 0.97, automatic=True)
    elif len(claimed) > 1:
        yield Clue(
            Cause.CLAIMED_TWICE, f"a title or alias of {len(claimed)} pages: {_list(claimed)}", None, 0.9
        )


def _list(paths: list[str], most: int = 3) -> str:
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(sorted(paths)[:most]) + more
