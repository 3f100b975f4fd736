"""Follows readers who go from node to node along links, and start anew where they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array, eye_array

from kg.vectors import Best, best_of_all, largest, scaled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAMPING: Final = 0.85
_ROUNDS: Final = 16  # of a reader's steps in the pass over all nodes: 0.85 ** 17 = 6 % are left out
_CROWD: Final = 64  # places a reader may be at in that pass, the likeliest ones
_TOLERANCE: Final = 1e-9


def either(joined: csr_array) -> csr_array:
    """Which rows are neighbours, whichever of the two leads to the other.

    Args:
        joined: A value for each pair of rows that is joined.

    Returns:
        A one for each pair of different rows joined in either direction.

    Example:
        >>> either(csr_array(np.array([[1.0, 1.0], [0.0, 0.0]]))).toarray().tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """
    both = csr_array(joined + joined.T).tocoo()
    apart = both.row != both.col
    ones = np.ones(int(apart.sum()))
    return csr_array((ones, (both.row[apart], both.col[apart])), shape=both.shape)


def walk(neighbours: csr_array, row: int) -> NDArray[np.float64]:
    """Where a reader is found who starts anew at one row over and over (random walk with restart).

    Args:
        neighbours: What `either` gives.
        row: The row.

    Returns:
        One chance a row; they add up to one.

    Example:
        >>> walk(either(csr_array(np.array([[0.0, 1.0], [0.0, 0.0]]))), 0).round(3).tolist()
        [0.541, 0.459]
    """
    steps = csr_array(_steps(neighbours).T)
    stuck = neighbours.indptr[1:] == neighbours.indptr[:-1]
    scores = np.zeros(neighbours.shape[0])
    scores[row], change = 1.0, np.inf
    while change >= _TOLERANCE:
        before = scores
        scores = _DAMPING * (steps @ before)
        scores[row] += 1 - _DAMPING + _DAMPING * before[stuck].sum()
        change = np.abs(scores - before).sum()
    return scores


def walks(neighbours: csr_array, *, top: int) -> Best:
    """The same for all rows at once, by 16 steps, each reader being followed in the 64 likeliest places.

    Args:
        neighbours: What `either` gives.
        top: How many rows to give of each.

    Returns:
        The likeliest places of each reader but the start; chances are at most a little too low.

    Example:
        >>> walks(either(csr_array(np.array([[0.0, 1.0], [0.0, 0.0]]))), top=1).other.tolist()
        [1, 0]
    """
    identity = csr_array(eye_array(neighbours.shape[0]))
    start, steps = (1 - _DAMPING) * identity, _steps(neighbours)
    scores = start
    for _ in range(_ROUNDS):
        scores = csr_array(largest(_DAMPING * scores, steps, top=max(_CROWD, top + 1)) + start)
    return best_of_all(scores, identity, top=top)


def _steps(neighbours: csr_array) -> csr_array:
    """The chance to go from each row to each of its neighbours."""
    return scaled(neighbours, rows=1 / np.maximum(np.diff(neighbours.indptr), 1))
