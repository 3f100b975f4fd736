"""Looks at who of a node's neighbours are neighbours of each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def triangles(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many triangles each node of an undirected graph without self-links is a corner of.

    Each triangle is met once, from its corner of fewest neighbours, so hubs cost little (Latapy 2008).
    """
    size = len(indptr) - 1
    kept = np.empty(len(indices), np.int32)
    end = indptr[:-1].copy()
    for node in range(size):
        mine = indptr[node + 1] - indptr[node]
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            theirs = indptr[other + 1] - indptr[other]
            if theirs > mine or (theirs == mine and other > node):
                kept[end[node]] = other
                end[node] += 1
    number = np.zeros(size, np.int64)
    seen_from = np.full(size, -1, np.int32)
    for node in range(size):
        for place in range(indptr[node], end[node]):
            seen_from[kept[place]] = node
        for place in range(indptr[node], end[node]):
            second = kept[place]
            for further in range(indptr[second], end[second]):
                third = kept[further]
                if seen_from[third] == node:
                    number[node] += 1
                    number[second] += 1
                    number[third] += 1
    return number


@compiled
def constrain(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Burt's constraint of each node, given the share of its ties that each neighbour has."""
    size = len(indptr) - 1
    constraint = np.zeros(size)
    invested = np.zeros(size)
    seen_from = np.full(size, -1, np.int32)
    for node in range(size):
        for place in range(indptr[node], indptr[node + 1]):
            seen_from[indices[place]] = node
            invested[indices[place]] = shares[place]
        for place in range(indptr[node], indptr[node + 1]):
            middle = indices[place]
            for further in range(indptr[middle], indptr[middle + 1]):
                other = indices[further]
                if seen_from[other] == node:
                    invested[other] += shares[place] * shares[further]
        for place in range(indptr[node], indptr[node + 1]):
            constraint[node] += invested[indices[place]] ** 2
    return constraint
