"""Ranks nodes by where a reader who follows links at random would be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.analysis.selection import LINKS, select
from kg.analysis.settling import settled
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

    A reader at a page without links goes on wherever a bored reader would. The answer stands when one more
    step would move the whole vector by no more than ``tolerance``, however many nodes there are: rules that
    allow each node an error stop after a few rounds on a large graph, with the top of the ranking still in
    disorder.

    Args:
        graph: The graph.
        damping: Chance that the reader follows a link instead of starting anew.
        personalization: Node -> weight of where readers start; by default all nodes alike.
        weighted: Whether a page mentioned twice is twice as likely to be followed.
        tolerance: Sum of all changes one more step may make (the L1 residual), at least 1e-14.
        selection: Which edges count.

    Returns:
        One score a node. Its ``attrs`` tell the ``iterations`` (rounds of the slowest part) and the
        ``residual`` that was reached.

    Raises:
        UsageError: An option is out of range, a node to start from takes no part, or the tolerance cannot
            be reached with that damping.

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
    answer = walked(matrix, _starts(links, personalization), damping=damping, tolerance=tolerance)
    scores = links.series(answer.scores, "pagerank")
    scores.attrs.update(iterations=answer.iterations, residual=answer.residual)
    return scores


class Walk(NamedTuple):
    """Where readers are found in the end, and how well that is known."""

    scores: NDArray[np.float64]
    iterations: int
    residual: float


def walked(matrix: csr_array, starts: NDArray[np.float64], *, damping: float, tolerance: float) -> Walk:
    """Where readers who follow the links of a matrix are found.

    A reader at a page without links starts anew, so all that starts is in proportion to ``starts``: the
    scores solve a linear system but for a factor, which making them sum to one takes care of.

    Args:
        matrix: Row i holds the weights of the links of node i.
        starts: Chances to start at each node, summing to one.
        damping: Chance that a reader follows a link.
        tolerance: Sum of all changes one more step may make.

    Returns:
        The scores, the rounds they took, and the sum of all changes that one more step makes.

    Raises:
        UsageError: The tolerance cannot be reached.
    """
    outgoing = matrix.sum(axis=1)
    stuck = outgoing == 0
    steps = matrix.T.tocsr()
    steps.data *= (damping / np.where(stuck, 1, outgoing))[steps.indices]
    answer = settled(steps, (1 - damping) * starts, tolerance=tolerance * (1 - damping) / 2)
    if answer is not None:
        scores = answer[0] / (answer[0].sum() or 1)
        step = steps @ scores + (damping * scores[stuck].sum() + 1 - damping) * starts
        residual = float(np.abs(step - scores).sum())
        if residual <= tolerance:
            return Walk(scores, answer[1], residual)
    raise UsageError(
        f"PageRank does not settle to {tolerance} at a damping of {damping}.",
        hint="Allow a larger tolerance or lower the damping.",
    )


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
