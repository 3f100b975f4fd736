"""Compares components and communities with what igraph and networkx make of the same graph."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

import kg as library
from benchmarks.measure import measure
from benchmarks.settings import Settings, kg
from benchmarks.table import Result
from kg.analysis.communities import communities, community_list
from kg.analysis.components import strong_components, weak_components
from kg.analysis.division import divide
from kg.analysis.groups import both_ways
from kg.analysis.leiden import leiden, modularity
from kg.analysis.overlap import overlap
from kg.analysis.selection import Selection, select

EVERYTHING = Selection(lists=True, from_line=True)  # all links between pages: the graph others would load


class Timed(NamedTuple):
    """One row while it is being measured; ``quality`` is given where answers differ."""

    task: str
    engine: str
    run: Callable[[], Any]
    quality: Callable[[Any], float] | None = None


def run(settings: Settings) -> Result:
    """Measure each engine in turn, several times, on the graph of the whole corpus."""
    folder = settings.folder / "graph"
    measure(kg("build", settings.corpus, "-o", folder), output=settings.output)
    graph = library.read(folder)
    _ = graph.nodes, graph.edges, graph.mentions  # so that reading them is nobody's time
    contenders, remarks = _contenders(graph)
    seconds: dict[int, list[float]] = {number: [] for number in range(len(contenders))}
    quality: dict[int, float] = {}
    for _ in range(settings.rounds):
        for number, contender in enumerate(contenders):
            start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
            answer = contender.run()
            seconds[number].append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
            if contender.quality is not None:
                quality[number] = contender.quality(answer)
    best = {number: min(times) for number, times in seconds.items()}
    ours = {
        contender.task: best[number]
        for number, contender in enumerate(contenders)
        if contender.engine == "kg"
    }
    rows = [
        (
            c.task,
            c.engine,
            best[number],
            ours[c.task] / best[number] if best[number] else None,
            f"{quality[number]:.5f}" if number in quality else None,
        )
        for number, c in enumerate(contenders)
    ]
    columns = ("task", "engine", "user CPU s", "kg ÷ it", "modularity")
    return Result("structure", "components and communities of the corpus's graph", columns, rows, remarks)


def _contenders(graph: library.KnowledgeGraph) -> tuple[list[Timed], list[str]]:
    links = select(graph, EVERYTHING)
    weights = both_ways(links.matrix)
    directed = nx.from_scipy_sparse_array(links.matrix, create_using=nx.DiGraph)
    joined = nx.from_scipy_sparse_array(weights)
    louvain = nx.community.louvain_communities

    def score(labels: Any) -> float:
        return modularity(weights, np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int32))

    found = [
        Timed("weak components", "kg", lambda: connected_components(links.matrix, connection="weak")),
        Timed("weak components", "networkx", lambda: list(nx.weakly_connected_components(directed))),
        Timed("strong components", "kg", lambda: connected_components(links.matrix, connection="strong")),
        Timed("strong components", "networkx", lambda: list(nx.strongly_connected_components(directed))),
        Timed("Leiden", "kg", lambda: leiden(weights), score),
        Timed("Leiden", "networkx (Louvain)", lambda: _labels(louvain(joined, seed=0), len(joined)), score),
    ]
    whole = [
        Timed("weak_components, from tables", "kg", lambda: weak_components(graph)),
        Timed("strong_components, from tables", "kg", lambda: strong_components(graph)),
        Timed("communities, from tables, with names", "kg", lambda: communities(graph)),
        Timed("… by text", "kg", lambda: communities(graph, text=0.5)),
        Timed("community_list", "kg", lambda: community_list(graph, divide(graph))),
        Timed("overlap", "kg", lambda: overlap(graph)),
        Timed("overlap of alike titles", "kg", lambda: overlap(graph, alike=True)),
    ]
    remarks = [f"{weights.shape[0]:,} pages, {weights.nnz // 2:,} pairs that are joined"]
    return [*found, *_igraph(links.matrix, weights, score, remarks), *whole], remarks


def _labels(groups: Iterable[Iterable[int]], size: int) -> NDArray[np.int64]:
    labels = np.empty(size, dtype=np.int64)
    for number, group in enumerate(groups):
        labels[list(group)] = number
    return labels


def _igraph(directed: Any, weights: Any, score: Callable[[Any], float], remarks: list[str]) -> list[Timed]:
    try:
        import igraph
    except ImportError:
        remarks.append("igraph is not installed, so its rows are left out")
        return []
    igraph.set_random_number_generator(random.Random(0))  # noqa: S311  # no secret
    arrows = igraph.Graph(n=directed.shape[0], edges=np.column_stack(directed.nonzero()), directed=True)
    cells = weights.tocoo()
    upper = cells.row < cells.col
    pairs = igraph.Graph(n=weights.shape[0], edges=np.column_stack([cells.row[upper], cells.col[upper]]))
    weight = cells.data[upper].tolist()
    return [
        Timed("weak components", "igraph", lambda: arrows.connected_components("weak")),
        Timed("strong components", "igraph", lambda: arrows.connected_components("strong")),
        Timed(
            "Leiden",
            "igraph",
            lambda: pairs.community_leiden("modularity", weights=weight).membership,
            score,
        ),
    ]
