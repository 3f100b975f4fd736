"""Turns chosen nodes and edges into fixed positions, so that the browser has nothing left to compute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SPACING: Final = 100  # pixels a node gets to itself, about the size of a short label
_SEED: Final = 1
_PUSHES: Final = 60
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


def layout(size: int, edges: Iterable[tuple[int, int, float]]) -> NDArray[np.int64]:
    """Positions for nodes 0 to ``size`` - 1: each connected part by springs, the parts packed side by side.

    Args:
        size: Number of nodes.
        edges: Pairs of nodes with a weight; a heavier edge draws its ends nearer together.

    Returns:
        One row of x and y, in whole pixels, for each node.

    Example:
        >>> layout(1, []).tolist()
        [[0, 0]]
    """
    net = nx.Graph()
    net.add_nodes_from(range(size))
    net.add_weighted_edges_from(edges)
    positions = np.zeros((size, 2))
    parts = sorted(
        (sorted(part) for part in nx.connected_components(net)), key=lambda part: (-len(part), part)
    )
    placed: list[tuple[float, float, float]] = []
    for part in parts:
        local = _springs(net.subgraph(part), part)
        radius = float(np.hypot(*local.T).max()) + SPACING / 2
        x, y = _free_place(placed, radius)
        placed.append((x, y, radius))
        positions[part] = local + np.array((x, y))
    return positions.round().astype(np.int64)


def _springs(net: nx.Graph[int], nodes: list[int]) -> NDArray[np.float64]:
    """Fruchterman and Reingold's layout around the origin, as large as its number of nodes needs."""
    if len(nodes) == 1:
        return np.zeros((1, 2))
    ordered = nx.Graph()  # a view lists its nodes in no fixed order, and the layout depends on it
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted(net.edges(data=True), key=lambda edge: edge[:2]))
    # method="force": the default changes to another one at 500 nodes, for which it needs far longer.
    found = nx.spring_layout(
        ordered, seed=_SEED, iterations=200, k=2.2 / math.sqrt(len(nodes)), method="force"
    )
    local = np.array([found[node] for node in nodes])
    local -= (local.max(axis=0) + local.min(axis=0)) / 2
    radius = np.hypot(*local.T)
    # Springs crowd the middle: half by distance, half by rank of distance evens it out and keeps the shape.
    even = np.sqrt((radius.argsort().argsort() + 0.5) / len(nodes))
    scale = np.where(
        radius > 0, (0.5 * radius / radius.max() + 0.5 * even) / np.where(radius > 0, radius, 1), 0
    )
    return _apart(local * scale[:, None] * SPACING * math.sqrt(len(nodes)) * 0.75)


def _apart(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push nodes that lie on each other away from each other until each has some room."""
    places = places.copy()
    for _ in range(_PUSHES):
        pairs = cKDTree(places).query_pairs(SPACING * 0.9, output_type="ndarray")
        if not len(pairs):
            break
        gap = places[pairs[:, 0]] - places[pairs[:, 1]]
        distance = np.hypot(*gap.T)[:, None]
        gap = np.where(distance > 0, gap, (1.0, 0.0))
        push = gap / np.maximum(distance, 1) * (SPACING * 0.9 - distance) * 0.25
        np.add.at(places, pairs[:, 0], push)
        np.add.at(places, pairs[:, 1], -push)
    return places


def _free_place(placed: list[tuple[float, float, float]], radius: float) -> tuple[float, float]:
    """The first place on a spiral from the middle where a circle overlaps no earlier one."""
    step = 0
    while True:
        distance = SPACING * 0.5 * math.sqrt(step)
        x, y = distance * math.cos(step * _GOLDEN_ANGLE) * 1.4, distance * math.sin(step * _GOLDEN_ANGLE)
        if all(math.hypot(x - a, y - b) >= radius + r for a, b, r in placed):
            return x, y
        step += 1
