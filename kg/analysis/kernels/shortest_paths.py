"""Walks all shortest paths: the share that each node has in them, and how far the others are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled


@compiled
def dependencies(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], sources: NDArray[np.int32]
) -> NDArray[np.float64]:
    """The shares that each node has in the shortest paths from each source, added up (Brandes 2001).

    No list of predecessors is kept: on the way back, a node looks once more at what it leads to and takes
    what is one step further.

    Args:
        indptr: Where the neighbours of each node start.
        indices: The neighbours; a node's link to itself does no harm.
        sources: Where paths start.

    Returns:
        Sums over all pairs of a source and another node, ends of paths not counted.
    """
    size = len(indptr) - 1
    score = np.zeros(size)
    distance = np.full(size, -1, np.int32)
    # Number of shortest paths from the source, and (1 + dependency) / paths, which makes of the sum on the
    # way back a plain one; side by side, since who needs one mostly had the other in the cache.
    walk = np.zeros((size, 2))
    order = np.empty(size, np.int32)
    for source in sources:
        distance[source] = 0
        walk[source, 0] = 1.0
        order[0] = source
        head, tail = 0, 1
        while head < tail:
            node = order[head]
            head += 1
            further, paths = distance[node] + 1, walk[node, 0]
            for place in range(indptr[node], indptr[node + 1]):
                other = indices[place]
                if distance[other] < 0:
                    distance[other] = further
                    order[tail] = other
                    tail += 1
                    walk[other, 0] = paths
                elif distance[other] == further:
                    walk[other, 0] += paths
        for at in range(tail - 1, 0, -1):
            node = order[at]
            further, total = distance[node] + 1, 0.0
            for place in range(indptr[node], indptr[node + 1]):
                other = indices[place]
                if distance[other] == further:
                    total += walk[other, 1]
            score[node] += total * walk[node, 0]
            walk[node, 1] = total + 1.0 / walk[node, 0]
        for node in order[:tail]:
            distance[node] = -1
    return score


@compiled
def distances(
    indptr: NDArray[np.int64], indices: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """How many others reach each node, the sum of their distances, and the sum of one over each.

    64 searches run at once: bit b of a word stands for the search from the b-th node of a batch, so that
    where searches meet they go on as one (Then et al. 2014, *The more the merrier*). The nearer to each
    other the numbers of neighbours are, the sooner they do.

    Args:
        indptr: Where the neighbours of each node start.
        indices: The neighbours.

    Returns:
        Three numbers a node; it does not reach itself.
    """
    size = len(indptr) - 1
    reached = np.zeros(size, np.int64)
    total = np.zeros(size, np.int64)
    inverse = np.zeros(size)
    seen = np.zeros(size, np.uint64)  # searches that have met the node
    now = np.zeros(size, np.uint64)  # searches that met it in the last step
    fresh = np.zeros(size, np.uint64)  # searches that meet it in this step
    front = np.empty(size, np.int32)
    leaving = np.empty(size, np.int32)
    known = np.empty(size, np.int32)
    for first in range(0, size, 64):
        ahead = min(64, size - first)
        for bit in range(ahead):
            seen[first + bit] = now[first + bit] = np.uint64(1) << np.uint64(bit)
            front[bit] = known[bit] = first + bit
        end, step = ahead, 0
        while ahead:
            step += 1
            front, leaving = leaving, front
            ahead = _advance(indptr, indices, seen, now, fresh, leaving[:ahead], front)
            for node in front[:ahead]:
                if not seen[node]:
                    known[end] = node
                    end += 1
                seen[node] |= fresh[node]
                now[node] = fresh[node]
                number = _ones(fresh[node])
                fresh[node] = 0
                reached[node] += number
                total[node] += number * step
                inverse[node] += number / step
        for node in known[:end]:
            seen[node] = 0
    return reached, total, inverse


@compiled
def _advance(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    seen: NDArray[np.uint64],
    now: NDArray[np.uint64],
    fresh: NDArray[np.uint64],
    leaving: NDArray[np.int32],
    front: NDArray[np.int32],
) -> int:
    """Carry all searches one step on; ``front`` gets the nodes they meet, whose number is returned."""
    met = 0
    for node in leaving:
        word = now[node]
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            new = word & ~seen[other]
            if new:
                if not fresh[other]:
                    front[met] = other
                    met += 1
                fresh[other] |= new
    return met


@compiled
def _ones(word: np.uint64) -> np.int64:
    """How many bits of a word are set; machines have an instruction for these four lines."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
