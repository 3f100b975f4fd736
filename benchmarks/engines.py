"""One graph in the form each engine takes, and what each engine calls the tasks that are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import igraph
import networkx as nx
import numpy as np
import rustworkx as rx
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

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TOLERANCE: Final = 1e-10  # absolute, summed over all nodes
KATZ: Final = 0.005


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


class Forms(NamedTuple):
    """The graph as each engine takes it, with directions and without."""

    matrix: csr_array
    ties: csr_array
    net: nx.DiGraph
    net_ties: nx.Graph
    theirs: igraph.Graph
    their_ties: igraph.Graph
    rust: rx.PyDiGraph
    rust_ties: rx.PyGraph

    @property
    def size(self) -> int:
        """Number of nodes."""
        return int(self.matrix.shape[0])

    @property
    def engines(self) -> dict[str, Any]:
        """Tolerance of the engines that allow each node an error."""
        return {"tol": TOLERANCE / self.size, "max_iter": 10_000}

    def sample(self, count: int) -> list[int]:
        """So many nodes, the same in every run."""
        return np.random.default_rng(0).permutation(self.size)[:count].tolist()


def forms(matrix: csr_array) -> Forms:
    """Make all forms of a graph from a matrix of ones."""
    ties = either(matrix)
    ties.data[:] = 1
    edges = np.stack(matrix.nonzero(), axis=1)
    theirs = igraph.Graph(n=matrix.shape[0], edges=edges, directed=True)
    rust = rx.PyDiGraph()
    rust.add_nodes_from(range(matrix.shape[0]))
    rust.add_edges_from_no_data(list(map(tuple, edges.tolist())))
    return Forms(
        matrix,
        ties,
        nx.from_scipy_sparse_array(matrix, create_using=nx.DiGraph),
        nx.from_scipy_sparse_array(ties),
        theirs,
        theirs.as_undirected().simplify(),
        rust,
        rust.to_undirected(multigraph=False),
    )


def tasks(graph: Forms) -> list[Task]:
    """All tasks, in the order of the table."""
    return [*_ranks(graph), *_betweenness(graph), *_distances(graph), *_parts(graph), *_neighbourhoods(graph)]


def _ranks(graph: Forms) -> list[Task]:
    matrix, net, rust = graph.matrix, graph.net, graph.rust
    back = matrix.T.tocsr()
    pagerank = {
        "kg": Timed(lambda: TASKS["PageRank"](matrix)),
        "networkx": Timed(lambda: nx.pagerank(net, weight=None, **graph.engines)),
        "igraph": Timed(graph.theirs.pagerank),
        "rustworkx": Timed(lambda: rx.pagerank(rust, **graph.engines)),
    }
    hits = {
        "kg": Timed(lambda: hub_scores(matrix)),
        "networkx": Timed(lambda: nx.hits(net)),
        "igraph": Timed(graph.theirs.hub_score),
        "rustworkx": Timed(lambda: rx.hits(rust, tol=1e-8, max_iter=10_000)),
    }
    directed = {
        "kg": Timed(lambda: leading_scores(back)),
        "networkx": Timed(lambda: nx.eigenvector_centrality(net, **graph.engines), once=True),
        "igraph": Timed(graph.theirs.eigenvector_centrality),
    }
    undirected = {
        "kg": Timed(lambda: leading_scores(graph.ties)),
        "networkx": Timed(lambda: nx.eigenvector_centrality(graph.net_ties, **graph.engines), once=True),
        "igraph": Timed(graph.their_ties.eigenvector_centrality),
    }
    katz = {
        "kg": Timed(lambda: katz_scores(matrix, attenuation=KATZ, tolerance=TOLERANCE)),
        "networkx": Timed(lambda: nx.katz_centrality(net, alpha=KATZ, **graph.engines), once=True),
        "rustworkx": Timed(lambda: rx.katz_centrality(rust, alpha=KATZ, **graph.engines)),
    }
    return [
        Task("PageRank, residual 1e-10", pagerank, "networkx ÷ kg 5, kg ÷ best 2"),
        Task("HITS", hits, "networkx ÷ kg 5"),
        Task("eigenvector, directed", directed, "networkx ÷ kg 50"),
        Task("eigenvector, undirected", undirected, "networkx ÷ kg 50"),
        Task("Katz, alpha 0.005", katz, "networkx ÷ kg 50"),
    ]


def _betweenness(graph: Forms) -> list[Task]:
    slow, some = graph.sample(20), graph.sample(500)
    starts = {
        name: np.flatnonzero(np.diff(form.indptr))
        for name, form in (("directed", graph.matrix), ("ties", graph.ties))
    }
    pivots = spread(starts["ties"], 250, seed=0)
    whole, part = graph.size / len(slow), graph.size / len(some)
    directed = {
        "kg": Timed(lambda: summed(graph.matrix, starts["directed"])),
        "networkx": Timed(
            lambda: nx.betweenness_centrality(graph.net, k=len(slow), seed=0), whole, once=True
        ),
        "igraph": Timed(graph.theirs.betweenness),
    }
    undirected = {
        "kg": Timed(lambda: summed(graph.ties, np.array(some)), part),
        "networkx": Timed(
            lambda: nx.betweenness_centrality(graph.net_ties, k=len(slow), seed=0), whole, once=True
        ),
        "igraph": Timed(lambda: graph.their_ties.betweenness(sources=some), part),
    }
    sampled = {
        "kg": Timed(lambda: summed(graph.ties, pivots)),
        "igraph": Timed(lambda: graph.their_ties.betweenness(sources=pivots.tolist())),
    }
    return [
        Task("betweenness, directed", directed, "kg ÷ igraph 1.3"),
        Task("betweenness, undirected", undirected, "kg ÷ igraph 1"),
        Task("the same from 250 pivots", sampled, "0.5 s"),
    ]


def _distances(graph: Forms) -> list[Task]:
    few, some = graph.sample(200), graph.sample(500)
    directed = {
        "kg": Timed(lambda: distances(graph.matrix)),
        "networkx": Timed(
            lambda: nx.harmonic_centrality(graph.net, nbunch=few), graph.size / len(few), once=True
        ),
        "igraph": Timed(lambda: graph.theirs.harmonic_centrality(mode="in")),
    }
    undirected = {
        "kg": Timed(lambda: distances(graph.ties)),
        "igraph": Timed(
            lambda: graph.their_ties.harmonic_centrality(some), graph.size / len(some), once=True
        ),
    }
    return [
        Task("closeness and harmonic", directed, "kg ÷ igraph 1.3"),
        Task("the same, undirected", undirected),
    ]


def _parts(graph: Forms) -> list[Task]:
    neighbours = rows(graph.ties)
    weakly = {
        "kg": Timed(lambda: weak(*rows(graph.matrix))),
        "networkx": Timed(lambda: list(nx.weakly_connected_components(graph.net))),
        "igraph": Timed(lambda: graph.theirs.connected_components(mode="weak")),
        "rustworkx": Timed(lambda: rx.weakly_connected_components(graph.rust)),
        "scipy": Timed(lambda: connected_components(graph.matrix, connection="weak")),
    }
    strongly = {
        "kg": Timed(lambda: connected_components(graph.matrix, connection="strong")),
        "networkx": Timed(lambda: list(nx.strongly_connected_components(graph.net))),
        "igraph": Timed(lambda: graph.theirs.connected_components(mode="strong")),
        "rustworkx": Timed(lambda: rx.strongly_connected_components(graph.rust)),
    }
    cores = {
        "kg": Timed(lambda: peel(*neighbours)),
        "networkx": Timed(lambda: nx.core_number(graph.net_ties)),
        "igraph": Timed(graph.their_ties.coreness),
        "rustworkx": Timed(lambda: rx.core_number(graph.rust_ties)),
    }
    points = {
        "kg": Timed(lambda: cut(*neighbours)),
        "networkx": Timed(lambda: list(nx.articulation_points(graph.net_ties))),
        "igraph": Timed(graph.their_ties.articulation_points),
        "rustworkx": Timed(lambda: rx.articulation_points(graph.rust_ties)),
    }
    bridges = {
        "kg": Timed(lambda: cut(*neighbours)),
        "networkx": Timed(lambda: list(nx.bridges(graph.net_ties))),
        "igraph": Timed(graph.their_ties.bridges),
        "rustworkx": Timed(lambda: rx.bridges(graph.rust_ties)),
    }
    named = {"weak components": weakly, "strong components (by scipy)": strongly, "core numbers": cores}
    named |= {"articulation points": points, "bridges": bridges}
    return [Task(name, engines, "kg ÷ best 2") for name, engines in named.items()]


def _neighbourhoods(graph: Forms) -> list[Task]:
    clustering = {
        "kg": Timed(lambda: clustered(graph.ties)),
        "networkx": Timed(lambda: nx.clustering(graph.net_ties)),
        "igraph": Timed(lambda: graph.their_ties.transitivity_local_undirected(mode="zero")),
    }
    constraint = {
        "kg": Timed(lambda: constrained(graph.ties)),
        "networkx": Timed(lambda: nx.constraint(graph.net_ties)),
        "igraph": Timed(graph.their_ties.constraint),
    }
    return [Task("clustering", clustering), Task("constraint", constraint)]
