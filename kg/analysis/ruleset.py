"""Turns mentions into the links between written pages under any rule set, not only the graph's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.selection import Links, kind_in, select
from kg.errors import UsageError
from kg.model.kinds import Context, NodeKind

if TYPE_CHECKING:
    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet


def written_links(graph: KnowledgeGraph, selection: Selection, *, rules: RuleSet | None = None) -> Links:
    """The links between notes and index pages, followed by a rule set.

    Args:
        graph: The graph.
        selection: Which links count; its ``missing`` has no say.
        rules: Rule set by which links are followed; the graph's own by default.

    Returns:
        The numbers of all notes and index pages, ascending, and the matrix of mentions between them.

    Raises:
        UsageError: Kinds of edges are named under another rule set than the graph's: edges are those of
            its own.

    Example:
        >>> import kg
        >>> from kg.analysis.selection import LINKS
        >>> graph = kg.build({"a.md": "[[b-c]]", "b c.md": ""})
        >>> [int(written_links(graph, LINKS, rules=r).matrix.sum()) for r in (None, kg.RuleSet.OBSIDIAN)]
        [1, 0]
    """
    kinds = (NodeKind.NOTE, NodeKind.INDEX)
    nodes = np.flatnonzero(kind_in(graph.nodes, kinds))
    if rules in {None, graph.manifest.rules}:
        links = select(graph, selection)
        pages = np.isin(links.nodes, nodes)
        return Links(nodes, links.matrix[pages][:, pages])
    if selection.kinds:
        raise UsageError(
            "Edges have kinds under the graph's own rules only.",
            hint=f"Leave out --edge, or build the graph with the rules {rules}.",
        )
    row = np.full(len(graph.nodes) + 1, -1)  # its last entry is what a mention without a target finds
    row[nodes] = np.arange(len(nodes))
    mentions = graph.mentions
    source = row[mentions["source"].to_numpy()]
    target = row[mentions[f"target_{rules}"].to_numpy(np.int64, na_value=-1)]
    left_out = [
        *(() if selection.from_line else (Context.FROM_LINE,)),
        *(() if selection.lists else (Context.INDEX_LIST,)),
    ]
    keep = (source >= 0) & (target >= 0) & ~mentions["context"].isin(left_out).to_numpy()
    if not selection.self_links:
        keep &= source != target
    size = len(nodes)
    ones = np.ones(int(keep.sum()))
    return Links(nodes, csr_array((ones, (source[keep], target[keep])), shape=(size, size)))
