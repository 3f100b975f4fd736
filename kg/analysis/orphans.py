"""Finds the notes that links do not reach, or do not leave."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import breadth_first_order

from kg.analysis.selection import LINKS, kind_in, select
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


class Apart(StrEnum):
    """In which way a note stands apart from the others."""

    ORPHAN = "orphan"  # no other note links to it
    DEAD_END = "dead_end"  # it links to no other note that is written
    ISOLATED = "isolated"  # both
    UNREACHABLE = "unreachable"  # no path of links leads to it from any index page


def orphans(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> DataFrame:
    """The notes that stand apart from the others, and in which way.

    Judged are notes, not index pages: those are where reading starts, and nobody need link to them. Links
    to missing pages lead nowhere, so a note with no others is a dead end. Paths from index pages follow
    their lists, whatever the selection says; a graph without index pages has no unreachable notes.

    Args:
        graph: The graph.
        selection: Which links count.

    Returns:
        A table indexed by node, in order of path: key, label, path, and one boolean for each `Apart`.

    Example:
        >>> import kg
        >>> table = orphans(kg.build({"a.md": "[[b]]", "b.md": "[[nowhere]]", "c.md": ""}))
        >>> table[["path", "orphan", "dead_end", "isolated"]].values.tolist()
        [['a.md', True, False, False], ['b.md', False, True, False], ['c.md', True, True, True]]
    """
    links = select(graph, replace(selection, missing=False))
    kinds = graph.nodes["kind"].iloc[links.nodes].to_frame()
    note = kind_in(kinds, (NodeKind.NOTE,))
    # Links count only between what is written: with structural edges taken in, other nodes are here too.
    written = kind_in(kinds, (NodeKind.NOTE, NodeKind.INDEX)).astype(np.float64)
    orphan = links.joined.T @ written == 0
    dead_end = links.joined @ written == 0
    unreachable = _unreachable(graph)[links.nodes]
    table = graph.nodes.iloc[links.nodes][["key", "label", "path"]].assign(
        orphan=orphan, dead_end=dead_end, isolated=orphan & dead_end, unreachable=unreachable
    )
    apart = orphan | dead_end | unreachable
    chosen: DataFrame = table[note & apart]
    return chosen.sort_values("path").rename_axis("node")


def _unreachable(graph: KnowledgeGraph) -> NDArray[np.bool_]:
    links = select(graph, replace(LINKS, lists=True, missing=False))
    index = kind_in(graph.nodes, (NodeKind.INDEX,))
    apart = np.zeros(len(graph.nodes), dtype=bool)
    if index.any():
        apart[links.nodes] = ~_reached(links.joined, index[links.nodes])
    return apart


def _reached(joined: csr_array, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows that paths from these rows lead to, the rows themselves included."""
    root = len(starts)  # one more node that leads to all the starts, so that one search does
    rooted = vstack([joined, csr_array(starts[None, :])], format="csr")
    rooted.resize(root + 1, root + 1)
    reached = np.zeros(root + 1, dtype=bool)
    reached[breadth_first_order(rooted, root, return_predecessors=False)] = True
    return reached[:root]
