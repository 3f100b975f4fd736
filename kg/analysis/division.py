"""Divides the pages into communities: groups whose members are joined more than chance would join them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.groups import both_ways, key_order, numbered
from kg.analysis.leiden import leiden, modularity
from kg.analysis.selection import LINKS, Links, kind_in, select
from kg.analysis.titles import similar_titles, word_counts
from kg.errors import UsageError
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

HUB_SHARE: Final = 0.01  # of all pages: a page that is joined with more of them is a hub …
HUB_LEAST: Final = 50  # … unless it is joined with no more than these


class Level(NamedTuple):
    """One division of all pages.

    Attributes:
        resolution: How fine it was asked to be.
        modularity: How good it is, at that resolution, over all weights.
        community: The number of each row's community, the largest being 0.
    """

    resolution: float
    modularity: float
    community: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Division:
    """The pages divided into communities at one level, or at several.

    Attributes:
        nodes: Numbers of the nodes that take part, ascending.
        order: The place of each in the order of their keys.
        weights: What joins them, a symmetric matrix.
        levels: The divisions, the coarsest first; each divides the communities of the one before.
    """

    nodes: NDArray[np.int64]
    order: NDArray[np.int64]
    weights: csr_array
    levels: tuple[Level, ...]


def divide(
    graph: KnowledgeGraph,
    *,
    resolution: float | Iterable[float] = 1.0,
    seed: int = 0,
    hubs: bool = True,
    text: float = 0.0,
    selection: Selection = LINKS,
) -> Division:
    """Divides the pages by the Leiden method (Traag, Waltman and van Eck 2019, *From Louvain to Leiden*).

    Two pages are joined by as many mentions as lead from one to the other, whichever way. Where writers
    link within their own channel only, communities of links are the channels again; with alike titles
    mixed in, they are topics that several channels share.

    Args:
        graph: The graph.
        resolution: How fine to divide: 1 is modularity as it was first defined, more gives smaller
            communities. Several values give as many levels, from the lowest up.
        seed: Start of the random numbers, 0 or more; the same seed gives the same communities.
        hubs: Whether index pages and hubs take part. A hub is joined with more than one of a hundred pages,
            and with more than fifty.
        text: Share of all weight, 0 to 1, that comes from alike titles instead of links.
        selection: Which edges count.

    Returns:
        The division. Pages that nothing joins with others are communities of their own.

    Raises:
        UsageError: An option is out of range.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": "", "c.md": "[[d]]", "d.md": ""})
        >>> divide(graph).levels[0].community.tolist()
        [0, 0, 1, 1]
    """
    resolutions = _resolutions(resolution)
    if not 0 <= text <= 1:
        raise UsageError(f"A share of {text} for text is out of range.", hint="Use 0 to 1.")
    if not 0 <= seed < 2**64:
        raise UsageError(f"A seed of {seed} is out of range.", hint="Use a whole number, 0 or more.")
    links = select(graph, selection)
    nodes, weights = links.nodes, both_ways(links.matrix)
    if not hubs:
        kept = ~_hubs(graph, links, weights)
        nodes, weights = nodes[kept], weights[kept][:, kept]
    if text:
        weights = _mixed(weights, _alike(graph, nodes), text)
    order = key_order(graph, nodes)
    return Division(nodes, order, weights, tuple(_levels(weights, resolutions, seed, order)))


def _resolutions(wanted: float | Iterable[float]) -> list[float]:
    values = sorted(set(wanted if isinstance(wanted, Iterable) else (wanted,)))
    if not values:
        raise UsageError("No resolution is given.", hint="1 is a good start.")
    for value in values:
        if not (isfinite(value) and value > 0):
            raise UsageError(f"A resolution of {value} is out of range.", hint="Use more than 0.")
    return values


def _hubs(graph: KnowledgeGraph, links: Links, weights: csr_array) -> NDArray[np.bool_]:
    neighbours = np.diff(weights.indptr)
    index = kind_in(graph.nodes.iloc[links.nodes], (NodeKind.INDEX,))
    return np.asarray(index | (neighbours > max(HUB_SHARE * len(links.nodes), HUB_LEAST)))


def _alike(graph: KnowledgeGraph, nodes: NDArray[np.int64]) -> csr_array:
    return similar_titles(word_counts(graph.nodes["label"].iloc[nodes]).counts)


def _mixed(links: csr_array, alike: csr_array, share: float) -> csr_array:
    """Links and likeness, each with its share of all weight; if there is none of one, the other has all."""
    scale = links.sum() or 1.0
    if not alike.nnz or (links.nnz and not share):
        return links
    mixed = alike * (scale * share / alike.sum())
    if share < 1:
        mixed = mixed + links * (1 - share)
    mixed = csr_array(mixed)
    mixed.sort_indices()
    return mixed


def _levels(
    weights: csr_array, resolutions: list[float], seed: int, order: NDArray[np.int64]
) -> Iterable[Level]:
    within = weights
    for resolution in resolutions:
        community = numbered(leiden(within, resolution=resolution, seed=seed), order)
        yield Level(resolution, modularity(weights, community, resolution=resolution), community)
        within = _cut(within, community)


def _cut(weights: csr_array, community: NDArray[np.int32]) -> csr_array:
    """The weights without those that lead from one community to another."""
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    inside = community[rows] == community[weights.indices]
    kept = (weights.data[inside], (rows[inside], weights.indices[inside]))
    return csr_array(kept, shape=weights.shape)
