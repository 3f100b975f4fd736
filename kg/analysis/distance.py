"""Ranks nodes by how near the others are: closeness, harmonic centrality, reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse.csgraph import reverse_cuthill_mckee

from kg.analysis.selection import LINKS, rows, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def closeness(graph: KnowledgeGraph, *, directed: bool = True, selection: Selection = LINKS) -> Series[float]:
    """How few steps it takes to come to each node, from where one can (Wasserman and Faust 1994).

    One over the mean distance from the nodes that reach it, times their share of all others: without that
    factor, a page that is linked by one other, and reached by no more, would be the nearest of all.

    Args:
        graph: The graph.
        directed: Whether links are followed in their direction only.
        selection: Which edges count.

    Returns:
        One score a node, from 0 (nobody comes there) to 1 (all link to it).

    Example:
        >>> import kg
        >>> closeness(kg.build({"a.md": "[[c]]", "b.md": "[[c]]", "c.md": ""})).tolist()
        [0.0, 0.0, 1.0]
    """
    links = select(graph, selection)
    return links.series(distances(links.joined if directed else links.either).closeness, "closeness")


def harmonic(graph: KnowledgeGraph, *, directed: bool = True, selection: Selection = LINKS) -> Series[float]:
    """The sum of one over the distance from each other node (Boldi and Vigna 2014, *Axioms for centrality*).

    Nodes that do not reach it add nothing, so graphs in several parts need no special rule.

    Args:
        graph: The graph.
        directed: Whether links are followed in their direction only.
        selection: Which edges count.

    Returns:
        One score a node, from 0 to the number of other nodes.

    Example:
        >>> import kg
        >>> harmonic(kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": ""})).tolist()
        [0.0, 1.0, 1.5]
    """
    links = select(graph, selection)
    return links.series(distances(links.joined if directed else links.either).inverse, "harmonic")


def local_reaching(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[float]:
    """The share of the other nodes one can come to from each (Mones, Vicsek and Vicsek 2012).

    Args:
        graph: The graph.
        selection: Which edges count; they are followed in their direction.

    Returns:
        One share a node, from 0 to 1.

    Example:
        >>> import kg
        >>> local_reaching(kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": ""})).tolist()
        [1.0, 0.5, 0.0]
    """
    links = select(graph, selection)
    reached = distances(links.joined.T.tocsr()).reached
    return links.series(reached / max(len(reached) - 1, 1), "local_reaching")


class Distances(NamedTuple):
    """What all shortest paths to each node come to, the node itself left out."""

    reached: NDArray[np.int64]  # how many nodes it is reached from
    total: NDArray[np.int64]  # the sum of their distances
    inverse: NDArray[np.float64]  # the sum of one over each distance

    @property
    def closeness(self) -> NDArray[np.float64]:
        """Closeness in Wasserman and Faust's form; 0 for what nothing reaches."""
        near = self.reached / np.maximum(self.total, 1)
        return near * (self.reached / max(len(near) - 1, 1))


def distances(matrix: csr_array) -> Distances:
    """How many nodes reach each node, and from how far.

    Args:
        matrix: The links, followed from row to column; its values don't matter.

    Returns:
        Three numbers a node.
    """
    from kg.analysis.kernels.shortest_paths import distances as walk

    order, near = ordered(matrix)
    reached, total, inverse = walk(*rows(near))
    back = np.empty_like(order)
    back[order] = np.arange(len(order), dtype=order.dtype)
    return Distances(reached[back], total[back], inverse[back])


def ordered(matrix: csr_array) -> tuple[NDArray[np.int32], csr_array]:
    """The same links with the nodes renumbered so that neighbours have numbers near each other.

    What a search looks at next is then mostly in the cache already, which makes long searches several times
    quicker (Cuthill and McKee 1969).

    Args:
        matrix: The links.

    Returns:
        The old number of each new node, and the matrix with rows and columns in that order.
    """
    if not matrix.nnz:
        return np.arange(matrix.shape[0], dtype=np.int32), matrix
    order = reverse_cuthill_mckee(matrix, symmetric_mode=False)
    return order, matrix[order][:, order].tocsr()
