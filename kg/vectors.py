"""Multiplies sparse matrices, keeping the largest entries of each row: all similarities in one pass."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix, diags_array

# Equal scores go to the lower row. Each row is worth this part less than the one before, far less than a
# difference that means anything, and far more than the order of a sum's rounding errors.
_STEP: Final = 1e-13


class Best(NamedTuple):
    """Pairs of rows, by the first row; of one row's pairs the best first."""

    row: NDArray[np.int64]
    other: NDArray[np.int64]
    score: NDArray[np.float64]


def scaled(matrix: csr_array, *, rows: NDArray[np.float64] | None = None) -> csr_array:
    """The matrix with each row divided by its length, or multiplied by a factor.

    Args:
        matrix: Any matrix.
        rows: A factor for each row; by default one over its Euclidean length, so that products of two
            rows are cosines.

    Returns:
        A new matrix; empty rows stay empty.

    Example:
        >>> scaled(csr_array(np.array([[3.0, 4.0], [0.0, 0.0]]))).toarray().round(9).tolist()
        [[0.6, 0.8], [0.0, 0.0]]
    """
    if rows is None:
        length = np.sqrt(matrix.multiply(matrix).sum(axis=1))
        rows = 1 / np.where(length == 0, 1, length)
    return csr_array(diags_array(rows, shape=(matrix.shape[0],) * 2) @ matrix)


def best_of_all(left: csr_array, right: csr_array, *, top: int) -> Best:
    """The largest entries of each row of ``left @ right.T``, without the diagonal.

    Args:
        left: One row a node.
        right: One row a node.
        top: How many entries of each row to keep; equal ones go to the lower row number.

    Returns:
        The positive entries kept.

    Example:
        >>> rows = csr_array(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]))
        >>> best_of_all(rows, rows, top=1).other.tolist()
        [1, 0, 1]
    """
    kept = largest(left, csr_array(scaled(right, rows=_steps(right.shape[0])).T), top=top + 1)
    row = np.repeat(np.arange(kept.shape[0]), np.diff(kept.indptr))
    apart = (row != kept.indices) & (kept.data > 0)
    return _cut(Best(row[apart], kept.indices[apart].astype(np.int64), kept.data[apart]), top)


def best_of_one(scores: NDArray[np.float64], row: int, *, top: int) -> Best:
    """The largest of the scores of all rows with one of them, that row itself left out.

    Args:
        scores: One score a row.
        row: The row they are scores with.
        top: How many to keep; equal ones go to the lower row number.

    Returns:
        The positive ones kept.

    Example:
        >>> best_of_one(np.array([9.0, 1.0, 0.0, 1.0]), 0, top=1).other.tolist()
        [1]
    """
    stepped = scores * _steps(len(scores))
    stepped[row] = 0
    other = np.flatnonzero(stepped > 0)
    if len(other) > top:
        other = other[np.argpartition(-stepped[other], top - 1)[:top]]
    other = other[np.argsort(-stepped[other], kind="stable")]
    return _cut(Best(np.full(len(other), row), other, stepped[other]), top)


def entries(matrix: csr_array, row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values at some places of a matrix.

    Args:
        matrix: Any matrix.
        row: The row of each place.
        column: Its column.

    Returns:
        One value a place.

    Example:
        >>> entries(csr_array(np.array([[0.0, 2.0]])), np.array([0, 0]), np.array([1, 0])).tolist()
        [2.0, 0.0]
    """
    if not len(row):  # which SciPy takes for no choice at all
        return np.zeros(0)
    return np.asarray(matrix[row, column], np.float64)


def largest(left: csr_array, right: csr_array, *, top: int, least: float | None = None) -> csr_array:
    """The product of two matrices, of which only the largest entries of each row are kept.

    Args:
        left: The left one.
        right: The right one.
        top: How many entries of a row to keep.
        least: Smallest entry to keep; by default any.

    Returns:
        The product; entries not kept are zero, and of each row the largest stands first.
    """
    from sparse_dot_topn import sp_matmul_topn

    if not left.nnz or not right.nnz:
        return csr_array((left.shape[0], right.shape[1]))
    left, right = csr_matrix(left), csr_matrix(right)
    return csr_array(sp_matmul_topn(left, right, top_n=top, threshold=least, sort=True))


def _steps(size: int) -> NDArray[np.float64]:
    return 1 - _STEP * np.arange(size, dtype=np.float64)


def _cut(stepped: Best, top: int) -> Best:
    """The first pairs of each row, with the scores as they were."""
    row, other, score = stepped
    first = np.arange(len(row)) - np.searchsorted(row, row) < top
    return Best(row[first], other[first], score[first] / (1 - _STEP * other[first]))
