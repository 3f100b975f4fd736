"""Ranks nodes as hubs, which link to good authorities, and authorities, which good hubs link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.analysis.leading import leading
from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

    Vector = NDArray[np.float64]


def hubs(graph: KnowledgeGraph, *, weighted: bool = False, selection: Selection = LINKS) -> Series[float]:
    """Hub score of every node, summing to one: does it link to authorities? (Kleinberg 1999, HITS).

    Args:
        graph: The graph.
        weighted: Whether repeated mentions count.
        selection: Which edges count.

    Returns:
        One score a node; all zero if there are no links.

    Example:
        >>> import kg
        >>> int(hubs(kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": ""})).idxmax())
        0
    """
    links = select(graph, selection)
    matrix = links.matrix if weighted else links.joined
    return links.series(_hub_scores(matrix), "hubs")


def authorities(
    graph: KnowledgeGraph, *, weighted: bool = False, selection: Selection = LINKS
) -> Series[float]:
    """Authority score of every node, summing to one: do hubs link to it? (Kleinberg 1999, HITS).

    Args:
        graph: The graph.
        weighted: Whether repeated mentions count.
        selection: Which edges count.

    Returns:
        One score a node; all zero if there are no links.

    Example:
        >>> import kg
        >>> int(authorities(kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": ""})).idxmax())
        2
    """
    links = select(graph, selection)
    matrix = links.matrix if weighted else links.joined
    return links.series(_summing_to_one(matrix.T @ _hub_scores(matrix)), "authorities")


def _hub_scores(matrix: csr_array) -> Vector:
    if not matrix.nnz:
        return np.zeros(matrix.shape[0])
    back = matrix.T.tocsr()
    return _summing_to_one(leading(lambda scores: np.asarray(matrix @ (back @ scores)), matrix.shape[0]))


def _summing_to_one(scores: Vector) -> Vector:
    total = scores.sum()
    return np.asarray(scores / total) if total else scores
