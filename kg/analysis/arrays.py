"""A graph as sparse arrays that functions of networkx take in place of a graph of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from kg.analysis.selection import LINKS, either, select

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ArrayGraph:
    """A graph as networkx hands it to the backend ``kg``; make one with `to_arrays`.

    Functions of networkx that the backend has (see `kg.analysis.backend`) take it as it is. It cannot be
    changed; ``networkx.DiGraph`` graphs come from `kg.to_networkx`.

    Attributes:
        labels: The nodes, in order of the rows.
        weights: For the name of each weight that is known, the matrix of weights; None stands for the
            number of edges, one or, in a multigraph, more.
        directed: Whether edges have a direction; without one, matrices are symmetric.
        multigraph: Whether two nodes may be joined by several edges.
    """

    __networkx_backend__: ClassVar = "kg"

    labels: Sequence[Hashable]
    weights: Mapping[str | None, csr_array]
    directed: bool
    multigraph: bool = False

    @property
    def joined(self) -> csr_array:
        """A one for each pair of nodes that is joined, the weight of a node's edge to itself left out."""
        plain = self.weights[None]
        ones = np.ones(plain.nnz)
        return csr_array((ones, plain.indices, plain.indptr), shape=plain.shape)

    @property
    def either(self) -> csr_array:
        """Pairs of different nodes joined in either direction; both directions count."""
        return either(self.joined)

    def is_directed(self) -> bool:
        """Whether edges have a direction."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Whether two nodes may be joined by several edges."""
        return self.multigraph

    def __len__(self) -> int:
        return len(self.labels)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.labels)

    def __repr__(self) -> str:
        return f"<ArrayGraph: {len(self.labels)} nodes, {self.weights[None].nnz} entries>"


def to_arrays(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> ArrayGraph:
    """The graph as sparse arrays that functions of networkx take for a graph, made in a moment.

    Nodes go by their keys, and the edges that count are merged into one for each direction, with the number
    of mentions as ``weight``.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        A graph for those functions of networkx that the backend ``kg`` has.

    Example:
        >>> import kg, networkx
        >>> arrays = to_arrays(kg.build({"a.md": "[[b]]", "b.md": ""}))
        >>> arrays
        <ArrayGraph: 2 nodes, 1 entries>
    """
    links = select(graph, selection)
    labels = graph.nodes["key"].iloc[links.nodes].tolist()
    return ArrayGraph(labels, {None: links.joined, "weight": links.matrix}, directed=True)


def from_networkx(graph: nx.Graph, weights: Mapping[str, float]) -> ArrayGraph:
    """A graph of networkx as arrays.

    Args:
        graph: Any graph.
        weights: Names of the edges' weights that are needed, and what counts where one is missing.

    Returns:
        The arrays, nodes and edges in the graph's order.

    Raises:
        NotImplementedError: A weight that is missing should not count as one.
    """
    if any(default != 1 for default in weights.values()):
        raise NotImplementedError("kg takes a missing weight for 1")
    labels = list(graph)
    matrices = {name: _matrix(graph, labels, name) for name in (None, *weights)}
    return ArrayGraph(labels, matrices, graph.is_directed(), graph.is_multigraph())


def _matrix(graph: nx.Graph, labels: Sequence[Hashable], weight: str | None) -> csr_array:
    if not labels:  # networkx makes no matrix of nothing
        return csr_array((0, 0))
    matrix = csr_array(nx.to_scipy_sparse_array(graph, nodelist=labels, weight=weight, dtype=float))
    matrix.sum_duplicates()
    return matrix


def to_networkx(arrays: ArrayGraph) -> nx.Graph:
    """A graph of networkx with the same nodes, edges and weights.

    Args:
        arrays: A graph as arrays.

    Returns:
        A graph whose edges carry each weight that is known.
    """
    plain = arrays.weights[None].tocoo()
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(arrays.labels)
    ends = [[arrays.labels[row] for row in rows.tolist()] for rows in (plain.row, plain.col)]
    graph.add_edges_from(zip(*ends, strict=True))
    for name, matrix in arrays.weights.items():
        if name is not None:
            values = dict(zip(zip(*ends, strict=True), matrix.data.tolist(), strict=True))
            nx.set_edge_attributes(graph, values, name)
    return graph
