"""Tells which nodes hang together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def weak(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int32]:
    """The lowest node of each node's weak component, by a forest whose paths are halved on the way up."""
    size = len(indptr) - 1
    root = np.empty(size, np.int32)
    for node in range(size):
        root[node] = node
    for node in range(size):
        for place in range(indptr[node], indptr[node + 1]):
            one, other = node, indices[place]
            while root[one] != one:
                root[one] = root[root[one]]
                one = root[one]
            while root[other] != other:
                root[other] = root[root[other]]
                other = root[other]
            if one < other:
                root[other] = one
            else:
                root[one] = other
    for node in range(size):
        root[node] = root[root[node]]
    return root
