"""Finds what joins groups of pages: single links, and pages that reach into several groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series
from scipy.sparse import csr_array

from kg.analysis.groups import both_ways, key_order
from kg.analysis.selection import LINKS, select

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.grouping import Grouping
    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def bridge_links(graph: KnowledgeGraph, grouping: Grouping, *, selection: Selection = LINKS) -> DataFrame:
    """The links that lead from one group to another, those that join the groups most alone first.

    Args:
        graph: The graph.
        grouping: The group of each page; links of pages without one are left out.
        selection: Which links count.

    Returns:
        A table: source, target (keys), from, to (names of their groups), weight (mentions), share (of all
        mentions between the two groups, either way). Ties go to the link whose smaller group is larger,
        then to the smaller keys.

    Example:
        >>> import kg
        >>> from kg.analysis.grouping import grouped
        >>> graph = kg.build({"a/x.md": "[[z]]", "a/y.md": "[[x]]", "b/z.md": ""})
        >>> bridge_links(graph, grouped(graph)).values.tolist()
        [['note:a/x.md', 'note:b/z.md', 'a', 'b', 1, 1.0]]
    """
    links = select(graph, selection)
    group = grouping.group[links.nodes]
    edges = links.matrix.tocoo()
    start, end = group[edges.row], group[edges.col]
    across = (start != end) & (start >= 0) & (end >= 0)
    row, column, weight = edges.row[across], edges.col[across], edges.data[across]
    start, end = start[across].astype(np.int64), end[across].astype(np.int64)
    number = len(grouping.names)
    pair = np.minimum(start, end) * number + np.maximum(start, end)
    _, place = np.unique(pair, return_inverse=True)
    share = weight / np.bincount(place, weight)[place] if len(place) else weight
    sizes = np.bincount(group[group >= 0], minlength=number)
    order = key_order(graph, links.nodes)
    best_first = np.lexsort((order[column], order[row], -np.minimum(sizes[start], sizes[end]), -share))
    names = np.array([*grouping.names, ""], dtype=object)
    keys = graph.nodes["key"].to_numpy(dtype=object)
    table = {
        "source": keys[links.nodes[row]],
        "target": keys[links.nodes[column]],
        "from": names[start],
        "to": names[end],
        "weight": weight.astype(np.int32),
        "share": share,
    }
    return DataFrame({name: column[best_first] for name, column in table.items()})


def bridge_pages(graph: KnowledgeGraph, grouping: Grouping, *, selection: Selection = LINKS) -> DataFrame:
    """The pages that are joined with several groups, those that reach into most first.

    Args:
        graph: The graph.
        grouping: The group of each page. A page without one, such as a missing page that several channels
            link to, joins the groups of its neighbours.
        selection: Which links count.

    Returns:
        A table indexed by node: key, kind, label, group (its own, if any), reaches (how many groups other
        than its own it is joined with), others (their names, the one it is joined with most first), weight
        (mentions that join it with them), participation (0 if all its mentions stay in one group, towards 1
        if they are spread evenly over many: Guimerà and Amaral 2005). Pages that join no two groups are
        left out.

    Example:
        >>> import kg
        >>> from kg.analysis.grouping import grouped
        >>> graph = kg.build({"a/x.md": "[[glue]]", "b/z.md": "[[glue]]"})
        >>> bridge_pages(graph, grouped(graph))[["key", "reaches", "others"]].values.tolist()
        [['missing:glue', 2, ['a', 'b']]]
    """
    links = select(graph, selection)
    group = grouping.group[links.nodes]
    reach = _reach(both_ways(links.matrix), group, len(grouping.names))
    rows = np.repeat(np.arange(len(group)), np.diff(reach.indptr))
    foreign = reach.indices != group[rows]
    size = len(group)
    others = np.bincount(rows[foreign], minlength=size)
    weight = np.bincount(rows[foreign], reach.data[foreign], minlength=size)
    total = np.maximum(np.bincount(rows, reach.data, minlength=size), 1)
    spread = 1 - np.bincount(rows, (reach.data / total[rows]) ** 2, minlength=size)
    joins = np.flatnonzero(others + (group >= 0) > 1)
    order = key_order(graph, links.nodes)
    found = joins[np.lexsort((order[joins], -weight[joins], -others[joins]))]
    names = np.array([*grouping.names, None], dtype=object)  # the last one is what -1 finds
    table = graph.nodes.iloc[links.nodes[found]][["key", "kind", "label"]]
    return table.assign(
        group=names[group[found]],
        reaches=others[found].astype(np.int32),
        others=Series(_others(reach, group, found, names), index=table.index, dtype=object),
        weight=weight[found].astype(np.int32),
        participation=spread[found],
    ).rename_axis("node")


def _reach(weights: csr_array, group: NDArray[np.int32], number: int) -> csr_array:
    """How much weight joins each row with each group."""
    member = np.flatnonzero(group >= 0)
    groups = csr_array((np.ones(len(member)), (member, group[member])), shape=(len(group), number))
    return (weights @ groups).tocsr()


def _others(
    reach: csr_array, group: NDArray[np.int32], rows: NDArray[np.int64], names: NDArray[np.object_]
) -> list[list[str]]:
    """The names of the groups that each of these rows is joined with, but for its own."""
    others = []
    for row in rows.tolist():
        part = slice(reach.indptr[row], reach.indptr[row + 1])
        columns, weights = reach.indices[part], reach.data[part]
        best_first = columns[np.lexsort((columns, -weights))]
        others.append([names[code] for code in best_first if code != group[row]])
    return others
