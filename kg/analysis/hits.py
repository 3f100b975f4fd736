"""Ranks nodes as hubs, which link to good authorities, and authorities, which good hubs link to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

    Vector = NDArray[np.float64]

_DIRECTIONS: Final = 24  # of one Krylov space: one or two rounds for most vaults, and little memory
_TOLERANCE: Final = 1e-10  # how far from an eigenvector the answer may be, relative to its eigenvalue


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
    size = matrix.shape[0]
    if not matrix.nnz:
        return np.zeros(size)
    back = matrix.T.tocsr()

    def round_trip(scores: Vector) -> Vector:
        return np.asarray(matrix @ (back @ scores))

    scores = np.full(size, size**-0.5)
    while True:
        scores = np.abs(_leading(round_trip, scores))
        image = round_trip(scores)
        value = float(scores @ image)
        if np.linalg.norm(image - value * scores) <= _TOLERANCE * value:
            return np.asarray(image / image.sum())  # of what links to nothing exactly zero is left


def _leading(apply: Callable[[Vector], Vector], start: Vector) -> Vector:
    """The best guess at the leading eigenvector within the start's Krylov space (Lanczos 1950).

    Plain power iteration leads to the same answer but takes forever where two hubs are nearly equal.
    Starting from equal scores keeps the answer unique where they are exactly equal.
    """
    basis: list[Vector] = []
    diagonal: list[float] = []
    beside: list[float] = []
    vector, length = start, float(np.linalg.norm(start))
    while len(basis) < _DIRECTIONS and length > _TOLERANCE * max(diagonal, default=0):
        basis.append(vector / length)
        vector = apply(basis[-1])
        diagonal.append(float(basis[-1] @ vector))
        known = np.array(basis)
        for _ in range(2):  # once is not enough: rounding leaves the new direction slightly oblique
            vector = vector - known.T @ (known @ vector)
        length = float(np.linalg.norm(vector))
        beside.append(length)
    inner = np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1)
    leading = np.linalg.eigh(inner).eigenvectors[:, -1] @ np.array(basis)
    return np.asarray(leading / np.linalg.norm(leading))


def _summing_to_one(scores: Vector) -> Vector:
    total = scores.sum()
    return np.asarray(scores / total) if total else scores
