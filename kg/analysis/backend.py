"""The backend ``kg`` of networkx: functions of its names and parameters, computed by our measures.

``nx.pagerank(graph, backend="kg")`` runs what stands here on any graph of networkx, ``nx.pagerank(arrays)``
on what `kg.to_arrays` makes, and ``nx.config.backend_priority = ["kg"]`` makes it the first choice.
Results are those of networkx: counts are equal, shares of paths agree to rounding, and iterated scores are
nearer to the exact ones than networkx's own tolerance asks. `can_run` refuses what would come out otherwise.

networkx finds this module by the entry points in ``pyproject.toml``.
"""

from __future__ import annotations

import inspect
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np

from kg.analysis.arrays import ArrayGraph, from_networkx, to_networkx
from kg.analysis.backend_info import FUNCTIONS
from kg.analysis.betweenness import summed
from kg.analysis.clustering import clustered, constrained
from kg.analysis.distance import distances
from kg.analysis.eigenvector import leading_scores
from kg.analysis.hits import hub_scores
from kg.analysis.katz import katz_scores
from kg.analysis.pagerank import walked
from kg.analysis.selection import either, rows
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Scores = dict[Hashable, float]

_TOLERANCE: Final = 1e-12  # of iterated scores
_UNDIRECTED: Final = {"articulation_points", "bridges", "clustering", "core_number", "triangles"}
_NO_MULTIGRAPH: Final = {*_UNDIRECTED, "constraint", "eigenvector_centrality", "katz_centrality"}
_NO_SELF_LINKS: Final = {"constraint", "core_number"}  # networkx counts them, or refuses


# --- what networkx asks of a backend --------------------------------------------------------------------


def convert_from_nx(graph: Any, *, edge_attrs: Mapping[str, float] | None = None, **_: Any) -> ArrayGraph:
    """Turn a graph of networkx into arrays; ``edge_attrs`` names the weights that the function needs."""
    return graph if isinstance(graph, ArrayGraph) else from_networkx(graph, edge_attrs or {})


def convert_to_nx(result: Any, **_: Any) -> Any:
    """Turn a result into one of networkx: only graphs are of another form."""
    return to_networkx(result) if isinstance(result, ArrayGraph) else result


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Whether a call will have the result that networkx gives it, and why not."""
    if name not in FUNCTIONS:
        return f"kg has no {name}"
    call = inspect.signature(getattr(sys.modules[__name__], name)).bind(*args, **kwargs)
    call.apply_defaults()
    for parameter in FUNCTIONS[name]:
        default = call.signature.parameters[parameter].default
        if call.arguments[parameter] is not default and call.arguments[parameter] != default:
            return f"kg computes {name} without {parameter}"
    graph = call.arguments["G"]
    if name in _UNDIRECTED and graph.is_directed():
        return f"kg computes {name} of undirected graphs"
    if name in _NO_MULTIGRAPH and graph.is_multigraph():
        return f"kg computes {name} of graphs without parallel edges"
    if name in _NO_SELF_LINKS and _links_to_itself(graph):
        return f"kg computes {name} of graphs without self-links"
    return True


def _links_to_itself(graph: Any) -> bool:
    if isinstance(graph, ArrayGraph):
        return bool(graph.weights[None].diagonal().any())
    return any(True for _ in nx.nodes_with_selfloops(graph))


# --- functions of networkx: their documentation is there ------------------------------------------------


def pagerank(
    G: ArrayGraph,
    alpha: float = 0.85,
    personalization: Mapping[Hashable, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: None = None,
    weight: str | None = "weight",
    dangling: None = None,
) -> Scores:
    """As ``networkx.pagerank``, but tighter than its tolerance, which grows with the graph."""
    if not len(G):
        return {}
    given = dict.fromkeys(G, 1.0) if personalization is None else personalization
    starts = np.array([given.get(node, 0) for node in G], dtype=float)
    if starts.sum() == 0:
        raise ZeroDivisionError
    if (starts < 0).any() or not 0 <= alpha < 1:
        raise NotImplementedError("kg needs chances, and a damping from 0 to below 1")
    with _errors_of_networkx(max_iter):
        walk = walked(_weights(G, weight), starts / starts.sum(), damping=alpha, tolerance=_TOLERANCE)
    return _by_node(G, walk.scores)


def hits(
    G: ArrayGraph, max_iter: int = 100, tol: float = 1.0e-8, nstart: None = None, normalized: bool = True
) -> tuple[Scores, Scores]:
    """As ``networkx.hits``; of several leading pairs of scores, the one nearest to equal scores."""
    if not len(G):
        return {}, {}
    matrix = _weights(G, "weight")
    if not matrix.count_nonzero():
        raise NotImplementedError("kg gives zeros where nothing is linked, networkx nothing in particular")
    with _errors_of_networkx(max_iter):
        hubs = hub_scores(matrix)
    authorities = matrix.T @ hubs
    return _by_node(G, hubs), _by_node(G, authorities / authorities.sum())


def eigenvector_centrality(
    G: ArrayGraph,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: None = None,
    weight: str | None = None,
) -> Scores:
    """As ``networkx.eigenvector_centrality``."""
    if not len(G):
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    matrix = _weights(G, weight)
    if not matrix.count_nonzero():
        return _by_node(G, np.full(len(G), len(G) ** -0.5))
    with _errors_of_networkx(max_iter):
        scores = leading_scores(matrix.T.tocsr())
    if not scores.any():
        raise nx.PowerIterationFailedConvergence(max_iter)
    return _by_node(G, scores)


def katz_centrality(
    G: ArrayGraph,
    alpha: float = 0.1,
    beta: float | Mapping[Hashable, float] = 1.0,
    max_iter: int = 1000,
    tol: float = 1.0e-6,
    nstart: None = None,
    normalized: bool = True,
    weight: str | None = None,
) -> Scores:
    """As ``networkx.katz_centrality``."""
    if not len(G):
        return {}
    if not isinstance(beta, (int, float)) or alpha < 0:
        raise NotImplementedError("kg needs one beta for all nodes, and an alpha not below 0")
    with _errors_of_networkx(max_iter):
        scores, _ = katz_scores(_weights(G, weight), attenuation=alpha, tolerance=_TOLERANCE * len(G))
    scores = scores * beta
    return _by_node(G, scores / (np.linalg.norm(scores) or 1) if normalized else scores)


def betweenness_centrality(
    G: ArrayGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> Scores:
    """As ``networkx.betweenness_centrality``, with the same sample for the same seed."""
    size = len(G)
    if k == 0:
        raise ZeroDivisionError
    if k is None or k == size:
        sources = np.arange(size)
    else:
        sources = np.array(nx.utils.create_py_random_state(seed).sample(range(size), k), dtype=np.int64)
    scores = summed(G.joined, sources)
    if size > 2:
        # A node is no source of paths over itself, so of those that are sources one less counts.
        counted = np.full(size, float(len(sources)))
        counted[sources] -= 1
        if k is None or k == size or k > 1:
            scores /= np.maximum(counted, 1)
        else:
            scores /= np.where(
                counted, counted, np.nan
            )  # as networkx does: one source says nothing of itself
        scores *= 1 / (size - 2) if normalized else (size - 1) / (1 if G.directed else 2)
    return _by_node(G, scores)


def closeness_centrality(
    G: ArrayGraph, u: None = None, distance: None = None, wf_improved: bool = True
) -> Scores:
    """As ``networkx.closeness_centrality``."""
    found = distances(G.joined)
    return _by_node(G, found.closeness if wf_improved else found.reached / np.maximum(found.total, 1))


def harmonic_centrality(
    G: ArrayGraph, nbunch: None = None, distance: None = None, sources: None = None
) -> Scores:
    """As ``networkx.harmonic_centrality``."""
    return _by_node(G, distances(G.joined).inverse)


def core_number(G: ArrayGraph) -> dict[Hashable, int]:
    """As ``networkx.core_number``."""
    from kg.analysis.kernels.cores import peel

    return _by_node(G, peel(*rows(G.either)))


def clustering(G: ArrayGraph, nodes: None = None, weight: None = None) -> Scores:
    """As ``networkx.clustering``."""
    return _by_node(G, clustered(G.either))


def triangles(G: ArrayGraph, nodes: None = None) -> dict[Hashable, int]:
    """As ``networkx.triangles``."""
    from kg.analysis.kernels.triangles import triangles as count

    return _by_node(G, count(*rows(G.either)))


def constraint(G: ArrayGraph, nodes: None = None, weight: str | None = None) -> Scores:
    """As ``networkx.constraint``, NaN of nodes without neighbours included."""
    if not len(G):
        raise nx.NetworkXError("Graph has no nodes or edges")
    return _by_node(G, constrained(either(_weights(G, weight))))


def articulation_points(G: ArrayGraph) -> Iterator[Hashable]:
    """As ``networkx.articulation_points``, in order of the nodes."""
    from kg.analysis.kernels.cuts import cut

    parts, _, _ = cut(*rows(G.either))
    return (G.labels[row] for row in np.flatnonzero(parts).tolist())


def bridges(G: ArrayGraph, root: None = None) -> Iterator[tuple[Hashable, Hashable]]:
    """As ``networkx.bridges``, in order of the nodes."""
    from kg.analysis.kernels.cuts import cut

    _, above, _ = cut(*rows(G.either))
    lower = np.flatnonzero(above >= 0)
    ends = np.sort(np.stack([lower, above[lower]]), axis=0)
    ends = ends[:, np.lexsort(ends[::-1])]
    return ((G.labels[one], G.labels[other]) for one, other in ends.T.tolist())


# --- between the two ------------------------------------------------------------------------------------


def _weights(graph: ArrayGraph, weight: str | None) -> csr_array:
    matrix = graph.weights[weight] if weight in graph.weights else graph.weights[None]
    if matrix.nnz and not (matrix.data >= 0).all():
        raise NotImplementedError("kg needs weights not below 0")
    return matrix


def _by_node(graph: ArrayGraph, values: NDArray[Any]) -> dict[Hashable, Any]:
    return dict(zip(graph.labels, values.tolist(), strict=True))


@contextmanager
def _errors_of_networkx(max_iter: int) -> Iterator[None]:
    if max_iter < 1:
        raise nx.PowerIterationFailedConvergence(max_iter)
    try:
        yield
    except UsageError as error:
        raise nx.PowerIterationFailedConvergence(max_iter) from error
