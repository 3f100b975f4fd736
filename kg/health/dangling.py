"""Finds the missing pages: what links lead nowhere, how they are written, and where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from pandas import DataFrame

from kg.model.ids import node_key, stem_of
from kg.model.kinds import MentionKind, NodeKind, Outcome, RuleSet
from kg.resolve.targets import missing_name, sought
from kg.store.frames import frame_columns, frame_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph


@dataclass(slots=True)
class _Page:
    """A missing page while its dangling links are being gathered."""

    label: str
    spellings: Counter[str] = field(default_factory=Counter)
    places: list[dict[str, Any]] = field(default_factory=list)


def dangling(
    graph: KnowledgeGraph, *, rules: RuleSet | None = None, among: NDArray[np.bool_] | None = None
) -> DataFrame:
    """The missing pages, those with most dangling links first.

    Under a stricter rule set than the graph's own, pages that only the graph's own rules find are missing
    too. Links mean the same missing page if they agree but for case and ``.md``; under the rule set
    ``folded``, also if they agree but for blanks and punctuation.

    Args:
        graph: The graph.
        rules: Rule set by which links are followed; the graph's own by default.
        among: Which mentions to look at, one boolean each; all by default.

    Returns:
        A table: key (that of the node, under the graph's own rules), label (of the first mention),
        spellings (list, the most frequent first), mentions, notes (that hold one), places (list of
        dictionaries of note, line and column).

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b c]] [[B c]]", "d.md": "[[b c|x]]"})
        >>> table = dangling(graph)
        >>> table[["label", "spellings", "mentions", "notes"]].values.tolist()
        [['b c', ['b c', 'B c'], 3, 2]]
        >>> table["places"][0][1]
        {'note': 'a.md', 'line': 1, 'column': 9}
    """
    return gathered(dangling_links(graph, rules=rules, among=among))


def dangling_links(
    graph: KnowledgeGraph, *, rules: RuleSet | None = None, among: NDArray[np.bool_] | None = None
) -> DataFrame:
    """The mentions whose target is a missing page, each with the page it means.

    Args:
        graph: The graph.
        rules: Rule set by which links are followed; the graph's own by default.
        among: Which mentions to look at, one boolean each; all by default.

    Returns:
        Those rows of ``graph.mentions``, with three more columns: note (path of the note), name (the target
        as a path, decoded) and key (of the missing page).

    Example:
        >>> import kg
        >>> dangling_links(kg.build({"a.md": "[[b c]] [[a]]"}))[["note", "key"]].values.tolist()
        [['a.md', 'missing:bc']]
    """
    rules = rules or graph.manifest.rules
    outcome = f"outcome_{rules}"
    missing = (frame_columns(graph, "mentions", [outcome])[outcome] == Outcome.MISSING).to_numpy()
    found = frame_rows(graph, "mentions", missing if among is None else missing & among)
    notes = found["source"].map(graph.nodes["path"]).astype(object)
    markdown = (found["kind"] == MentionKind.MARKDOWN).tolist()
    written = found["written"].tolist()
    names = [sought(text, rules, markdown=is_one) for text, is_one in zip(written, markdown, strict=True)]
    if rules == graph.manifest.rules and found["target"].notna().all():  # then they have nodes
        keys = graph.nodes["key"].take(found["target"].to_numpy(np.int64)).tolist()
        return found.assign(note=notes, name=names, key=keys)
    fold = rules == RuleSet.FOLDED
    keys = [
        node_key(NodeKind.MISSING, missing_name(name, note, fold=fold))
        for name, note in zip(names, notes, strict=True)
    ]
    return found.assign(note=notes, name=names, key=keys)


def gathered(links: DataFrame) -> DataFrame:
    """Dangling links by the page they mean, as `dangling` gives them.

    Args:
        links: What `dangling_links` gave, or some rows of it.

    Returns:
        The table of `dangling`.

    Example:
        >>> import kg
        >>> gathered(dangling_links(kg.build({"a.md": "[[b]]"})))["label"].tolist()
        ['b']
    """
    pages: dict[str, _Page] = {}
    columns = ("key", "name", "written", "note", "line", "column")
    for key, name, written, note, line, column in zip(*(links[c].tolist() for c in columns), strict=True):
        if key not in pages:
            pages[key] = _Page(label=stem_of(name.rstrip("/")) or name)
        page = pages[key]
        page.spellings[written] += 1
        page.places.append({"note": note, "line": line, "column": column})
    return _table(pages)


def in_order(table: DataFrame) -> DataFrame:
    """A table of missing pages in the order of `dangling`: those with most dangling links first.

    >>> in_order(DataFrame({"key": ["b", "a", "c"], "mentions": [1, 1, 2]}))["key"].tolist()
    ['c', 'a', 'b']
    """
    keys, mentions = table["key"].tolist(), table["mentions"].tolist()
    rows = sorted(range(len(keys)), key=lambda row: (-mentions[row], keys[row]))
    return table.take(rows).reset_index(drop=True)


def _table(pages: dict[str, _Page]) -> DataFrame:
    ordered = sorted(pages.items(), key=lambda item: (-len(item[1].places), item[0]))
    columns = {
        "key": [key for key, _ in ordered],
        "label": [page.label for _, page in ordered],
        "spellings": [[written for written, _ in page.spellings.most_common()] for _, page in ordered],
        "mentions": [len(page.places) for _, page in ordered],
        "notes": [len({place["note"] for place in page.places}) for _, page in ordered],
        "places": [page.places for _, page in ordered],
    }
    return DataFrame(columns).astype({"mentions": "int32", "notes": "int32"})
