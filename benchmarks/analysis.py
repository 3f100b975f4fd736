"""Compares the measures with networkx and the fastest engines, and pivots with all paths; grows the graph."""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import kg
from benchmarks.measure import measure
from benchmarks.settings import Settings
from benchmarks.table import Result

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from benchmarks.engines import Task, Timed
    from kg.model.graph import KnowledgeGraph

ENGINES: Final = ("networkx", "igraph", "rustworkx", "scipy")
LINEAR: Final = ("degrees", "PageRank", "weak components", "core numbers")
PIVOTS: Final = 250
NOTES: Final = 21_273  # as many as in the corpus


def run(settings: Settings) -> Result:
    """Time every task with every engine that has it, in turn, and keep the quickest run of each."""
    if missing := [name for name in ("igraph", "rustworkx") if find_spec(name) is None]:
        return Result("analysis", "left out", ("engine",), [], [f"needs {', '.join(missing)}"])
    from benchmarks.engines import forms, tasks
    from kg.analysis.selection import Selection, select

    warnings.filterwarnings("ignore", category=RuntimeWarning)  # of igraph, about scores of zero
    graph = opened(settings)
    every_link = Selection(lists=True, from_line=True)
    graph.nodes, graph.edges  # noqa: B018  # read before the clock runs
    arrays = min(_seconds(lambda: select(graph, every_link)) for _ in range(settings.rounds + 1))
    matrix = select(graph, every_link).joined
    rows = [_row(task, settings.rounds) for task in tasks(forms(matrix))]
    columns = ("task", "kg", *ENGINES, "networkx ÷ kg", "kg ÷ best", "bar")
    about = (
        f"user CPU seconds, the quickest of {settings.rounds} runs, on {matrix.shape[0]:,} nodes and "
        f"{matrix.nnz:,} edges; the graphs of all engines are made beforehand"
    )
    remarks = [
        about,
        f"arrays from tables: {arrays:.4f} s (bar 0.05)",
        *_walk(matrix),
        *_sampling(matrix),
    ]
    return Result("analysis", "measures, engine by engine", columns, rows, remarks)


def grow(settings: Settings) -> Result:
    """Time the linear measures on the graphs of made-up vaults, each size in a process of its own."""
    found: dict[int, dict[str, float]] = {}
    for copies in (1, 10, 100):
        names = LINEAR if copies == 100 else ()
        command = (sys.executable, "-m", "benchmarks.growth", str(NOTES * copies), *names)
        taken = measure(command, output=settings.output)
        assert taken is not None  # noqa: S101  # there was no time limit
        found[copies] = {**json.loads(settings.output.read_text("utf-8")), "peak MB": taken.peak}
    rows = []
    for name in found[1]:
        once, ten, hundred = (found[copies].get(name) for copies in (1, 10, 100))
        rows.append((name, once, ten, hundred, ten / once, hundred / once if hundred else None))
    columns = ("task", "1x", "10x", "100x", "10x ÷ 1x", "100x ÷ 1x")
    remarks = [f"graphs of {NOTES:,} generated notes, and of 10 and 100 times as many; user CPU seconds"]
    return Result("growth", "the same measures on larger graphs", columns, rows, remarks)


def opened(settings: Settings) -> KnowledgeGraph:
    """The graph of the corpus, which may be given as a folder of notes or as a finished graph."""
    if (settings.corpus / "manifest.json").is_file():
        return kg.read(settings.corpus)
    return kg.build(settings.corpus)


def _row(task: Task, rounds: int) -> tuple[Any, ...]:
    times: dict[str, float] = {}
    for number in range(rounds + 1):  # the first compiles
        for engine, timed in task.engines.items():
            if not (timed.once and number):
                times[engine] = min(times.get(engine, np.inf), _scaled(timed))
    best = min((seconds for engine, seconds in times.items() if engine != "kg"), default=None)
    slower = times["networkx"] / times["kg"] if "networkx" in times else None
    others = [times.get(engine) for engine in ENGINES]
    return (task.name, times["kg"], *others, slower, times["kg"] / best if best else None, task.bar)


def _scaled(timed: Timed) -> float:
    return _seconds(timed.run) * timed.scale


def _seconds(work: Callable[[], Any]) -> float:
    """User processor time of this process, all threads together."""
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    work()
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start, 1e-5)


def _walk(matrix: csr_array) -> list[str]:
    from benchmarks.growth import TASKS

    walk = TASKS["PageRank"](matrix)
    return [f"PageRank: {walk.iterations} rounds at most, residual {walk.residual:.1e}"]


def _sampling(matrix: csr_array) -> list[str]:
    """How well betweenness from pivots agrees with that from all nodes."""
    from scipy.stats import spearmanr

    from kg.analysis.betweenness import sampling_error, spread, summed
    from kg.analysis.selection import either

    lines = []
    for name, links in (("directed", matrix), ("undirected", either(matrix))):
        starts = np.flatnonzero(np.diff(links.indptr))
        exact = summed(links, starts)
        pairs = (matrix.shape[0] - 1) * (matrix.shape[0] - 2)
        bound = sampling_error(PIVOTS, of=len(starts), nodes=matrix.shape[0])
        for seed in range(3):
            about = summed(links, spread(starts, PIVOTS, seed=seed)) * (len(starts) / PIVOTS)
            top, guessed = (
                set(np.argsort(-scores, kind="stable")[:100].tolist()) for scores in (exact, about)
            )
            rank = spearmanr(exact[exact > 0], about[exact > 0]).statistic
            off = np.abs(exact - about).max() / pairs
            lines.append(
                f"{PIVOTS} pivots, {name}, seed {seed}: {len(top & guessed)} of the top 100, "
                f"Spearman {rank:.3f}, greatest error {off:.4f} of the pairs (bound {bound:.3f})"
            )
    return lines
