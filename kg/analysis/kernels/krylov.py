"""Spans the space that a matrix makes of a vector by being applied over and over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def expand(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    then_indptr: NDArray[np.int64],
    then_indices: NDArray[np.int32],
    then_weights: NDArray[np.float64],
    twice: bool,  # noqa: FBT001 — numba compiles no keyword-only arguments
    basis: NDArray[np.float64],
    inner: NDArray[np.float64],
    tolerance: float,
) -> int:
    """Arnoldi's process (1951): directions at right angles, and what the matrix does between them.

    Done here and not by a library of linear algebra, whose threads take longer to wait for each other than
    such short vectors take to multiply.

    Args:
        indptr: Where each row of the matrix starts.
        indices: Columns of its entries.
        weights: Its entries.
        then_indptr: The same of a second matrix.
        then_indices: The same.
        then_weights: The same.
        twice: Whether a vector is multiplied by the second as well.
        basis: Room for the directions, one a row; the first holds where to start, of length one.
        inner: Room for what the matrix does between directions; all zero.
        tolerance: The part of the largest entry of ``inner`` below which a direction is rounding error.

    Returns:
        How many directions there are: all that fit, or those that span all there is.
    """
    room, size = basis.shape
    for number in range(room):
        vector = _product(indptr, indices, weights, basis[number])
        if twice:
            vector = _product(then_indptr, then_indices, then_weights, vector)
        for _ in range(2):  # once is not enough: rounding leaves the new direction slightly oblique
            for known in range(number + 1):
                along = 0.0
                for node in range(size):
                    along += basis[known, node] * vector[node]
                for node in range(size):
                    vector[node] -= along * basis[known, node]
                inner[known, number] += along
        length = np.sqrt(np.square(vector).sum())
        if number + 1 == room or length <= tolerance * np.abs(inner).max():
            return number + 1
        inner[number + 1, number] = length
        basis[number + 1] = vector / length
    return 0


@compiled
def _product(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    vector: NDArray[np.float64],
) -> NDArray[np.float64]:
    """A matrix times a vector."""
    image = np.zeros(len(indptr) - 1)
    for node in range(len(image)):
        for place in range(indptr[node], indptr[node + 1]):
            image[node] += weights[place] * vector[indices[place]]
    return image
