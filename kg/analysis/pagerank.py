"""Ranks nodes by where a reader who follows links at random would be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import diags_array

from kg.analysis.selection import LINKS, select
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Links, Selection
    from kg.model.graph import KnowledgeGraph

_FINEST: Final = 1e-14  # a smaller change than this would drown in rounding


def pagerank(
    graph: KnowledgeGraph,
    *,
    damping: float = 0.85,
    personalization: Mapping[int, float] | None = None,
    weighted: bool = False,
    tolerance: float = 1e-12,
    selection: Selection = LINKS,
) -> Series[float]:
    """PageRank of every node, summing to one (Page, Brin, Motwani and Winograd 1999).

    A reader at a page without links goes on wherever a bored reader would. The iteration stops when the
    whole vector moves by less than ``tolerance``, however many nodes there are: rules that allow each node
    an error stop after a few rounds on a large graph, with the top of the ranking still in disorder.

    Args:
        graph: The graph.
        damping: Chance that the reader follows a link instead of starting anew.
        personalization: Node -> weight of where readers start; by default all nodes alike.
        weighted: Whether a page mentioned twice is twice as likely to be followed.
        tolerance: Sum of all changes in one round below which the answer stands, at least 1e-14.
        selection: Which edges count.

    Returns:
        One score a node.

    Raises:
        UsageError: An option is out of range, or a node to start from takes no part.

    Example:
        >>> import kg
        >>> star = kg.build({"hub.md": "", **{f"{leaf}.md": "[[hub]]" for leaf in "abc"}})
        >>> star.nodes["key"][pagerank(star).idxmax()]
        'note:hub.md'
    """
    if not 0 <= damping < 1:
        raise UsageError(f"A damping of {damping} is out of range.", hint="Use 0 to below 1.")
    if tolerance < _FINEST:
        raise UsageError(f"A tolerance of {tolerance} is out of range.", hint=f"Use {_FINEST} or more.")
    links = select(graph, selection)
    matrix = links.matrix if weighted else links.joined
    starts = _starts(links, personalization)
    return links.series(_settled(matrix, starts, damping, tolerance), "pagerank")


def _settled(
    matrix: csr_array, starts: NDArray[np.float64], damping: float, tolerance: float
) -> NDArray[np.float64]:
    outgoing = matrix.sum(axis=1)
    stuck = outgoing == 0
    steps = (diags_array(1 / np.where(stuck, 1, outgoing)) @ matrix).T.tocsr()
    rank, change = starts, np.inf
    while change >= tolerance and len(rank):
        before = rank
        rank = damping * (steps @ rank + rank[stuck].sum() * starts) + (1 - damping) * starts
        rank /= rank.sum()
        change = np.abs(rank - before).sum()
    return rank


def _starts(links: Links, personalization: Mapping[int, float] | None) -> NDArray[np.float64]:
    size = len(links.nodes)
    if personalization is None:
        return np.full(size, 1 / max(size, 1))
    starts = np.zeros(size)
    for node, weight in personalization.items():
        row = int(np.searchsorted(links.nodes, node))
        if row == size or links.nodes[row] != node:
            raise UsageError(f"Node {node} takes no part in the measure.", hint="Start from a page.")
        starts[row] = weight
    if (starts < 0).any() or not 0 < starts.sum() < np.inf:
        raise UsageError("The weights to start from are no chances.", hint="None below 0, one above.")
    return np.asarray(starts / starts.sum())
