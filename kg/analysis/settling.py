"""Solves ``x = A x + b``, which is what PageRank and Katz come down to, component by component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import connected_components

from kg.analysis.selection import rows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

ROUNDS: Final = 20_000  # at a damping of 0.999; what needs more will hardly come to an end


def settled(
    incoming: csr_array, base: NDArray[np.float64], *, tolerance: float
) -> tuple[NDArray[np.float64], int] | None:
    """The solution of ``x = incoming @ x + base``; nothing negative may be in either.

    Args:
        incoming: A square matrix; row i holds what node i gets from each of the others.
        base: What each node has of itself.
        tolerance: How far, summed over all nodes, the two sides may be apart.

    Returns:
        The solution and how many rounds the slowest component took, or None if it does not settle: the
        matrix amplifies what goes round in a cycle.
    """
    from kg.analysis.kernels.linear import settle

    if not len(base):
        return base, 0
    parts, part = connected_components(incoming, connection="strong")
    # scipy happens to number components such that what a row depends on never has a higher number. Were that
    # to change, all rows together would still be right, if slower.
    if (np.repeat(part, np.diff(incoming.indptr)) < part[incoming.indices]).any():
        parts, part = 1, np.zeros_like(part)
    order = np.argsort(part, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=parts))])
    values, taken = settle(
        *rows(incoming), incoming.data, base, order, starts.astype(np.int64), tolerance, ROUNDS
    )
    return (values, int(taken)) if taken <= ROUNDS and np.isfinite(values).all() else None
