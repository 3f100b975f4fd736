"""``python -m benchmarks.growth EDGES COPIES TASK…``: linear measures on many copies of a graph, as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kg.analysis.clustering import clustered
from kg.analysis.eigenvector import leading_scores
from kg.analysis.hits import hub_scores
from kg.analysis.katz import katz_scores
from kg.analysis.kernels.components import weak
from kg.analysis.kernels.cores import peel
from kg.analysis.kernels.cuts import cut
from kg.analysis.pagerank import walked
from kg.analysis.selection import either, rows

REWIRED: Final = 0.2  # of all heads go to another copy, so that the copies are one graph


def _pagerank(matrix: csr_array) -> Any:
    size = matrix.shape[0]
    return walked(matrix, np.full(size, 1 / size), damping=0.85, tolerance=1e-10)


TASKS: Final[dict[str, Callable[[csr_array], Any]]] = {
    "degrees": lambda matrix: (matrix.sum(axis=0), matrix.sum(axis=1)),
    "PageRank": _pagerank,
    "weak components": lambda matrix: weak(*rows(matrix)),
    "core numbers": lambda matrix: peel(*rows(either(matrix))),
    "cuts": lambda matrix: cut(*rows(either(matrix))),
    "clustering": lambda matrix: clustered(either(matrix)),
    "Katz": lambda matrix: katz_scores(matrix, attenuation=0.005, tolerance=1e-10),
    "HITS": hub_scores,
    "eigenvector": lambda matrix: leading_scores(either(matrix)),
}


def copied(edges: NDArray[np.int32], size: int, copies: int) -> csr_array:
    """The graph so many times, a part of its heads in another copy than their tails."""
    random = np.random.default_rng(1)
    count = edges.shape[1]
    tails = np.empty(count * copies, np.int32)
    heads = np.empty(count * copies, np.int32)
    for copy in range(copies):
        part = slice(copy * count, (copy + 1) * count)
        target = np.full(count, copy, np.int32)
        moved = random.random(count) < REWIRED
        target[moved] = random.integers(0, copies, moved.sum())
        tails[part] = edges[0] + np.int32(copy * size)
        heads[part] = edges[1] + target * np.int32(size)
    matrix = csr_array((np.ones(len(tails)), (tails, heads)), shape=(size * copies, size * copies))
    matrix.data[:] = 1
    return matrix


def main() -> None:
    """Print seconds of processor time by task."""
    stored = np.load(sys.argv[1])
    small = copied(stored["edges"], int(stored["size"]), 1)
    matrix = copied(stored["edges"], int(stored["size"]), int(sys.argv[2]))
    times = {"nodes": matrix.shape[0], "edges": matrix.nnz}
    for name in sys.argv[3:] or TASKS:
        TASKS[name](small)  # compiles, or loads what was compiled
        start = time.process_time()
        TASKS[name](matrix)
        times[name] = time.process_time() - start
    print(json.dumps(times))


if __name__ == "__main__":
    main()
