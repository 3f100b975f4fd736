"""Ranks nodes by the scores of their neighbours, in which theirs count in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

from kg.analysis.leading import leading
from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def eigenvector(
    graph: KnowledgeGraph, *, directed: bool = False, selection: Selection = LINKS
) -> Series[float]:
    """Eigenvector centrality: a node's score is in proportion to its neighbours' sum (Bonacich 1972).

    By default links have no direction, as in Bonacich's paper: in a vault, most pages lie on no cycle of
    directed links, and what comes to them dies away to nothing. Of a graph in several parts, the part in
    which scores grow fastest gets them all.

    Args:
        graph: The graph.
        directed: Whether a score comes only from pages that link to it. Where no page can come back to
            itself, all scores are zero then.
        selection: Which edges count.

    Returns:
        One score a node, together of length one (Euclid's); all zero if there are no links.

    Raises:
        UsageError: Parts of the graph are so much alike that their scores cannot be told apart.

    Example:
        >>> import kg
        >>> eigenvector(kg.build({"a.md": "[[b]]", "b.md": "", "c.md": "[[b]]"})).round(3).tolist()
        [0.5, 0.707, 0.5]
    """
    links = select(graph, selection)
    matrix = links.joined.T.tocsr() if directed else links.either
    if not directed:
        matrix.data[:] = 1  # links there and back join two pages no better than one
    return links.series(leading_scores(matrix), "eigenvector")


def leading_scores(incoming: csr_array) -> NDArray[np.float64]:
    """The leading eigenvector of a matrix without negative entries; zero if it has none.

    Args:
        incoming: Row i holds what node i gets from each of the others.

    Returns:
        One score a row.

    Raises:
        UsageError: It cannot be told from others that are nearly as good.
    """
    size = incoming.shape[0]
    parts, _ = connected_components(incoming, connection="strong")
    if parts == size and not incoming.diagonal().any():  # nothing comes back to where it was
        return np.zeros(size)
    return leading(incoming)
