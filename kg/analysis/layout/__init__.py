"""Gives every node of a graph a place in a picture: regions side by side, groups in them, nodes in these."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kg.analysis.groups import both_ways
from kg.analysis.layout.parts import NONE, Parts, heaviest, parts
from kg.analysis.layout.places import Blocks, placed_anew, placed_as_before
from kg.analysis.layout.together import drawn_together, placed_among
from kg.analysis.selection import kind_in
from kg.errors import KgError
from kg.model.kinds import NodeKind
from kg.model.tables import LAYOUT
from kg.store.derived import read_earlier, write_derived

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

SMALL: Final = 500  # nodes up to which groups and regions are drawn together until they almost touch
FEW: Final = 30  # nodes up to which springs order the whole graph
_KNOWN: Final = 0.8  # of the nodes: with fewer places known, all are found anew
_OTHER_TIES: Final = 0.1  # pull of channels and lists, where they are all that holds a small graph together
_DIGITS: Final = 3


def layout(graph: KnowledgeGraph, *, previous: DataFrame | None = None) -> DataFrame:
    """A place for every node, such that what belongs together is together.

    Large graphs are nested: regions (channels; else communities; else folders) are packed side by side,
    in each region its groups around its hubs, and in each group its nodes by springs (Fruchterman and
    Reingold 1991), missing pages on the rim. Up to 500 nodes, groups and regions are drawn together; up to
    30, springs order each connected part as a whole.

    Args:
        graph: The graph.
        previous: What this function gave for an earlier state of the graph. Nodes it knows by their keys stay
            where they were, as far as there is room; others go near what they are linked with. If it
            knows fewer than four fifths of the nodes, it is not used.

    Returns:
        The table ``layout`` of `kg.model.tables`: a row a node, in their order.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": "[[a]]", "c.md": ""})
        >>> layout(graph)[["key", "region", "group"]].values.tolist()
        [['note:a.md', 0, 0], ['note:b.md', 0, 0], ['note:c.md', 1, 1]]
    """
    from pandas import DataFrame

    before = None if previous is None else _aligned(graph, previous)
    found = parts(graph, previous=before)
    blocks = _blocks(graph, found)
    small = len(graph.nodes) <= SMALL
    if before is None:
        x, y = placed_anew(blocks)
        if small:
            x, y = drawn_together(blocks, x, y)
    else:
        stays = _stays(before["group"].to_numpy(), found.group)
        stays &= _stays(before["region"].to_numpy(), found.region)
        place = placed_among if small else placed_as_before
        x, y = place(blocks, *(before[axis].where(stays).to_numpy(copy=True) for axis in "xy"))
    columns = {
        "key": graph.nodes["key"],
        "x": x.round(_DIGITS) + 0.0,
        "y": y.round(_DIGITS) + 0.0,
        "region": found.region.astype(np.int32),
        "group": found.group.astype(np.int32),
    }
    return DataFrame(columns)[list(LAYOUT.names)]


def kept_layout(graph: KnowledgeGraph, folder: Path | None) -> DataFrame:
    """The layout that is kept with a graph, or a new one that is kept from then on.

    Args:
        graph: The graph.
        folder: The folder it was read from; None if it is in none. A folder that cannot be written to is left
            as it is.

    Returns:
        The table ``layout``; that of an earlier build is where a new one starts.

    Example:
        >>> import kg
        >>> len(kept_layout(kg.build({"a.md": "[[b]]"}), None))
        2
    """
    if LAYOUT.name in graph.tables:
        return graph.layout
    if folder is None:
        return layout(graph)
    found = layout(graph, previous=read_earlier(LAYOUT.name, folder))
    with suppress(OSError, KgError):
        write_derived({LAYOUT.name: found}, graph.manifest, folder)
    return found


def _aligned(graph: KnowledgeGraph, previous: DataFrame) -> DataFrame | None:
    """The earlier places, one row a node of this graph; None if too few are known."""
    found = previous.set_index("key").reindex(graph.nodes["key"]).reset_index()
    if found["x"].notna().mean() < _KNOWN or not len(found):
        return None
    return found.fillna({"region": NONE, "group": NONE}).astype({"region": "int32", "group": "int32"})


def _stays(before: NDArray[np.int32], now: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which nodes are in the same part as most of its members were; others have to move to theirs."""
    known = before >= 0
    shape = (int(now.max(initial=0)) + 1, int(before.max(initial=0)) + 1)
    part, most = heaviest(csr_array((np.ones(known.sum()), (now[known], before[known])), shape=shape))
    main = np.full(shape[0], NONE)
    main[part] = most
    stays: NDArray[np.bool_] = known & (main[now] == before)
    return stays


def _blocks(graph: KnowledgeGraph, found: Parts) -> Blocks:
    size = len(graph.nodes)
    if size > FEW:
        missing = kind_in(graph.nodes, (NodeKind.MISSING,))
        return Blocks(found.group, found.region, missing, found.hub, found.ties)
    ends = (graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy())
    others = both_ways(csr_array((np.full(len(ends[0]), _OTHER_TIES), ends), shape=(size, size)))
    ties = (found.ties + others).tocsr()
    ties.sort_indices()
    part = connected_components(ties, directed=False)[1].astype(np.int32) if size else np.zeros(0, np.int32)
    nowhere = np.zeros(size, dtype=bool)
    return Blocks(part, np.zeros(size, dtype=np.int32), nowhere, nowhere, ties)
