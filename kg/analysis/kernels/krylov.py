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
    vector, between = np.empty(size), np.empty(size)
    largest = 0.0
    for number in range(room):
        _multiply(indptr, indices, weights, basis[number], vector)
        if twice:
            vector, between = between, vector
            _multiply(then_indptr, then_indices, then_weights, between, vector)
        for _ in range(2):  # once is not enough: rounding leaves the new direction slightly oblique
            for known in range(number + 1):
                along = _inner_product(basis[known], vector)
                for node in range(size):
                    vector[node] -= along * basis[known, node]
                inner[known, number] += along
        for known in range(number + 1):
            largest = max(largest, abs(inner[known, number]))
        length = np.sqrt(_inner_product(vector, vector))
        if number + 1 == room or length <= tolerance * largest:
            return number + 1
        inner[number + 1, number] = length
        for node in range(size):
            basis[number + 1, node] = vector[node] / length
    return 0


@compiled
def _multiply(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    vector: NDArray[np.float64],
    image: NDArray[np.float64],
) -> None:
    """A matrix times a vector, into the room for the image."""
    for node in range(len(image)):
        value = 0.0
        for place in range(indptr[node], indptr[node + 1]):
            value += weights[place] * vector[indices[place]]
        image[node] = value


@compiled
def _inner_product(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0  # four sums at once: one would wait for itself
    even = len(one) - len(one) % 4
    for node in range(0, even, 4):
        first += one[node] * other[node]
        second += one[node + 1] * other[node + 1]
        third += one[node + 2] * other[node + 2]
        fourth += one[node + 3] * other[node + 3]
    for node in range(even, len(one)):
        first += one[node] * other[node]
    return first + second + (third + fourth)
