"""Finds how deep each node sits in the densest part of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.analysis.selection import LINKS, rows, select

if TYPE_CHECKING:
    from pandas import Series

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def core_number(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """The largest k such that the node is in a group where each has k neighbours (Seidman 1983).

    Direction does not matter, and a self-link makes no neighbour.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One number a node.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": "", "d.md": "[[a]]"})
        >>> core_number(graph).tolist()
        [2, 2, 2, 1]
    """
    from kg.analysis.kernels.cores import peel

    links = select(graph, selection)
    return links.series(peel(*rows(links.either)), "core_number")
