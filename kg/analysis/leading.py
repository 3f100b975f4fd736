"""Finds the leading eigenvector of a matrix without negative entries: eigenvector centrality and HITS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

_DIRECTIONS: Final = 24  # of one Krylov space: one or two rounds for most vaults, and little memory
_TOLERANCE: Final = 1e-10  # how far from an eigenvector the answer may be, relative to its eigenvalue
_ROUNDS: Final = 500  # far more than any vault has needed


def leading(apply: Callable[[Vector], Vector], size: int) -> Vector:
    """The leading eigenvector, without negative entries and of length one.

    Starting from equal scores keeps the answer unique where several are equally good: it is the one nearest
    to equal scores.

    Args:
        apply: What the matrix makes of a vector; it must not make zero of every one.
        size: Length of the vectors.

    Returns:
        The eigenvector.

    Raises:
        UsageError: It cannot be told from others that are nearly as good.
    """
    scores = np.full(size, size**-0.5)
    for _ in range(_ROUNDS):
        scores = np.abs(_best_guess(apply, scores))
        image = apply(scores)
        value = float(scores @ image)
        if np.linalg.norm(image - value * scores) <= _TOLERANCE * value:
            return np.asarray(image / np.linalg.norm(image))  # of what gets nothing exactly zero is left
    raise UsageError(
        "The leading eigenvector cannot be told from the next one.",
        hint="Parts of the graph are too much alike; use katz or pagerank, which do not compare parts.",
    )


def _best_guess(apply: Callable[[Vector], Vector], start: Vector) -> Vector:
    """The best guess at the leading eigenvector within the start's Krylov space (Arnoldi 1951).

    Plain power iteration leads to the same answer but takes forever where two are nearly equal.
    """
    basis = np.empty((_DIRECTIONS, len(start)))
    inner = np.zeros((_DIRECTIONS + 1, _DIRECTIONS + 1))
    vector, length, count = start, float(np.linalg.norm(start)), 0
    while count < _DIRECTIONS and length > _TOLERANCE * np.abs(inner).max():
        basis[count] = vector / length
        known = basis[: count + 1]
        vector = apply(basis[count])
        for _ in range(2):  # once is not enough: rounding leaves the new direction slightly oblique
            along = known @ vector
            vector = vector - along @ known
            inner[: count + 1, count] += along
        length = float(np.linalg.norm(vector))
        count += 1
        inner[count, count - 1] = length
    values, vectors = np.linalg.eig(inner[:count, :count])
    guess = np.real(vectors[:, np.argmax(values.real)]) @ basis[:count]
    return np.asarray(guess / np.linalg.norm(guess))
