"""Finds the leading eigenvector of a matrix without negative entries: eigenvector centrality and HITS."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.selection import rows
from kg.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Vector = NDArray[np.float64]

_DIRECTIONS: Final = 12  # of one Krylov space: a few rounds for most vaults, and little memory
_TOLERANCE: Final = 1e-10  # how far from an eigenvector the answer may be, relative to its eigenvalue
_ROUNDS: Final = 500  # far more than any vault has needed


def leading(*factors: csr_array) -> Vector:
    """The leading eigenvector, without negative entries and of length one.

    Starting from equal scores keeps the answer unique where several are equally good: it is the one nearest
    to equal scores.

    Args:
        *factors: A square matrix without negative entries, some power of which has a diagonal, or two that
            make one when multiplied.

    Returns:
        The eigenvector.

    Raises:
        UsageError: It cannot be told from others that are nearly as good.
    """
    size = factors[0].shape[0]
    scores = np.full(size, size**-0.5)
    for _ in range(_ROUNDS):
        scores = np.abs(_best_guess(factors, scores))
        image = reduce(lambda vector, factor: factor @ vector, reversed(factors), scores)
        value = (scores * image).sum()
        if _length(image - value * scores) <= _TOLERANCE * value:
            return np.asarray(image / _length(image))  # of what gets nothing exactly zero is left
    raise UsageError(
        "The leading eigenvector cannot be told from the next one.",
        hint="Parts of the graph are too much alike; use katz or pagerank, which do not compare parts.",
    )


def _best_guess(factors: tuple[csr_array, ...], start: Vector) -> Vector:
    """The best guess at the leading eigenvector in the space that a matrix makes of a start (Krylov's).

    Plain power iteration leads to the same answer but takes forever where two are nearly equal.
    """
    from kg.analysis.kernels.krylov import expand

    basis = np.empty((_DIRECTIONS, len(start)))
    basis[0] = start / _length(start)
    inner = np.zeros((_DIRECTIONS, _DIRECTIONS))
    last, first = factors[0], factors[-1]
    count = expand(
        *rows(first), first.data, *rows(last), last.data, len(factors) == 2, basis, inner, _TOLERANCE
    )
    values, vectors = np.linalg.eig(inner[:count, :count])
    weights = np.real(vectors[:, np.argmax(values.real)])
    guess = (weights[:, None] * basis[:count]).sum(axis=0)
    return np.asarray(guess / _length(guess))


def _length(vector: Vector) -> float:
    return float(np.sqrt(np.square(vector).sum()))
