"""``python -m benchmarks.growth NOTES TASK…``: linear measures on the graph of a made-up vault, as JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from typing import Any, Final
from unittest import mock

import numpy as np
from scipy.sparse import csr_array

from benchmarks.generate import folders
from kg.analysis import leading
from kg.analysis.clustering import clustered
from kg.analysis.eigenvector import leading_scores
from kg.analysis.hits import hub_scores
from kg.analysis.katz import katz_scores
from kg.analysis.kernels.components import weak
from kg.analysis.kernels.cores import peel
from kg.analysis.kernels.cuts import cut
from kg.analysis.pagerank import walked
from kg.analysis.selection import either, rows

REPEATS: Final = 7  # the quickest counts


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


# These look for an eigenvector in rounds; how many depends on which graph it is, not on how large.
SEARCHES: Final = frozenset({"HITS", "eigenvector"})


def linked(notes: int) -> csr_array:
    """Links of a generated vault: notes, missing pages, and an index page a folder, which lists its notes."""
    tails, heads, base = [], [], 0
    for folder in folders(notes, np.random.default_rng(0)):
        size = len(folder.links)
        pages = np.arange(size)
        target = np.concatenate(folder.links)
        wanted, number = np.unique(target[target < 0], return_inverse=True)
        target[target < 0] = size + 1 + number
        index = np.full(size, size)
        tails.append(base + np.concatenate([np.repeat(pages, [len(n) for n in folder.links]), pages, index]))
        heads.append(base + np.concatenate([target, index, pages]))
        base += size + 1 + len(wanted)
    ends = np.concatenate(tails), np.concatenate(heads)
    matrix = csr_array((np.ones(len(ends[0])), ends), shape=(base, base))
    matrix.data[:] = 1
    return matrix


def _timed(task: Callable[[csr_array], Any], matrix: csr_array) -> float:
    """User CPU seconds of this process, the least of the repeats."""
    times = []
    for _ in range(REPEATS):
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        task(matrix)
        times.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
    return min(times)


def _rounds(task: Callable[[csr_array], Any], matrix: csr_array) -> int:
    with mock.patch.object(leading, "_best_guess", wraps=leading._best_guess) as guess:  # noqa: SLF001
        task(matrix)
    return guess.call_count


def main() -> None:
    """Print user CPU seconds by task, of a round too where a task searches."""
    matrix = linked(int(sys.argv[1]))
    times = {"nodes": matrix.shape[0], "edges": matrix.nnz}
    for name in sys.argv[2:] or TASKS:
        TASKS[name](linked(100))  # compiles, or loads what was compiled
        times[name] = _timed(TASKS[name], matrix)
        if name in SEARCHES:
            times[f"{name}, a round"] = times[name] / _rounds(TASKS[name], matrix)
    print(json.dumps(times))


if __name__ == "__main__":
    main()
