"""Says of every missing page why it is missing: one main cause, and all that speaks for it or another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pandas import DataFrame, Series

from kg.errors import UsageError
from kg.health.causes.asked import Asked, Pages, asked_pages
from kg.health.causes.cause import Cause, Clue
from kg.health.causes.elsewhere import found_by_other_rules, found_elsewhere
from kg.health.causes.near import Beginnings, near_misses
from kg.health.causes.odd import leaked_examples, odd
from kg.health.causes.past import Deleted, announced
from kg.health.dangling import dangling_links, gathered
from kg.health.ties import Surroundings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.health.history import Deletion
    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet

__all__ = ["Cause", "causes", "causes_of", "wanted_causes"]

SURE: Final = 0.5  # confidence from which a clue may be the main cause
_ORDER: Final = {cause: place for place, cause in enumerate(Cause)}
_ENTITY_WORDS: Final = 2


def causes(
    graph: KnowledgeGraph,
    *,
    rules: RuleSet | None = None,
    among: NDArray[np.bool_] | None = None,
    deleted: Mapping[str, Deletion] | None = None,
) -> DataFrame:
    """The missing pages with the cause of each, those with most dangling links first.

    Each has one main cause, the first one in the order of `Cause` that is sure enough; a page that is
    certainly meant goes before the rest of them. A suggestion is a page to link to instead or, for a
    deleted page, the file to restore. Where several pages fit equally well there is none, and the evidence
    says so.

    Args:
        graph: The graph.
        rules: Rule set by which links are followed; the graph's own by default.
        among: Which mentions to look at, one boolean each; all by default.
        deleted: Files that were deleted from the vault, as `kg.health.history.deletions` tells; without
            them, no cause is ``deleted``.

    Returns:
        The table of `kg.dangling` with the columns cause (a `Cause`), evidence (list of dictionaries of
        cause, text, page and confidence; the main cause first), suggestion (path or None), confidence (0
        to 1, of the suggestion or else of the cause) and automatic (whether the suggestion is so sure that
        no person need look at it).

    Example:
        >>> import kg
        >>> graph = kg.build({"sourdough.md": "[[sourdogh]] [[00:10:38]] [[Ada Lovelace]]"})
        >>> causes(graph)[["label", "cause", "suggestion"]].values.tolist()[1:]
        [['Ada Lovelace', 'entity', None], ['sourdogh', 'near miss', 'sourdough.md']]
    """
    return causes_of(graph, dangling_links(graph, rules=rules, among=among), deleted=deleted)


def causes_of(
    graph: KnowledgeGraph,
    links: DataFrame,
    *,
    deleted: Mapping[str, Deletion] | None = None,
    pages: Pages | None = None,
) -> DataFrame:
    """The causes of the pages that these dangling links mean.

    Args:
        graph: The graph.
        links: What `kg.health.dangling.dangling_links` gave, or some rows of it.
        deleted: Files that were deleted from the vault.
        pages: The pages there are, if that is known already.

    Returns:
        The table of `causes`.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]"})
        >>> causes_of(graph, dangling_links(graph))["cause"].tolist()
        ['entity']
    """
    table = gathered(links)
    asked = asked_pages(links, table)
    clues = _clues(graph, links, asked, deleted or {}, pages or Pages(graph))
    rulings = [_ruling(page, clues[page.key]) for page in asked]
    evidence = [[clue.told() for clue in (main, *others)] for main, others, _ in rulings]
    told = table.assign(
        cause=[str(main.cause) for main, _, _ in rulings],
        evidence=Series(evidence, dtype=object),
        suggestion=Series([clue.page for _, _, clue in rulings], dtype=object),
        confidence=[clue.confidence for _, _, clue in rulings],
        automatic=[clue.automatic for _, _, clue in rulings],
    )
    return told.astype({"confidence": "float64", "automatic": "bool"})


def wanted_causes(names: Sequence[str]) -> frozenset[Cause]:
    """The causes of these names.

    Args:
        names: Their names, blanks or dashes between words; none means all.

    Returns:
        The causes.

    Raises:
        UsageError: There is no such cause.

    Example:
        >>> sorted(wanted_causes(["near-miss", "moved"]))
        [<Cause.MOVED: 'moved'>, <Cause.NEAR_MISS: 'near miss'>]
    """
    spelled = {name: name.replace("-", " ").lower() for name in names}
    for name, plainly in spelled.items():
        if plainly not in list(Cause):
            raise UsageError(f"No cause {name!r}.", hint=f"There are {', '.join(Cause)}.")
    return frozenset(map(Cause, spelled.values())) or frozenset(Cause)


def _clues(
    graph: KnowledgeGraph,
    links: DataFrame,
    asked: Sequence[Asked],
    deleted: Mapping[str, Deletion],
    pages: Pages,
) -> Mapping[str, list[Clue]]:
    """All that speaks for any cause, by the key of the missing page."""
    clues: dict[str, list[Clue]] = defaultdict(list)
    for found in (found_by_other_rules(graph, links), leaked_examples(asked, pages), announced(graph, links)):
        for key, clue in found.items():
            clues[key].append(clue)
    past, beginnings = Deleted(deleted), Beginnings(pages)
    for page in asked:
        clues[page.key] += odd(page)
        clues[page.key] += found_elsewhere(page, pages)
        clues[page.key] += [clue for clue in (past.clue(page), beginnings.clue(page)) if clue]
    open_ = _without_answer(asked, clues)
    around = Surroundings(graph, links, [page.key for page in open_])
    for key, clue in near_misses(open_, pages, around):
        clues[key].append(clue)
    return clues


def _without_answer(asked: Sequence[Asked], clues: Mapping[str, list[Clue]]) -> list[Asked]:
    """The missing pages for which a near miss is worth looking for: names that might be of a page."""
    odd_ones = {Cause.NOT_A_PAGE, Cause.ATTACHMENT}
    return [
        page
        for page in asked
        if page.words and not any(clue.automatic or clue.cause in odd_ones for clue in clues[page.key])
    ]


def _ruling(page: Asked, clues: list[Clue]) -> tuple[Clue, list[Clue], Clue]:
    """The main cause, the other clues, and the clue that has the suggestion (or else the main cause)."""
    ordered = sorted(clues, key=lambda clue: (*_standing(clue), -clue.confidence))
    ordered += _fallback(page)
    main = next(clue for clue in ordered if clue.confidence >= SURE)
    others = [clue for clue in ordered if clue is not main]
    if main.cause in {Cause.ENTITY, Cause.WANTED}:
        others = [clue for clue in others if clue.cause != Cause.WANTED]
    else:
        others = [clue for clue in others if clue.cause not in {Cause.ENTITY, Cause.WANTED}]
    with_page = [clue for clue in (main, *others) if clue.page is not None and clue.confidence >= SURE]
    tied = any(clue.cause == Cause.CLAIMED_TWICE for clue in clues)
    return main, others, with_page[0] if with_page and not tied else main


def _standing(clue: Clue) -> tuple[bool, int]:
    """Odd names first, then what the history or another rule set proves, then certain near misses."""
    certain_miss = clue.automatic and clue.cause == Cause.NEAR_MISS
    return (not certain_miss and _ORDER[clue.cause] > _ORDER[Cause.DELETED], _ORDER[clue.cause])


def _fallback(page: Asked) -> Iterator[Clue]:
    words = page.words.removeprefix("the ").split()
    if len(words) <= _ENTITY_WORDS:
        yield Clue(Cause.ENTITY, "a name of one or two words", None, SURE)
    yield Clue(Cause.WANTED, f"wanted by {page.notes} {'note' if page.notes == 1 else 'notes'}", None, SURE)
