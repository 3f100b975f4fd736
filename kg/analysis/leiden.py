"""Divides a weighted graph into communities, and measures how good a division is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

# Both are igraph's own defaults: with them the modularity is that of igraph, in 1.2 to 1.8 times its time.
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
    from graspologic_native import leiden_csr  # MIT; igraph's is as good and quicker, but GPL

    joined = np.diff(weights.indptr) > 0
    labels = np.arange(weights.shape[0])
    if not joined.any():
        return labels
    inner = weights[joined][:, joined]
    _, found = leiden_csr(
        inner.indptr.astype(np.int64),
        inner.indices.astype(np.int32),
        inner.data.astype(np.float64),
        inner.shape[0],
        resolution=resolution,
        randomness=_RANDOMNESS,
        iterations=_ROUNDS,
        seed=seed,
    )
    members = np.fromiter(found, dtype=np.int64, count=len(found))
    community = np.fromiter(found.values(), dtype=np.int64, count=len(found))
    inner_labels = np.empty(len(found), dtype=np.int64)
    inner_labels[members] = community + len(labels)  # so that they differ from those of rows alone
    labels[joined] = inner_labels
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
