"""Divides a weighted graph into communities, and measures how good a division is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Both are igraph's own defaults: with them the modularity is that of igraph, in 0.8 to 1.8 times its time.
# A single round is quicker, but falls short of igraph by 0.0008 on the links of 41,000 pages.
_ROUNDS: Final = 2
_RANDOMNESS: Final = 0.01


def leiden(weights: csr_array, *, resolution: float = 1.0, seed: int = 0) -> NDArray[np.int64]:
    """A division into communities of high modularity, by the Leiden method (Traag et al. 2019).

    Args:
        weights: A symmetric matrix of positive weights without a diagonal.
        resolution: How fine: higher values give more communities.
        seed: Start of the random numbers; the same seed gives the same communities.

    Returns:
        A label for each row. Rows without weights are communities of their own.

    Example:
        >>> from scipy.sparse import csr_array
        >>> pair = np.array([[0, 1], [1, 0]])
        >>> labels = leiden(csr_array(np.kron(np.eye(2), pair)))
        >>> bool(labels[0] == labels[1] != labels[2] == labels[3])
        True
    """
    stands_for = _representatives(weights)
    rows = np.flatnonzero((stands_for == np.arange(len(stands_for))) & (np.diff(weights.indptr) > 0))
    if not len(rows):
        return np.arange(len(stands_for))
    place = np.zeros(len(stands_for), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    cells = weights.tocoo()
    ends = (place[stands_for[cells.row]], place[stands_for[cells.col]])
    found = _found(csr_array((cells.data, ends), shape=(len(rows),) * 2), resolution, seed)
    labels = np.arange(len(stands_for)) + len(rows)  # different for each, and from those of communities
    alone = np.bincount(found)[found] == 1  # who stands for several then does so for pages apart
    labels[rows[~alone]] = found[~alone]
    together = np.isin(stands_for, rows[~alone])
    labels[together] = labels[stands_for[together]]
    return labels


def _representatives(weights: csr_array) -> NDArray[np.int64]:
    """For each row, the row that stands for it: one of all those that are joined with the same one only.

    They go where that one goes, or each is alone, so one does for all without changing any modularity
    (Arenas et al. 2007, *Size reduction of complex networks preserving modularity*). It takes a quarter
    off the time: most missing pages have one link.
    """
    stands_for = np.arange(weights.shape[0])
    leaves = np.flatnonzero(np.diff(weights.indptr) == 1)
    _, first, host = np.unique(
        weights.indices[weights.indptr[leaves]], return_index=True, return_inverse=True
    )
    stands_for[leaves] = leaves[first][host]
    return stands_for


def _found(weights: csr_array, resolution: float, seed: int) -> NDArray[np.int64]:
    from graspologic_native import leiden_csr  # MIT; igraph's is as good and quicker, but GPL

    weights.sort_indices()
    _, found = leiden_csr(
        weights.indptr.astype(np.int64),
        weights.indices.astype(np.int32),
        weights.data.astype(np.float64),
        weights.shape[0],
        resolution=resolution,
        randomness=_RANDOMNESS,
        iterations=_ROUNDS,
        seed=seed,
    )
    members = np.fromiter(found, dtype=np.int64, count=len(found))
    labels = np.empty(len(found), dtype=np.int64)
    labels[members] = np.fromiter(found.values(), dtype=np.int64, count=len(found))
    return labels


def modularity(weights: csr_array, groups: NDArray[np.int32], *, resolution: float = 1.0) -> float:
    """How much more weight stands inside groups than chance would put there (Newman and Girvan 2004).

    The resolution multiplies what chance is expected to put there (Reichardt and Bornholdt 2006).

    Args:
        weights: A symmetric matrix of weights.
        groups: The number of each row's group, from 0.
        resolution: Weight of what chance would do.

    Returns:
        At most one; zero if there are no weights.

    Example:
        >>> from scipy.sparse import csr_array
        >>> pair = np.array([[0, 1], [1, 0]])
        >>> modularity(csr_array(np.kron(np.eye(2), pair)), np.array([0, 0, 1, 1]))
        0.5
    """
    total = weights.data.sum()
    if not total:
        return 0.0
    rows = np.repeat(groups, np.diff(weights.indptr))
    inside = weights.data[rows == groups[weights.indices]].sum() / total
    shares = np.bincount(rows, weights.data) / total
    return float(inside - resolution * (shares @ shares))
