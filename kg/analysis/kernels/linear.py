"""Solves ``x = A x + b`` for a matrix without negative entries, part by part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def settle(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    base: NDArray[np.float64],
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    tolerance: float,
    rounds: int,
) -> tuple[NDArray[np.float64], int]:
    """Gauss and Seidel's iteration, each strong component after those it depends on.

    A node on no cycle is settled by one look at what leads to it, so only cycles take rounds.

    Args:
        indptr: Where each row of the matrix starts.
        indices: Columns of its entries.
        weights: Its entries.
        base: The constant part.
        order: The rows, component by component, each behind those it depends on.
        starts: Where in ``order`` each component starts, and the end.
        tolerance: Sum of all changes in a last round below which the answer stands.
        rounds: The most rounds for one component.

    Returns:
        The solution, and the most rounds that any component took; more than ``rounds`` if one did not
        settle.
    """
    values = base.copy()
    longest = 0
    for part in range(len(starts) - 1):
        first, end = starts[part], starts[part + 1]
        enough = tolerance * (end - first) / len(order)
        number = 0
        while number <= rounds:
            number += 1
            change = 0.0
            cyclic = end - first > 1
            for at in range(first, end):
                node = order[at]
                value = base[node]
                for place in range(indptr[node], indptr[node + 1]):
                    cyclic |= indices[place] == node
                    value += weights[place] * values[indices[place]]
                change += abs(value - values[node])
                values[node] = value
            if not change < np.inf:  # it grows beyond all numbers
                return values, rounds + 1
            if not cyclic or change < enough:
                break
        longest = max(longest, number)
    return values, longest
