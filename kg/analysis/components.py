"""Divides the pages into the pieces that links hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pandas import DataFrame
from scipy.sparse.csgraph import connected_components

from kg.analysis.groups import key_order, leaders, numbered
from kg.analysis.selection import LINKS, select
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import Series

    from kg.analysis.selection import Links, Selection
    from kg.model.graph import KnowledgeGraph


def weak_components(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """The weak component of every node: those that links join, whichever way they lead.

    Components are numbered from the largest, 0; of two as large, the one with the smallest key comes first.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        The number of its component for each node.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "", "b.md": "[[c]]", "c.md": ""})
        >>> weak_components(graph).tolist()
        [1, 0, 0]
    """
    links = select(graph, selection)
    return links.series(_component_of(graph, links, "weak"), "weak_component")


def strong_components(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """The strong component of every node: links lead from each member to all others (Tarjan 1972).

    Components are numbered from the largest, 0; of two as large, the one with the smallest key comes first.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        The number of its component for each node.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": "[[b]]"})
        >>> strong_components(graph).tolist()
        [1, 0, 0]
    """
    links = select(graph, selection)
    return links.series(_component_of(graph, links, "strong"), "strong_component")


def components(graph: KnowledgeGraph, *, strong: bool = False, selection: Selection = LINKS) -> DataFrame:
    """The pieces that links hold together, the largest first.

    Args:
        graph: The graph.
        strong: Whether paths have to lead both ways between any two members.
        selection: Which edges count.

    Returns:
        A table, one row a component: component, size, notes (how many members are written), key and label of
        the member that most others link to.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "", "b.md": "[[c]]", "c.md": ""})
        >>> components(graph)[["component", "size", "key"]].values.tolist()
        [[0, 2, 'note:c.md'], [1, 1, 'note:a.md']]
    """
    links = select(graph, selection)
    found = _component_of(graph, links, "strong" if strong else "weak")
    written = graph.nodes["kind"].iloc[links.nodes].isin((NodeKind.NOTE, NodeKind.INDEX)).to_numpy()
    linked = links.joined.sum(axis=0)
    central = links.nodes[leaders(found, linked, key_order(graph, links.nodes))]
    sizes = np.bincount(found)
    return DataFrame(
        {
            "component": np.arange(len(sizes), dtype=np.int32),
            "size": sizes.astype(np.int32),
            "notes": np.bincount(found[written], minlength=len(sizes)).astype(np.int32),
            "key": graph.nodes["key"].iloc[central].to_numpy(),
            "label": graph.nodes["label"].iloc[central].to_numpy(),
        }
    )


def _component_of(
    graph: KnowledgeGraph, links: Links, connection: Literal["weak", "strong"]
) -> NDArray[np.int32]:
    labels = connected_components(links.matrix, connection=connection)[1]
    return numbered(labels, key_order(graph, links.nodes))
