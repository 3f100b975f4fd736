"""Peels a graph from its outside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def peel(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int32]:
    """Core number of each node of an undirected graph without self-links.

    The node with the fewest neighbours left is taken away, over and over. Nodes stand in order of how many
    they have left, and one that loses a neighbour changes places with the first of its like, so the time is
    linear in the edges (Batagelj and Zaversnik 2003).
    """
    size = len(indptr) - 1
    left = np.empty(size, np.int32)
    for node in range(size):
        left[node] = indptr[node + 1] - indptr[node]
    first = np.zeros(left.max() + 2 if size else 2, np.int32)  # where the nodes with that many left start
    for node in range(size):
        first[left[node] + 1] += 1
    for number in range(1, len(first)):
        first[number] += first[number - 1]
    order = np.empty(size, np.int32)
    place_of = np.empty(size, np.int32)
    filled = first.copy()
    for node in range(size):
        place_of[node] = filled[left[node]]
        order[place_of[node]] = node
        filled[left[node]] += 1
    for at in range(size):
        node = order[at]
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if left[other] > left[node]:
                ahead = max(first[left[other]], at + 1)
                swapped = order[ahead]
                order[place_of[other]], order[ahead] = swapped, other
                place_of[swapped], place_of[other] = place_of[other], ahead
                first[left[other]] = ahead + 1
                left[other] -= 1
    return left
