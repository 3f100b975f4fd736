"""Finds the shortest ways of links from one node to another, and what lies around a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pandas import DataFrame, Index, Series
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kg.analysis.selection import LINKS, chosen_edges, kind_in, select
from kg.errors import UsageError
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.selection import Links, Selection
    from kg.model.graph import KnowledgeGraph


class Direction(StrEnum):
    """Which way links are followed."""

    OUT = "out"  # from source to target
    IN = "in"  # from target to source
    EITHER = "either"


class Paths(NamedTuple):
    """The shortest paths between two nodes.

    Attributes:
        steps: One row a step: path (from 0), step (from 1), source and target (nodes, in the direction of the
            link), forward (whether the path follows it that way), kind and weight of the edge that joins
            them most often, mention (row of its first mention, if any).
        found: How many shortest paths there are, whether given or not.
        length: How many steps each has; None if there is no path.
    """

    steps: DataFrame
    found: int
    length: int | None


def shortest_paths(
    graph: KnowledgeGraph,
    start: int,
    end: int,
    *,
    most: int = 5,
    directed: bool = False,
    avoid: NDArray[np.bool_] | None = None,
    selection: Selection = LINKS,
) -> Paths:
    """The shortest paths from one node to another, by the number of steps (Moore 1959, breadth first).

    Args:
        graph: The graph.
        start: The node they start from.
        end: The node they lead to.
        most: How many to give; those whose nodes have the lowest numbers come first.
        directed: Whether links are followed only the way they point.
        avoid: Nodes no path may lead over, one boolean a node, such as `hubs`; the ends may be among them.
        selection: Which edges count.

    Returns:
        The paths; none if there is no way, and one without steps from a node to itself.

    Raises:
        UsageError: A node takes no part, or an option is out of range.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[d]]", "c.md": "", "d.md": "[[c]]"})
        >>> paths = shortest_paths(graph, 0, 3)
        >>> paths.steps[["path", "source", "target", "forward"]].values.tolist()
        [[0, 0, 1, True], [0, 1, 3, True], [1, 0, 2, True], [1, 3, 2, False]]
        >>> paths.found
        2
    """
    if most < 1:
        raise UsageError(f"{most} paths are none.", hint="Ask for 1 or more.")
    links = select(graph, selection)
    first, last = _row(links, start), _row(links, end)
    steps = links.joined if directed else csr_array(links.joined + links.joined.T)
    if avoid is not None:
        steps = _without(steps, avoid[links.nodes], first, last)
    left = dijkstra(csr_array(steps.T), indices=last, unweighted=True)
    if not np.isfinite(left[first]):
        return Paths(_told(graph, [], selection), 0, None)
    ways = []
    for way in _ways(steps, left, first):
        ways.append(links.nodes[way].tolist())
        if len(ways) == most:
            break
    return Paths(_told(graph, ways, selection), _count(steps, left, first), int(left[first]))


def hubs(graph: KnowledgeGraph, *, most: int | None, selection: Selection = LINKS) -> NDArray[np.bool_]:
    """The index pages, and the nodes with more neighbours than that: paths over them tell little.

    Args:
        graph: The graph.
        most: How many neighbours a node may have that is no hub; None if only index pages are hubs.
        selection: Which edges count.

    Returns:
        One boolean a node.

    Example:
        >>> import kg
        >>> hubs(kg.build({"a.md": "[[b]] [[c]]", "b.md": "", "c.md": ""}), most=1).tolist()
        [True, False, False]
    """
    found = kind_in(graph.nodes, (NodeKind.INDEX,))
    if most is not None:
        links = select(graph, selection)
        either = csr_array(links.joined + links.joined.T)
        found[links.nodes] |= np.diff(either.indptr) > most
    return found


def around(
    graph: KnowledgeGraph,
    nodes: int | Iterable[int],
    *,
    depth: int = 1,
    direction: Direction | str = Direction.EITHER,
    selection: Selection = LINKS,
) -> Series[int]:
    """The nodes around one or several (an ego graph, Freeman 1982) and how many steps away each is.

    Args:
        graph: The graph.
        nodes: The nodes in the middle.
        depth: How many steps to go from the nearest of them.
        direction: Which way to follow links.
        selection: Which edges count.

    Returns:
        Steps by node, in order of node; those in the middle are 0 steps away, whether edges count there or
        not.

    Raises:
        UsageError: An option is out of range.

    Example:
        >>> import kg
        >>> around(kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": ""}), 0).to_dict()
        {0: 0, 1: 1}
    """
    if depth < 0:
        raise UsageError(f"A depth of {depth} is out of range.", hint="Use 0 or more.")
    if direction not in list(Direction):
        raise UsageError(f"No direction {str(direction)!r}.", hint=f"There are: {', '.join(Direction)}.")
    links = select(graph, selection)
    joined = {
        Direction.OUT: links.joined,
        Direction.IN: csr_array(links.joined.T),
        Direction.EITHER: csr_array(links.joined + links.joined.T),
    }[Direction(direction)]
    middle = np.array([nodes] if isinstance(nodes, int) else list(nodes), np.int64)
    away = np.full(len(graph.nodes), np.inf)
    rows = np.flatnonzero(np.isin(links.nodes, middle))
    if len(rows):
        away[links.nodes] = dijkstra(joined, indices=rows, unweighted=True, limit=depth, min_only=True)
    away[middle] = 0
    near = np.flatnonzero(np.isfinite(away))
    steps = away[near].astype(np.int64)
    return Series(steps, index=Index(near, name="node"), name="steps", dtype="int64")


def _row(links: Links, node: int) -> int:
    row = int(np.searchsorted(links.nodes, node))
    if row == len(links.nodes) or links.nodes[row] != node:
        raise UsageError(f"Node {node} takes no part.", hint="Choose a page, or count more kinds of edges.")
    return row


def _without(steps: csr_array, avoid: NDArray[np.bool_], *ends: int) -> csr_array:
    """The steps between rows that are not avoided, or are ends."""
    closed = avoid.copy()
    closed[list(ends)] = False
    row = np.repeat(np.arange(len(closed)), np.diff(steps.indptr))
    kept = ~(closed[row] | closed[steps.indices])
    ones = np.ones(int(kept.sum()))
    return csr_array((ones, (row[kept], steps.indices[kept])), shape=steps.shape)


def _onward(steps: csr_array, left: NDArray[np.float64], row: int) -> list[int]:
    """The neighbours one step nearer to the end, in order."""
    neighbours = steps.indices[steps.indptr[row] : steps.indptr[row + 1]]
    return sorted(neighbours[left[neighbours] == left[row] - 1].tolist())


def _ways(steps: csr_array, left: NDArray[np.float64], first: int) -> Iterator[list[int]]:
    """All shortest paths as lists of rows, one after the other, without ever turning back in vain."""
    waiting = [[first]]
    while waiting:
        way = waiting.pop()
        if left[way[-1]] == 0:
            yield way
        waiting += [[*way, row] for row in reversed(_onward(steps, left, way[-1]))]


def _count(steps: csr_array, left: NDArray[np.float64], first: int) -> int:
    """How many shortest paths there are: counted layer by layer, as there may be more than can be listed."""
    ways = {first: 1}
    for _ in range(int(left[first])):
        onward: dict[int, int] = {}
        for row, count in ways.items():
            for neighbour in _onward(steps, left, row):
                onward[neighbour] = onward.get(neighbour, 0) + count
        ways = onward
    return sum(ways.values())


def _told(graph: KnowledgeGraph, ways: list[list[int]], selection: Selection) -> DataFrame:
    """The steps of the paths, each with the edge that joins its nodes most often."""
    rows = [
        (path, step, a, b)
        for path, way in enumerate(ways)
        for step, (a, b) in enumerate(pairwise(way), start=1)
    ]
    nodes = sorted({node for way in ways for node in way})
    edges = chosen_edges(graph, selection)
    edges = edges[edges["source"].isin(nodes) & edges["target"].isin(nodes)]
    edges = edges.sort_values(["weight", "kind"], ascending=[False, True], kind="stable")
    best: dict[tuple[int, int], tuple[str, int, int]] = {}
    columns = (edges[name].tolist() for name in ("source", "target", "kind", "weight"))
    mentions = edges["mention"].to_numpy(np.int64, na_value=-1).tolist()
    for source, target, kind, weight, mention in zip(*columns, mentions, strict=True):
        best.setdefault((source, target), (kind, weight, mention))
    told = []
    for path, step, a, b in rows:
        source, target = (a, b) if (a, b) in best else (b, a)
        told.append((path, step, source, target, source == a, *best[source, target]))
    names = ["path", "step", "source", "target", "forward", "kind", "weight", "mention"]
    table = DataFrame(told, columns=names)
    table["mention"] = table["mention"].astype("Int64").where(table["mention"] != -1)
    return table
