"""Turns a division of nodes into groups, however it was found, into numbers that mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.model.graph import KnowledgeGraph


def key_order(graph: KnowledgeGraph, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each of these nodes in the order of their keys: what decides all ties.

    Args:
        graph: The graph.
        nodes: Numbers of nodes.

    Returns:
        0 for the node with the smallest key, and so on.
    """
    keys = pa.array(graph.nodes["key"].iloc[nodes])
    place = np.empty(len(nodes), dtype=np.int64)
    place[pc.sort_indices(keys).to_numpy()] = np.arange(len(nodes))
    return place


def numbered(labels: NDArray[Any], order: NDArray[np.int64]) -> NDArray[np.int32]:
    """The groups numbered anew: the largest is 0, and of two as large the one with the smallest key is first.

    Args:
        labels: What tells the groups apart, one label a node.
        order: Place of each node in the order of keys.

    Returns:
        The number of each node's group.

    Example:
        >>> numbered(np.array([7, 5, 5, 9]), np.array([3, 2, 1, 0])).tolist()
        [2, 0, 0, 1]
    """
    _, group, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    by_key = np.argsort(order)
    _, first = np.unique(group[by_key], return_index=True)  # place of each group's smallest key
    place = np.empty(len(sizes), dtype=np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return place[group]


def strength_inside(weights: csr_array, groups: NDArray[np.int32]) -> NDArray[np.float64]:
    """How much of each node's weight joins it with members of its own group.

    Args:
        weights: A symmetric matrix of weights.
        groups: The number of each node's group.

    Returns:
        One sum a node.
    """
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    inside = groups[rows] == groups[weights.indices]
    sums = np.bincount(rows[inside], weights.data[inside], minlength=weights.shape[0])
    return sums.astype(np.float64)  # without any row, bincount forgets that these are no integers


def leaders(
    groups: NDArray[np.int32], scores: NDArray[np.float64], order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The member of each group with the highest score; of equal ones the one with the smallest key.

    Args:
        groups: The number of each node's group, from 0 without gaps.
        scores: One score a node.
        order: Place of each node in the order of keys.

    Returns:
        A row for each group.

    Example:
        >>> leaders(np.array([0, 1, 0]), np.array([1.0, 5, 2]), np.arange(3)).tolist()
        [2, 1]
    """
    best_first = np.lexsort((order, -scores, groups))
    _, first = np.unique(groups[best_first], return_index=True)
    return best_first[first]


def both_ways(matrix: csr_array) -> csr_array:
    """The weights between each two nodes, whichever way they lead; self-links are left out.

    Args:
        matrix: Weights of directed edges.

    Returns:
        A symmetric matrix with sorted columns.
    """
    either = (matrix + matrix.T).tocsr()
    either.setdiag(0)
    either.eliminate_zeros()
    either.sort_indices()
    return either
