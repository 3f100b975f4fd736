"""Finds how deep each node sits in the densest part of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def core_number(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """The largest k such that the node is in a group where each has k neighbours (Seidman 1983).

    Direction does not matter, and a self-link makes no neighbour.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One number a node.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": "", "d.md": "[[a]]"})
        >>> core_number(graph).tolist()
        [2, 2, 2, 1]
    """
    links = select(graph, selection)
    either = (links.joined + links.joined.T).tocsr()
    either.setdiag(0)
    either.eliminate_zeros()
    return links.series(_peel(either), "core_number")


def _peel(neighbours: csr_array) -> NDArray[np.int64]:
    """Takes away all nodes with at most k neighbours left, over and over, for each k from 0.

    Each node is taken once and only its own neighbours are looked at, so the time is linear in the edges
    (Batagelj and Zaversnik 2003, in waves instead of one by one).
    """
    left = np.diff(neighbours.indptr).astype(np.int64)
    core = np.full(len(left), -1, dtype=np.int64)
    level = 0
    while (waiting := np.flatnonzero(core < 0)).size:
        level = max(level, int(left[waiting].min()))
        wave = waiting[left[waiting] <= level]
        while wave.size:
            core[wave] = level
            touched, losses = np.unique(_gathered(neighbours, wave), return_counts=True)
            left[touched] -= losses
            wave = touched[(core[touched] < 0) & (left[touched] <= level)]
    return core


def _gathered(matrix: csr_array, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """The column indices of these rows, one row after the other."""
    indptr = matrix.indptr
    starts, sizes = indptr[rows], indptr[rows + 1] - indptr[rows]
    shift = np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    gathered: NDArray[np.int32] = matrix.indices[shift + np.arange(sizes.sum())]
    return gathered
