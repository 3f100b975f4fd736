"""Times what finds related notes, beside networkx: user seconds of calls in this process, files read too."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import networkx as nx

import kg
from benchmarks.settings import Settings
from benchmarks.table import Result
from kg.analysis.similarity import By, Similarity
from kg.analysis.suggest import suggested_links
from kg.model.graph import KnowledgeGraph

SAMPLE: Final = 300  # nodes whose neighbours' neighbours networkx is asked for; scaled to all
LOADED: Final = ("nodes", "edges", "mentions", "aliases", "moments", "sources")


def run(settings: Settings) -> Result:
    """Time each task; light ones as often as there are rounds, the quickest counts."""
    folder = settings.folder / "graph"
    kg.build(settings.corpus, output=folder)
    graph = kg.read(folder)
    for name in LOADED:
        _ = graph.tables[name]
    rows = [*_graph_rows(graph, settings.rounds), *_text_rows(graph, settings.corpus)]
    columns = ("task", "user s", "bar s", "wall ms of one node", "rows", "÷ networkx")
    remarks = [f"networkx: adamic_adar_index of {SAMPLE} nodes' pairs, scaled to all nodes"]
    return Result("similarity", "related notes, suggestions, unlinked mentions", columns, rows, remarks)


def _graph_rows(graph: KnowledgeGraph, rounds: int) -> list[tuple[Any, ...]]:
    peer = _networkx(graph)
    both, _ = quickest(rounds, lambda: [kg.similar(graph, by=by) for by in (By.COCITATION, By.ADAMIC_ADAR)])
    rows: list[tuple[Any, ...]] = [
        ("co-citation and adamic-adar, all nodes, top 10", both, 0.3, None, None, None)
    ]
    for by in (By.COCITATION, By.COUPLING, By.ADAMIC_ADAR, By.PAGERANK, By.TITLES):
        seconds, table = quickest(1 if by == By.PAGERANK else rounds, lambda by=by: kg.similar(graph, by=by))
        one = _of_one(kg.similarity(graph, by=by))
        bar = 6.0 if by == By.TITLES else None
        ratio = seconds / peer if by == By.ADAMIC_ADAR else None
        rows.append((f"{by}, all nodes, top 10", seconds, bar, one, len(table), ratio))
    seconds, table = quickest(rounds, lambda: suggested_links(graph))
    return [*rows, ("suggested links, without texts", seconds, None, None, len(table), None)]


def _text_rows(graph: KnowledgeGraph, vault: Path) -> list[tuple[Any, ...]]:
    seconds, ready = quickest(1, lambda: kg.similarity(graph, by=By.TEXTS, texts=kg.texts(graph, vault)))
    more, table = quickest(1, ready.pairs)
    rows: list[tuple[Any, ...]] = [
        ("texts, all notes, top 10", seconds + more, 30.0, _of_one(ready), len(table), None)
    ]
    seconds, found = quickest(2, lambda: kg.unlinked(graph, kg.texts(graph, vault)))
    return [*rows, ("unlinked mentions of all names", seconds, 6.0, None, len(found.places), None)]


def quickest(rounds: int, call: Callable[[], Any]) -> tuple[float, Any]:
    """User seconds of the quickest of so many calls, and what it gave."""
    times = []
    for _ in range(rounds):
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        result = call()
        times.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
    return min(times), result


def _of_one(ready: Similarity) -> float:
    """Milliseconds of the question after one node, the arrays being there."""
    start = time.perf_counter()
    for node in ready.nodes[:: max(1, len(ready.nodes) // 20)].tolist():
        ready.related(node)
    return (time.perf_counter() - start) * 1000 / 20


def _networkx(graph: KnowledgeGraph) -> float:
    """User seconds networkx would take for the index of all pairs of neighbours' neighbours."""
    ready = kg.similarity(graph, by=By.PAGERANK)
    peer = nx.from_scipy_sparse_array(ready.features)
    nodes = list(range(0, len(ready.nodes), max(1, len(ready.nodes) // SAMPLE)))

    def ask() -> int:
        pairs = ((a, b) for a in nodes for c in peer[a] for b in peer[c] if a != b)
        return sum(1 for _ in nx.adamic_adar_index(peer, dict.fromkeys(pairs)))

    seconds, _ = quickest(1, ask)
    return seconds * len(ready.nodes) / len(nodes)
