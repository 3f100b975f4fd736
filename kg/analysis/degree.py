"""Counts each node's neighbours and mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from pandas import Series

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def in_degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """How many pages link to each page, however often (Freeman 1978, *Centrality in social networks*).

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> in_degree(kg.build({"a.md": "[[b]] [[b]]", "b.md": "[[a]]", "c.md": "[[a]]"})).tolist()
        [2, 1, 0]
    """
    links = select(graph, selection)
    return links.series(links.joined.sum(axis=0).astype(np.int64), "in_degree")


def out_degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """How many pages each page links to, however often (Freeman 1978, *Centrality in social networks*).

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> out_degree(kg.build({"a.md": "[[b]] [[b]] [[c]]", "b.md": "", "c.md": ""})).tolist()
        [2, 0, 0]
    """
    links = select(graph, selection)
    return links.series(links.joined.sum(axis=1).astype(np.int64), "out_degree")


def degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """In-degree plus out-degree (Freeman 1978, *Centrality in social networks*).

    Two pages that link to each other count twice, once for each direction.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> degree(kg.build({"a.md": "[[b]]", "b.md": "[[a]]", "c.md": "[[a]]"})).tolist()
        [3, 2, 1]
    """
    joined = (links := select(graph, selection)).joined
    return links.series((joined.sum(axis=0) + joined.sum(axis=1)).astype(np.int64), "degree")


def weighted_degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """How many mentions lead to and from each page, repeated ones too (Barrat et al. 2004, "strength").

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> weighted_degree(kg.build({"a.md": "[[b]] [[b]]", "b.md": "[[a]]"})).tolist()
        [3, 3]
    """
    links = select(graph, selection)
    return links.series(
        (links.matrix.sum(axis=0) + links.matrix.sum(axis=1)).astype(np.int64), "weighted_degree"
    )


def weighted_in_degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """How many mentions lead to each page, repeated ones too (Barrat et al. 2004, "strength").

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> weighted_in_degree(kg.build({"a.md": "[[b]] [[b]]", "b.md": "[[a]]"})).tolist()
        [1, 2]
    """
    links = select(graph, selection)
    return links.series(links.matrix.sum(axis=0).astype(np.int64), "weighted_in_degree")


def weighted_out_degree(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """How many mentions lead from each page, repeated ones too (Barrat et al. 2004, "strength").

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One count a node.

    Example:
        >>> import kg
        >>> weighted_out_degree(kg.build({"a.md": "[[b]] [[b]]", "b.md": "[[a]]"})).tolist()
        [2, 1]
    """
    links = select(graph, selection)
    return links.series(links.matrix.sum(axis=1).astype(np.int64), "weighted_out_degree")
