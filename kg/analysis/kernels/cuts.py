"""Finds what holds a graph together: nodes and edges without which a part of it comes off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def cut(
    indptr: NDArray[np.int64], indices: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Looks for cuts by one walk in depth (Hopcroft and Tarjan 1973), on a path of its own: no recursion.

    Args:
        indptr: Where the neighbours of each node start.
        indices: The neighbours; an undirected graph without self-links.

    Returns:
        For each node: how many parts more there are without it; the node above it if the edge between the
        two is a bridge, else -1; and how many nodes hang below such a bridge.
    """
    size = len(indptr) - 1
    entered = np.full(size, -1, np.int32)  # when the walk came to a node
    lowest = np.empty(size, np.int32)  # the earliest node to be reached from below without going back
    below = np.ones(size, np.int32)
    above = np.full(size, -1, np.int32)
    parts = np.zeros(size, np.int32)
    bridge = np.full(size, -1, np.int32)
    resume = indptr[:-1].copy()
    clock = 0
    for root in range(size):
        if entered[root] >= 0:
            continue
        node = root
        entered[root] = lowest[root] = clock
        clock += 1
        while True:
            if resume[node] < indptr[node + 1]:
                other = indices[resume[node]]
                resume[node] += 1
                if entered[other] < 0:
                    above[other] = node
                    entered[other] = lowest[other] = clock
                    clock += 1
                    node = other
                elif other != above[node]:
                    lowest[node] = min(lowest[node], entered[other])
                continue
            if node == root:
                break
            upper = above[node]
            lowest[upper] = min(lowest[upper], lowest[node])
            below[upper] += below[node]
            parts[upper] += lowest[node] >= entered[upper]
            if lowest[node] > entered[upper]:
                bridge[node] = upper
            node = upper
        parts[root] = max(parts[root] - 1, 0)  # one part stays in the root's place
    return parts, bridge, below
