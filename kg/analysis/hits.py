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
    return links.series(hub_scores(links.matrix if weighted else links.joined), "hubs")


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
    return links.series(hub_scores((links.matrix if weighted else links.joined).T.tocsr()), "authorities")


def hub_scores(matrix: csr_array) -> NDArray[np.float64]:
    """Hub scores under a matrix of links; its authorities are the hubs of the links turned round.

    Args:
        matrix: Row i holds the weights of the links of node i.

    Returns:
        One score a row, summing to one; all zero if there are no links.

    Raises:
        UsageError: The leading scores cannot be told from the next ones.
    """
    if not matrix.nnz:
        return np.zeros(matrix.shape[0])
    scores = leading(matrix, matrix.T.tocsr())
    return np.asarray(scores / scores.sum())
