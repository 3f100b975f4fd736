"""Divides a graph into regions, and regions into groups: what a picture of it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kg.analysis.grouping import By, grouped
from kg.analysis.groups import both_ways, key_order, numbered
from kg.analysis.leiden import leiden
from kg.analysis.selection import LINKS, Selection, chosen_edges, kind_in
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

NONE: Final = -1
_CHANNEL: Final = "channel"
_GROUP: Final = (
    400  # by it and the number of nodes, communities come to have 15 to 60: as many as one takes in at once
)
_LEAST: Final = 10  # a smaller group joins the one it is linked with most
_HUB: Final = 0.25  # of a region's nodes joined with one: it goes into the middle
_SMALLEST_WITH_HUB: Final = 30
_STRUCTURE: Final = 0.4  # pull of what two nodes share, against 1 of a link
_SHARED_BY: Final = 20  # a tag or video that more nodes have pulls each of them less
_ROUNDS: Final = 10


class Parts(NamedTuple):
    """What belongs together in a picture.

    Attributes:
        by: What makes a region.
        region: The number of each node's region, 0 for the largest.
        group: The number of each node's group, in order of regions; a region's first one holds its hubs.
        hub: Which nodes stand in the middle of their region.
        ties: How strongly each two nodes draw each other near; symmetric.
    """

    by: By
    region: NDArray[np.int32]
    group: NDArray[np.int32]
    hub: NDArray[np.bool_]
    ties: csr_array


def parts(graph: KnowledgeGraph, *, previous: DataFrame | None = None) -> Parts:
    """The regions and groups of a graph.

    Regions are channels, in vaults that have them; else communities; in vaults with hardly any link,
    folders. What is not written, and what notes share, belongs where most of those are that name it. Groups
    are communities inside a region, without the nodes a quarter of the region is joined with.

    Args:
        graph: The graph.
        previous: The layout of an earlier state, one row a node of this graph, with -1 for region
            and group of nodes it did not have: these join the groups there are.

    Returns:
        The parts.

    Example:
        >>> import kg
        >>> found = parts(kg.build({"a.md": "[[b]]", "b.md": "[[a]]", "c.md": "[[d]]", "d.md": ""}))
        >>> found.by, found.region.tolist()
        (<By.COMMUNITY: 'community'>, [0, 0, 1, 1])
    """
    order = key_order(graph, np.arange(len(graph.nodes)))
    ties = _ties(graph)
    by, region = _regions(graph, ties, order, previous)
    hub = _hubs(graph, region, ties)
    group = _groups(region, hub, ties, previous)
    return Parts(by, region, _ordered(region, group, hub, order), hub, ties)


def _ties(graph: KnowledgeGraph) -> csr_array:
    """Links count fully; of structure, what few nodes share; channels and lists of index pages do not."""
    size = len(graph.nodes)
    edges = graph.edges
    source, target = edges["source"].to_numpy(), edges["target"].to_numpy()
    link = edges.index.isin(chosen_edges(graph, LINKS).index)
    said = chosen_edges(graph, Selection(lists=True, from_line=True, self_links=True))
    telling = (
        ~edges.index.isin(said.index)
        & ~_channels(graph)[target]
        & ~kind_in(graph.nodes, (NodeKind.INDEX,))[source]
    )
    shared = np.bincount(target[telling], minlength=size)[target]
    weight = np.where(link, 1.0, _STRUCTURE * np.minimum(1, _SHARED_BY / np.maximum(shared, 1)))
    kept = (link | telling) & (source != target)
    matrix = both_ways(csr_array((weight[kept], (source[kept], target[kept])), shape=(size, size)))
    matrix.data = np.minimum(matrix.data, 2.0)  # linked in both directions, or in several ways
    return matrix


def _channels(graph: KnowledgeGraph) -> NDArray[np.bool_]:
    return kind_in(graph.nodes, (_CHANNEL,))


def _regions(
    graph: KnowledgeGraph, ties: csr_array, order: NDArray[np.int64], previous: DataFrame | None
) -> tuple[By, NDArray[np.int32]]:
    written = kind_in(graph.nodes, (NodeKind.NOTE, NodeKind.INDEX))
    channels = _channels(graph)
    if channels.any():
        found = grouped(graph, by=By.CHANNEL)
        own = found.group.copy()
        numbers = {name: number for number, name in enumerate(found.names)}
        own[channels] = [numbers[name] for name in graph.nodes["label"][channels]]
        if _mostly(own[written] >= 0):
            return By.CHANNEL, numbered(_joined(graph, own), order)
    if previous is not None:
        return By.COMMUNITY, numbered(_joined(graph, previous["region"].to_numpy(np.int32)), order)
    own = _communities(ties)
    if _mostly(own[written] >= 0):
        return By.COMMUNITY, numbered(_joined(graph, own), order)
    return By.FOLDER, numbered(_joined(graph, grouped(graph, by=By.FOLDER).group), order)


def _mostly(told: NDArray[np.bool_]) -> bool:
    return 2 * int(np.count_nonzero(told)) >= len(told)


def regions_by(graph: KnowledgeGraph, region: NDArray[np.int32]) -> By:
    """What regions are: channels or folders if the notes of each are all in one, else communities.

    Args:
        graph: The graph.
        region: The region of each node.

    Returns:
        The word for them.

    Example:
        >>> import kg
        >>> graph = kg.build({"a/x.md": "[[y]]", "b/y.md": ""})
        >>> regions_by(graph, np.array([0, 1])), regions_by(graph, np.array([0, 0]))
        (<By.FOLDER: 'folder'>, <By.COMMUNITY: 'community'>)
    """
    by = By.CHANNEL if _channels(graph).any() else By.FOLDER
    group = grouped(graph, by=by).group
    own = kind_in(graph.nodes, (NodeKind.NOTE,)) & (group >= 0)
    pairs = len(np.unique(np.stack([region[own], group[own]]), axis=1).T)
    same = pairs == len(np.unique(group[own])) == len(np.unique(region[own]))
    return by if same and own.any() else By.COMMUNITY


def _communities(ties: csr_array) -> NDArray[np.int32]:
    """Communities that are large enough to make a region."""
    labels = np.unique(leiden(ties), return_inverse=True)[1].astype(np.int32)
    sizes = np.bincount(labels)
    least = np.clip(np.sqrt(len(labels)) / 6, 2, 25)
    return np.where(sizes[labels] >= least, labels, NONE).astype(np.int32)


def _joined(graph: KnowledgeGraph, own: NDArray[np.int32]) -> NDArray[np.int32]:
    """Regions of all nodes: those without one take that of most of their neighbours, step by step."""
    size = len(own)
    if not size:
        return own
    edges = graph.edges
    ends = (edges["source"].to_numpy(), edges["target"].to_numpy())
    matrix = csr_array((edges["weight"].to_numpy(np.float64), ends), shape=(size, size))
    return majority(both_ways(matrix), own, allowed=None)


def majority(
    weights: csr_array, own: NDArray[np.int32], *, allowed: NDArray[np.int32] | None
) -> NDArray[np.int32]:
    """Labels spread to nodes without one: each takes the label that weighs most among its neighbours.

    Args:
        weights: A symmetric matrix.
        own: Labels from 0, -1 for none.
        allowed: A number for each node; only neighbours with the same one count. None for no such rule.

    Returns:
        Labels of all nodes; those that no path joins with a labelled one share a label of their own.

    Example:
        >>> chain = csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]))
        >>> majority(chain, np.array([4, -1, -1, -1]), allowed=None).tolist()
        [4, 4, 4, 5]
    """
    label = own.astype(np.int32).copy()
    beyond = int(label.max(initial=NONE)) + 1
    for _ in range(_ROUNDS):
        open_ = np.flatnonzero(label < 0)
        rows = weights[open_].tocoo()
        known = label[rows.col] >= 0
        if allowed is not None:
            known &= allowed[rows.col] == allowed[open_[rows.row]]
        if not known.any():
            break
        votes = csr_array(
            (rows.data[known], (rows.row[known], label[rows.col[known]])), shape=(len(open_), beyond)
        )
        row, chosen = heaviest(votes)
        label[open_[row]] = chosen
    label[label < 0] = beyond
    return label


def _hubs(graph: KnowledgeGraph, region: NDArray[np.int32], ties: csr_array) -> NDArray[np.bool_]:
    """The nodes in the middle of their region: channels, index pages, and what too many are joined with."""
    sizes = np.bincount(region)[region] if len(region) else region
    rows = np.repeat(np.arange(len(region)), np.diff(ties.indptr))
    inside = np.bincount(rows, region[rows] == region[ties.indices], minlength=len(region))
    central = (inside > _HUB * sizes) & (sizes >= _SMALLEST_WITH_HUB)
    named = _channels(graph) | kind_in(graph.nodes, (NodeKind.INDEX,))
    return central | (named & (sizes > 2))


def _groups(
    region: NDArray[np.int32], hub: NDArray[np.bool_], ties: csr_array, previous: DataFrame | None
) -> NDArray[np.int32]:
    """Communities inside regions, hubs apart; small ones join others, and what is left stands together."""
    cells = ties.tocoo()
    inside = (region[cells.row] == region[cells.col]) & ~hub[cells.row] & ~hub[cells.col]
    inner = csr_array((cells.data[inside], (cells.row[inside], cells.col[inside])), shape=ties.shape)
    if previous is not None:
        own = previous["group"].to_numpy(np.int32)
        moved = (own >= 0) & (region != _region_of_groups(own, region)[own]) if len(own) else own < 0
        return majority(inner, np.where(moved | hub, NONE, own), allowed=region)
    resolution = max(1.0, (~hub).sum() / _GROUP)
    label = np.unique(leiden(inner, resolution=resolution), return_inverse=True)[1].astype(np.int32)
    return _merged(label, region, inner)


def _region_of_groups(group: NDArray[np.int32], region: NDArray[np.int32]) -> NDArray[np.int32]:
    """The region most nodes of each group are in; the last entry is what -1 finds."""
    known = group >= 0
    shape = (int(group.max(initial=0)) + 1, int(region.max(initial=0)) + 1)
    counts = csr_array((np.ones(known.sum()), (group[known], region[known])), shape=shape)
    row, chosen = heaviest(counts)
    found = np.full(shape[0] + 1, NONE, dtype=np.int32)
    found[row] = chosen
    return found


def _merged(label: NDArray[np.int32], region: NDArray[np.int32], inner: csr_array) -> NDArray[np.int32]:
    """Small groups join the one they are linked with most; those without links join each other."""
    for large_only in (True, True, False):
        count = int(label.max(initial=NONE)) + 1
        sizes = np.bincount(label, minlength=count)
        cells = inner.tocoo()
        between = label[cells.row] != label[cells.col]
        one, other = label[cells.row[between]], label[cells.col[between]]
        wanted = (sizes[one] < _LEAST) & ((sizes[other] >= _LEAST) | (not large_only))
        share = cells.data[between][wanted] / sizes[other[wanted]]  # else the large would swallow all
        row, chosen = heaviest(csr_array((share, (one[wanted], other[wanted])), shape=(count, count)))
        joined = csr_array((np.ones(len(row)), (row, chosen)), shape=(count, count))
        label = connected_components(joined, directed=False)[1][label].astype(np.int32) if count else label
    alone = np.bincount(label, minlength=1)[label] < _LEAST if len(label) else label < 0
    loose = int(label.max(initial=0)) + 1 + region
    return np.where(alone, loose, label).astype(np.int32)


def _ordered(
    region: NDArray[np.int32], group: NDArray[np.int32], hub: NDArray[np.bool_], order: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Groups numbered by region; in a region the hubs first, then by size."""
    if not len(group):
        return group
    label = np.where(hub, -1, group).astype(np.int64)
    pairs = np.unique(np.stack([region, label], axis=1), axis=0, return_inverse=True)[1].ravel()
    by_size = numbered(pairs, order).astype(np.int64)
    key = region.astype(np.int64) * (2 * len(group)) + np.where(hub, 0, by_size + 1)
    return np.unique(key, return_inverse=True)[1].astype(np.int32)


def heaviest(votes: csr_array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The rows that have entries, and in each the column whose entries weigh most, the first of equal ones.

    Args:
        votes: A matrix of weights; entries at the same place add up.

    Returns:
        Rows, and the column of each.

    Example:
        >>> [found.tolist() for found in heaviest(csr_array(np.array([[1, 3, 3], [0, 0, 0], [2, 0, 1]])))]
        [[0, 2], [1, 0]]
    """
    votes.sum_duplicates()
    cells = votes.tocoo()
    best = np.lexsort((cells.col, -cells.data, cells.row))
    row, first = np.unique(cells.row[best], return_index=True)
    return row, cells.col[best][first]
