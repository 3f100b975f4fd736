"""Measures how closely knit each node's neighbourhood is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.analysis.selection import LINKS, rows, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def clustering(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[float]:
    """The share of pairs of a node's neighbours that are neighbours themselves (Watts and Strogatz 1998).

    Direction does not matter, and a self-link makes no neighbour.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One share a node, from 0 to 1; 0 for those with fewer than two neighbours.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] [[c]] [[d]]", "b.md": "[[c]]", "c.md": "", "d.md": ""})
        >>> clustering(graph).round(3).tolist()
        [0.333, 1.0, 1.0, 0.0]
    """
    links = select(graph, selection)
    return links.series(clustered(links.either), "clustering")


def clustered(either: csr_array) -> NDArray[np.float64]:
    """The local clustering coefficients of a symmetric matrix without a diagonal."""
    from kg.analysis.kernels.triangles import triangles

    neighbours = np.diff(either.indptr).astype(np.float64)
    return np.asarray(2 * triangles(*rows(either)) / np.maximum(neighbours * (neighbours - 1), 1))


def constraint(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[float]:
    """Burt's constraint: how far a node's neighbours are one circle (Burt 1992, *Structural holes*).

    Low where a page joins others that know nothing of each other: a broker. Two pages that link to each
    other are tied twice as much as two of which one links to the other.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One number a node, above 0 and seldom above 1. A page without neighbours, for which Burt defines
        nothing, has 1, like a page with only one.

    Example:
        >>> import kg
        >>> graph = kg.build({"hub.md": "[[a]] [[b]] [[c]] [[d]]", **{f"{n}.md": "" for n in "abcd"}})
        >>> constraint(graph).round(3).tolist()
        [1.0, 1.0, 1.0, 1.0, 0.25]
    """
    links = select(graph, selection)
    scores = constrained(links.either)
    return links.series(np.where(np.isnan(scores), 1.0, scores), "constraint")


def constrained(ties: csr_array) -> NDArray[np.float64]:
    """Burt's constraint under the ties of a symmetric matrix without a diagonal; NaN without neighbours."""
    from kg.analysis.kernels.triangles import constrain

    neighbours = np.diff(ties.indptr)
    shares = ties.data / np.repeat(ties.sum(axis=1), neighbours)
    return np.where(neighbours, constrain(*rows(ties), shares), np.nan)
