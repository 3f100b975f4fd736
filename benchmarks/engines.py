"""One graph in the form each engine takes, and what each engine calls the tasks that are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import igraph
import networkx as nx
import numpy as np
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.growth import TASKS
from kg.analysis.betweenness import spread, summed
from kg.analysis.clustering import clustered, constrained
from kg.analysis.distance import distances
from kg.analysis.eigenvector import leading_scores
from kg.analysis.hits import hub_scores
from kg.analysis.katz import katz_scores
from kg.analysis.kernels.components import weak
from kg.analysis.kernels.cores import peel
from kg.analysis.kernels.cuts import cut
from kg.analysis.selection import either, rows

TOLERANCE = 1e-10  # absolute, summed over all nodes
KATZ = 0.005


class Timed(NamedTuple):
    """One engine's way to do a task; ``parts`` of it are done, and the time is scaled to the whole."""

    run: Callable[[], Any]
    scale: float = 1.0
    once: bool = False  # too slow to be repeated


class Task(NamedTuple):
    """What is compared, by engine, and the bar: how many times as fast or slow `kg` has to be."""

    name: str
    engines: dict[str, Timed]
    bar: str = ""


def tasks(matrix: csr_array) -> list[Task]:
    """All tasks on a matrix of ones: arrays, and the graphs of the other engines, are made beforehand."""
    size = matrix.shape[0]
    ties = either(matrix)
    ties.data[:] = 1
    back = matrix.T.tocsr()
    edges = np.stack(matrix.nonzero(), axis=1)
    theirs = igraph.Graph(n=size, edges=edges, directed=True)
    theirs_either = theirs.as_undirected().simplify()
    net = nx.from_scipy_sparse_array(matrix, create_using=nx.DiGraph)
    net_either = nx.from_scipy_sparse_array(ties)
    rust = rx.PyDiGraph()
    rust.add_nodes_from(range(size))
    rust.add_edges_from_no_data(list(map(tuple, edges.tolist())))
    rust_either = rust.to_undirected(multigraph=False)
    neighbours = rows(ties)
    few = np.random.default_rng(0).permutation(size)
    slow, some, pivots = (
        few[:20].tolist(),
        few[:500],
        spread(np.flatnonzero(np.diff(ties.indptr)), 250, seed=0),
    )
    nx_tolerance = {"tol": TOLERANCE / size, "max_iter": 10_000}
    return [
        Task(
            "PageRank, residual 1e-10",
            {
                "kg": Timed(lambda: TASKS["PageRank"](matrix)),
                "networkx": Timed(lambda: nx.pagerank(net, weight=None, **nx_tolerance)),
                "igraph": Timed(lambda: theirs.pagerank()),
                "rustworkx": Timed(lambda: rx.pagerank(rust, tol=nx_tolerance["tol"], max_iter=10_000)),
            },
            "networkx 5, best 2",
        ),
        Task(
            "HITS",
            {
                "kg": Timed(lambda: hub_scores(matrix)),
                "networkx": Timed(lambda: nx.hits(net)),
                "igraph": Timed(lambda: theirs.hub_score()),
                "rustworkx": Timed(lambda: rx.hits(rust, tol=1e-8, max_iter=10_000)),
            },
            "networkx 5",
        ),
        Task(
            "eigenvector, directed",
            {
                "kg": Timed(lambda: leading_scores(back)),
                "networkx": Timed(
                    lambda: nx.eigenvector_centrality(net, max_iter=10_000, tol=TOLERANCE / size), once=True
                ),
                "igraph": Timed(lambda: theirs.eigenvector_centrality(directed=True)),
            },
            "networkx 50",
        ),
        Task(
            "eigenvector, undirected",
            {
                "kg": Timed(lambda: leading_scores(ties)),
                "networkx": Timed(
                    lambda: nx.eigenvector_centrality(net_either, max_iter=10_000, tol=TOLERANCE / size),
                    once=True,
                ),
                "igraph": Timed(lambda: theirs_either.eigenvector_centrality(directed=False)),
            },
            "networkx 50",
        ),
        Task(
            "Katz, alpha 0.005",
            {
                "kg": Timed(lambda: katz_scores(matrix, attenuation=KATZ, tolerance=TOLERANCE)),
                "networkx": Timed(
                    lambda: nx.katz_centrality(net, alpha=KATZ, tol=TOLERANCE / size), once=True
                ),
                "rustworkx": Timed(lambda: rx.katz_centrality(rust, alpha=KATZ, tol=TOLERANCE / size)),
            },
            "networkx 50",
        ),
        Task(
            "betweenness, directed",
            {
                "kg": Timed(lambda: summed(matrix, np.flatnonzero(np.diff(matrix.indptr)))),
                "networkx": Timed(
                    lambda: nx.betweenness_centrality(net, k=len(slow), seed=0), size / len(slow), once=True
                ),
                "igraph": Timed(lambda: theirs.betweenness()),
            },
            "igraph 1/1.3",
        ),
        Task(
            "betweenness, undirected",
            {
                "kg": Timed(lambda: summed(ties, some), size / len(some)),
                "networkx": Timed(
                    lambda: nx.betweenness_centrality(net_either, k=len(slow), seed=0),
                    size / len(slow),
                    once=True,
                ),
                "igraph": Timed(lambda: theirs_either.betweenness(sources=some.tolist()), size / len(some)),
            },
            "igraph 1",
        ),
        Task(
            "the same from 250 pivots",
            {
                "kg": Timed(lambda: summed(ties, pivots)),
                "igraph": Timed(lambda: theirs_either.betweenness(sources=pivots.tolist())),
            },
            "0.5 s",
        ),
        Task(
            "closeness and harmonic",
            {
                "kg": Timed(lambda: distances(matrix)),
                "networkx": Timed(
                    lambda: nx.harmonic_centrality(net, nbunch=few[:200].tolist()), size / 200, once=True
                ),
                "igraph": Timed(lambda: theirs.harmonic_centrality(mode="in")),
            },
            "igraph 1/1.3",
        ),
        Task(
            "the same, undirected",
            {
                "kg": Timed(lambda: distances(ties)),
                "igraph": Timed(
                    lambda: theirs_either.harmonic_centrality(some.tolist()), size / len(some), once=True
                ),
            },
        ),
        Task(
            "weak components",
            {
                "kg": Timed(lambda: weak(*rows(matrix))),
                "networkx": Timed(lambda: list(nx.weakly_connected_components(net))),
                "igraph": Timed(lambda: theirs.connected_components(mode="weak")),
                "rustworkx": Timed(lambda: rx.weakly_connected_components(rust)),
                "scipy": Timed(lambda: connected_components(matrix, connection="weak")),
            },
            "best 1/2",
        ),
        Task(
            "strong components",
            {
                "kg": Timed(lambda: connected_components(matrix, connection="strong")),
                "networkx": Timed(lambda: list(nx.strongly_connected_components(net))),
                "igraph": Timed(lambda: theirs.connected_components(mode="strong")),
                "rustworkx": Timed(lambda: rx.strongly_connected_components(rust)),
            },
            "best 1/2",
        ),
        Task(
            "core numbers",
            {
                "kg": Timed(lambda: peel(*neighbours)),
                "networkx": Timed(lambda: nx.core_number(net_either)),
                "igraph": Timed(lambda: theirs_either.coreness()),
                "rustworkx": Timed(lambda: rx.core_number(rust_either)),
            },
            "best 1/2",
        ),
        Task(
            "articulation points",
            {
                "kg": Timed(lambda: cut(*neighbours)),
                "networkx": Timed(lambda: list(nx.articulation_points(net_either))),
                "igraph": Timed(lambda: theirs_either.articulation_points()),
                "rustworkx": Timed(lambda: rx.articulation_points(rust_either)),
            },
            "best 1/2",
        ),
        Task(
            "bridges",
            {
                "kg": Timed(lambda: cut(*neighbours)),
                "networkx": Timed(lambda: list(nx.bridges(net_either))),
                "igraph": Timed(lambda: theirs_either.bridges()),
                "rustworkx": Timed(lambda: rx.bridges(rust_either)),
            },
            "best 1/2",
        ),
        Task(
            "clustering",
            {
                "kg": Timed(lambda: clustered(ties)),
                "networkx": Timed(lambda: nx.clustering(net_either)),
                "igraph": Timed(lambda: theirs_either.transitivity_local_undirected(mode="zero")),
            },
        ),
        Task(
            "constraint",
            {
                "kg": Timed(lambda: constrained(ties)),
                "networkx": Timed(lambda: nx.constraint(net_either)),
                "igraph": Timed(lambda: theirs_either.constraint()),
            },
        ),
    ]
