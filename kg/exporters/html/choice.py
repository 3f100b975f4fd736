"""Turns a graph into the few nodes and edges that one picture can show, and says how many it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.pagerank import pagerank
from kg.analysis.selection import LINKS, chosen_edges
from kg.errors import UsageError
from kg.explore.find import find

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

DEFAULT_NODES: Final = 500  # drawn without a pause
_PATHS: Final = 20
MOST_NODES: Final = 2000  # beyond it the page takes more than a second to draw once


@dataclass(frozen=True, slots=True)
class Choice:
    """What a picture shows.

    Attributes:
        nodes: Node numbers, the most important first.
        edges: Rows of the table of edges between them; self-links are left out.
        score: PageRank of each of the nodes.
        links: Whether each of the edges is a link someone wrote, not structure such as a channel or a tag.
        found: How many nodes there were to choose from.
    """

    nodes: NDArray[np.int64]
    edges: DataFrame
    score: NDArray[np.float64]
    links: NDArray[np.bool_]
    found: int


def top_nodes(graph: KnowledgeGraph, *, most: int) -> Choice:
    """The pages that rank highest by PageRank.

    Args:
        graph: The graph.
        most: How many nodes to show.
    """
    _check(most)
    scores = _scores(graph)
    order = np.lexsort((np.arange(len(scores)), -scores))
    ranked = order[scores[order] > 0]
    return _choice(graph, ranked[:most], scores, found=len(graph.nodes))


def neighbourhood(graph: KnowledgeGraph, node: int, *, depth: int, most: int) -> Choice:
    """The nodes around one node, the nearest first, and among the equally near those that rank highest.

    From the node itself every edge is followed; further on only links are, since two notes that share a tag
    or a channel need have nothing else in common.

    Args:
        graph: The graph.
        node: The node in the middle.
        depth: How many steps to go.
        most: How many nodes to show.
    """
    _check(most)
    if depth < 1:
        raise UsageError(f"A depth of {depth} shows nothing.", hint="Give 1 or more.")
    scores = _scores(graph)
    distance = _distances(graph, node, depth)
    near = np.flatnonzero(distance <= depth)
    order = near[np.lexsort((near, -scores[near], distance[near]))]
    return _choice(graph, order[:most], scores, found=len(near))


def chosen(graph: KnowledgeGraph, *, around: str, depth: int, top: int) -> Choice:
    """The nodes around one, or without one those that rank highest.

    Args:
        graph: The graph.
        around: Name of the node in the middle; empty for none.
        depth: How many steps to go from it.
        top: How many nodes to show.

    Raises:
        UsageError: There is no such node, or the picture would be too large.
    """
    if not around:
        return top_nodes(graph, most=top)
    return neighbourhood(graph, find(graph, around), depth=depth, most=top)


def left_out(choice: Choice) -> tuple[str, ...]:
    """A remark on the nodes that a picture does not show, if there are any."""
    shown, found = len(choice.nodes), choice.found
    return (f"It shows {shown:,} of {found:,} nodes; --top shows more.",) if shown < found else ()


def community(graph: KnowledgeGraph, node: int, *, most: int) -> Choice:
    """The community of a node, those joined with the others most first.

    Args:
        graph: The graph.
        node: One of its members.
        most: How many nodes to show.

    Raises:
        UsageError: The node is no page, so it is in no community.
    """
    from kg.analysis.communities import community_members
    from kg.analysis.division import divide

    _check(most)
    members = community_members(graph, divide(graph), node).index.to_numpy(np.int64)
    if not len(members):
        raise UsageError(f"{graph.nodes['key'][node]!r} is no page, so it is in no community.")
    return _choice(graph, members[:most], _scores(graph), found=len(members))


def paths(graph: KnowledgeGraph, start: int, end: int, *, most: int) -> Choice:
    """The nodes on shortest paths from one node to another, in either direction of links.

    Args:
        graph: The graph.
        start: Where they start.
        end: Where they end.
        most: How many nodes to show.

    Raises:
        UsageError: No path joins the two.
    """
    from kg.analysis.paths import shortest_paths

    _check(most)
    steps = shortest_paths(graph, start, end, most=_PATHS).steps
    if steps.empty:
        raise UsageError(f"No path joins {graph.nodes['key'][start]!r} and {graph.nodes['key'][end]!r}.")
    nodes = np.unique(steps[["source", "target"]].to_numpy(np.int64))
    ends = np.isin(nodes, (start, end))
    ordered = np.concatenate([nodes[ends], nodes[~ends]])
    return _choice(graph, ordered[:most], _scores(graph), found=len(ordered))


def _check(most: int) -> None:
    if not 1 <= most <= MOST_NODES:
        raise UsageError(
            f"A picture of {most} nodes cannot be drawn.",
            hint=f"Choose 1 to {MOST_NODES}, or use `kg explore`, which draws all of them.",
        )


def _scores(graph: KnowledgeGraph) -> NDArray[np.float64]:
    scores = np.zeros(len(graph.nodes))
    ranked = pagerank(graph)
    scores[ranked.index.to_numpy()] = ranked.to_numpy()
    return scores


def _distances(graph: KnowledgeGraph, node: int, depth: int) -> NDArray[np.int64]:
    """Steps from the node, in either direction; more than ``depth`` where it was not reached."""
    distance = np.full(len(graph.nodes), depth + 1, dtype=np.int64)
    distance[node] = 0
    for step, edges in enumerate((graph.edges, *[chosen_edges(graph, LINKS)] * (depth - 1)), start=1):
        ends = edges[["source", "target"]].to_numpy()
        known = distance[ends] < step
        reached = np.concatenate((ends[known[:, 0], 1], ends[known[:, 1], 0]))
        distance[reached] = np.minimum(distance[reached], step)
    return distance


def _choice(
    graph: KnowledgeGraph, nodes: NDArray[np.int64], scores: NDArray[np.float64], *, found: int
) -> Choice:
    shown = np.zeros(len(graph.nodes), dtype=bool)
    shown[nodes] = True
    edges = graph.edges
    source, target = edges["source"].to_numpy(), edges["target"].to_numpy()
    drawn = edges[shown[source] & shown[target] & (source != target)]
    links = drawn.index.isin(chosen_edges(graph, LINKS).index)
    return Choice(nodes, drawn, scores[nodes], links, found)
