"""Ranks nodes by all walks that lead to them, long ones counting less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.analysis.selection import LINKS, select
from kg.analysis.settling import settled
from kg.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def katz(
    graph: KnowledgeGraph,
    *,
    attenuation: float | None = None,
    weighted: bool = False,
    tolerance: float = 1e-10,
    selection: Selection = LINKS,
) -> Series[float]:
    """Katz centrality of every node: one for itself, and a part of the score of each that links to it.

    A walk of k links that ends at a node adds ``attenuation**k`` (Katz 1953). The part has to be so small
    that what goes round in a cycle dies away. One over the largest number of links to a page, or from a page,
    whichever is less, is the most that is safe in every graph; the default is nine tenths of it.

    Args:
        graph: The graph.
        attenuation: The part of its score that a page hands on over each link.
        weighted: Whether repeated mentions hand on as often.
        tolerance: How far, summed over all nodes, the scores may be from what their neighbours make them,
            before they are scaled.
        selection: Which edges count.

    Returns:
        One score a node, together of length one (Euclid's). Its ``attrs`` tell ``attenuation`` and
        ``iterations``.

    Raises:
        UsageError: An option is out of range, or the attenuation is so large that scores grow forever.

    Example:
        >>> import kg
        >>> katz(kg.build({"a.md": "[[b]]", "b.md": "", "c.md": "[[b]]"})).round(3).tolist()
        [0.319, 0.893, 0.319]
    """
    links = select(graph, selection)
    matrix = links.matrix if weighted else links.joined
    if attenuation is None:
        most = min((float(matrix.sum(axis=axis).max(initial=0)) for axis in (0, 1)), default=0)
        attenuation = 0.9 / max(most, 1)
    if attenuation < 0 or not tolerance > 0:
        wrong = f"attenuation of {attenuation}" if attenuation < 0 else f"tolerance of {tolerance}"
        raise UsageError(f"A {wrong} is out of range.", hint="Use a number above 0.")
    values, iterations = katz_scores(matrix, attenuation=attenuation, tolerance=tolerance)
    scores = links.series(values / (np.linalg.norm(values) or 1), "katz")
    scores.attrs.update(attenuation=attenuation, iterations=iterations)
    return scores


def katz_scores(
    matrix: csr_array, *, attenuation: float, tolerance: float
) -> tuple[NDArray[np.float64], int]:
    """Katz centrality under a matrix of links, before it is scaled.

    Args:
        matrix: Row i holds the weights of the links of node i.
        attenuation: The part of its score that a node hands on over each link.
        tolerance: How far, summed over all nodes, scores may be from what their neighbours make them.

    Returns:
        One score a row, and the rounds they took.

    Raises:
        UsageError: The attenuation is so large that scores grow forever.
    """
    base = np.ones(matrix.shape[0])
    answer = settled((matrix.T * attenuation).tocsr(), base, tolerance=tolerance)
    if answer is None:
        raise UsageError(
            f"Katz centrality does not settle at an attenuation of {attenuation}.",
            hint="Use a smaller one, or none for one that fits the graph.",
        )
    return answer
