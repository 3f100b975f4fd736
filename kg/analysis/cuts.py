"""Finds the pages and links that alone hold parts of the graph together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame

from kg.analysis.selection import LINKS, rows, select

if TYPE_CHECKING:
    from pandas import Series

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def articulation(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> Series[int]:
    """Into how many more parts the graph would fall without each node (Hopcroft and Tarjan 1973).

    Nodes of one or more are the articulation points. Direction does not matter.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One number a node; 0 for nodes without which all others stay together.

    Example:
        >>> import kg
        >>> articulation(kg.build({"a.md": "[[b]]", "b.md": "[[c]] [[d]]", "c.md": "", "d.md": ""})).tolist()
        [0, 2, 0, 0]
    """
    from kg.analysis.kernels.cuts import cut

    links = select(graph, selection)
    return links.series(cut(*rows(links.either))[0], "articulation")


def bridges(graph: KnowledgeGraph, *, selection: Selection = LINKS) -> DataFrame:
    """The pairs of nodes that nothing but the link between them keeps together (Hopcroft and Tarjan 1973).

    Direction does not matter: links there and back are one bridge.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        One row a bridge, those that hold most first: ``near`` and ``far``, the nodes on the larger and the
        smaller side, and ``cut_off``, how many nodes would come off with ``far``, itself included.

    Example:
        >>> import kg
        >>> notes = {"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": "[[d]]", "d.md": "[[e]]", "e.md": ""}
        >>> bridges(kg.build(notes)).values.tolist()
        [[2, 3, 2], [3, 4, 1]]
    """
    from kg.analysis.kernels.components import weak
    from kg.analysis.kernels.cuts import cut

    links = select(graph, selection)
    neighbours = rows(links.either)
    _, above, below = cut(*neighbours)
    part = weak(*neighbours)
    lower = np.flatnonzero(above >= 0)
    upper = above[lower]
    rest = np.bincount(part, minlength=len(part))[part[lower]] - below[lower]
    smaller = below[lower] <= rest
    near = links.nodes[np.where(smaller, upper, lower)]
    far = links.nodes[np.where(smaller, lower, upper)]
    table = DataFrame({"near": near, "far": far, "cut_off": np.minimum(below[lower], rest)})
    return table.sort_values(["cut_off", "near", "far"], ascending=[False, True, True], ignore_index=True)
