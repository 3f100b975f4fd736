"""Finds the notes that links do not reach, or do not leave."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import Series
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import breadth_first_order

from kg.analysis.ruleset import written_links
from kg.analysis.selection import LINKS, Selection, kind_in
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.analysis.selection import Links
    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet


class Apart(StrEnum):
    """In which way a note stands apart from the others."""

    ORPHAN = "orphan"  # no other note links to it
    DEAD_END = "dead_end"  # it links to no other note that is written
    ISOLATED = "isolated"  # both
    UNREACHABLE = "unreachable"  # no path of links leads to it from any index page


WEAKLY_ATTACHED: Final = "weakly_attached"  # it is linked, but only by index pages or structural lines


def orphans(
    graph: KnowledgeGraph, *, rules: RuleSet | None = None, selection: Selection = LINKS
) -> DataFrame:
    """The notes that stand apart from the others, in which way, and why.

    Judged are notes, not index pages: those are where reading starts, and nobody need link to them. Links
    to missing pages lead nowhere, so a note with no others is a dead end. Paths from index pages follow
    their lists, whatever the selection says; a graph without index pages has no unreachable notes. A note
    is weakly attached if it is linked, but by nothing that a note's writer put into its text: whatever the
    selection says, index pages and structural lines alone hold it.

    Args:
        graph: The graph.
        rules: Rule set by which links are followed; the graph's own by default.
        selection: Which links count.

    Returns:
        A table indexed by node, in order of path: key, label, path, one boolean for each `Apart` and for
        weakly_attached, and reason (all that holds of it, in words).

    Raises:
        UsageError: The selection names kinds of edges, and the rule set is not the graph's own.

    Example:
        >>> import kg
        >>> table = orphans(kg.build({"a.md": "[[b]]", "b.md": "[[nowhere]]", "c.md": ""}))
        >>> table[["path", "orphan", "dead_end", "isolated"]].values.tolist()
        [['a.md', True, False, False], ['b.md', False, True, False], ['c.md', True, True, True]]
        >>> table["reason"].tolist()[1]
        'it links to no other note that is written'
    """
    links = written_links(graph, selection, rules=rules)
    joined = links.joined
    orphan = joined.sum(axis=0) == 0
    dead_end = joined.sum(axis=1) == 0
    note = kind_in(graph.nodes.iloc[links.nodes], (NodeKind.NOTE,))
    ways: dict[str, NDArray[np.bool_]] = {
        Apart.ORPHAN: orphan,
        Apart.DEAD_END: dead_end,
        Apart.ISOLATED: orphan & dead_end,
        Apart.UNREACHABLE: _unreachable(graph, links, rules),
        WEAKLY_ATTACHED: _weakly_attached(graph, note, rules),
    }
    table = graph.nodes.iloc[links.nodes][["key", "label", "path"]].assign(**ways)
    chosen = table[note & np.logical_or.reduce(list(ways.values()))]
    told: DataFrame = chosen.assign(reason=_reasons(chosen))
    return told.sort_values("path").rename_axis("node")


def _weakly_attached(
    graph: KnowledgeGraph, note: NDArray[np.bool_], rules: RuleSet | None
) -> NDArray[np.bool_]:
    """Which pages are linked, but by no other note's own text."""
    everything = written_links(graph, replace(LINKS, lists=True, from_line=True), rules=rules).joined
    text = written_links(graph, LINKS, rules=rules).joined
    return np.asarray((everything.sum(axis=0) > 0) & (text.T @ note.astype(np.float64) == 0))


def _reasons(table: DataFrame) -> Series[str]:
    """All that holds of each note, in words; where one thing says another too, only the stronger one."""
    orphan, dead_end, weak = table[Apart.ORPHAN], table[Apart.DEAD_END], table[WEAKLY_ATTACHED]
    clauses = {
        "only index pages or structural lines link to it": weak,
        "no other note links to it": orphan & ~weak,
        "it links to no other note that is written": dead_end,
        "no path of links leads to it from an index page": table[Apart.UNREACHABLE],
    }
    told = Series("", index=table.index, dtype="str")
    for clause, holds in clauses.items():
        told = told.where(~holds, told + np.where(told == "", "", "; ") + clause)
    return told


def _unreachable(graph: KnowledgeGraph, pages: Links, rules: RuleSet | None) -> NDArray[np.bool_]:
    links = written_links(graph, replace(LINKS, lists=True), rules=rules)
    index = kind_in(graph.nodes.iloc[pages.nodes], (NodeKind.INDEX,))
    if not index.any():
        return np.zeros(len(pages.nodes), dtype=bool)
    return ~_reached(links.joined, index)


def _reached(joined: csr_array, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows that paths from these rows lead to, the rows themselves included."""
    root = len(starts)  # one more node that leads to all the starts, so that one search does
    rooted = vstack([joined, csr_array(starts[None, :])], format="csr")
    rooted.resize(root + 1, root + 1)
    reached = np.zeros(root + 1, dtype=bool)
    reached[breadth_first_order(rooted, root, return_predecessors=False)] = True
    return reached[:root]
