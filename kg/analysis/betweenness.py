"""Ranks nodes by how many of the shortest ways between others lead over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.distance import ordered
from kg.analysis.selection import LINKS, rows, select
from kg.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series
    from scipy.sparse import csr_array

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

CONFIDENCE: Final = 0.9  # of the error that is stated


def betweenness(
    graph: KnowledgeGraph,
    *,
    directed: bool = True,
    pivots: int | None = None,
    seed: int = 0,
    selection: Selection = LINKS,
) -> Series[float]:
    """The share of shortest paths between two other nodes that leads over each node (Freeman 1977).

    Where several paths are equally short, each counts in part. All pairs of nodes count, so a value of one
    would be a node that every path leads over. Exact by Brandes' algorithm (2001), which takes seconds for a
    vault with directed links; without directions, paths are many more, and ``pivots`` gives an estimate:
    only paths from so many nodes are walked. Pivots are spread evenly over all nodes that link to any
    (Brandes and Pich 2007), one chosen at random from each run of neighbours in the table, as notes of one
    folder stand together and see the graph alike.

    Args:
        graph: The graph.
        directed: Whether links are followed in their direction only.
        pivots: How many nodes paths start from; by default all, which is exact.
        seed: Chooses the pivots.
        selection: Which edges count.

    Returns:
        One share a node, from 0 to 1. Its ``attrs`` tell the ``pivots`` and the ``error``: with a
        probability of 90 %, no node's share is off by more (Hoeffding 1963, see `sampling_error`).

    Raises:
        UsageError: The number of pivots is not positive.

    Example:
        >>> import kg
        >>> betweenness(kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": ""})).tolist()
        [0.0, 0.5, 0.0]
    """
    if pivots is not None and pivots < 1:
        raise UsageError(f"{pivots} pivots tell nothing.", hint="Use 1 or more, or none for all nodes.")
    links = select(graph, selection)
    matrix = links.joined if directed else links.either
    size = len(links.nodes)
    starts = np.flatnonzero(np.diff(matrix.indptr))
    chosen = starts if pivots is None else spread(starts, pivots, seed=seed)
    total = summed(matrix, chosen) * (len(starts) / max(len(chosen), 1))
    scores = links.series(total / max((size - 1) * (size - 2), 1), "betweenness")
    scores.attrs.update(pivots=len(chosen), error=sampling_error(len(chosen), of=len(starts), nodes=size))
    return scores


def sampling_error(pivots: int, *, of: int, nodes: int) -> float:
    """By how much betweenness from pivots may be off at any node, with a probability of 90 %.

    Each pivot tells a number from 0 to 1 of each node, so Hoeffding's inequality (1963, *Probability
    inequalities for sums of bounded random variables*) bounds the error at one node, and all nodes share the
    chance to err. The bound knows nothing of the graph; errors are mostly far smaller.

    Args:
        pivots: Number of nodes that paths were walked from.
        of: Number of nodes that link to any: the others start no path.
        nodes: Number of all nodes.

    Returns:
        The greatest difference to the exact share; 0 if all were walked from.

    Example:
        >>> round(sampling_error(250, of=41_000, nodes=41_000), 3)
        0.165
    """
    if pivots >= of:
        return 0.0
    # In each run, one pivot stands for all: independent, bounded, and their mean is the exact share.
    return float(of / (nodes - 1) * np.sqrt(np.log(2 * nodes / (1 - CONFIDENCE)) / (2 * pivots)))


def summed(matrix: csr_array, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of all shortest paths from some nodes to every other, the shares of each node, added up.

    Args:
        matrix: The links; its values don't matter.
        sources: Rows where paths start.

    Returns:
        One sum a row, ends of paths not counted.
    """
    from kg.analysis.kernels.shortest_paths import dependencies

    order, near = ordered(matrix)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    result = np.empty(len(order))
    result[order] = dependencies(*rows(near), np.sort(place[sources]))
    return result


def spread(starts: NDArray[np.int64], pivots: int, *, seed: int) -> NDArray[np.int64]:
    """One node at random from each of so many equal runs, a node at the border of two in part in each.

    So every node is as likely as any other.
    """
    if pivots >= len(starts):
        return starts
    random = np.random.default_rng(seed)
    places = (np.arange(pivots) + random.random(pivots)) * (len(starts) / pivots)
    chosen: NDArray[np.int64] = starts[places.astype(np.int64)]
    return chosen
