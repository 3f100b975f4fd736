"""Turns a graph into a networkx graph with everything the tables know of its nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from kg.analysis.selection import chosen_edges, select
from kg.exporters.tabular import edge_table, node_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


def to_networkx(graph: KnowledgeGraph, *, selection: Selection | None = None) -> nx.MultiDiGraph[str]:
    """The graph as a directed multigraph, to run any algorithm of networkx on.

    Nodes are keyed by their key and carry ``label``, ``kind`` and, where known, ``path``, ``url`` and
    ``words``. Edges are keyed by their kind and carry ``kind``, ``weight`` and, where known, ``outcome`` and
    the first place in the notes: ``note``, ``line``, ``column``, ``raw``. What is not known is left out.

    Args:
        graph: The graph.
        selection: Only the edges that count and the nodes that take part, as for measures; by default all.

    Returns:
        A new graph; the manifest's facts are its ``graph`` attributes.

    Example:
        >>> import kg
        >>> net = to_networkx(kg.build({"a.md": "[[b]] and [[b]]", "b.md": ""}))
        >>> net.edges["note:a.md", "note:b.md", "links_to"]["weight"]
        2
    """
    manifest = graph.manifest
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=manifest.vault, rules=str(manifest.rules), profile=manifest.profile, digest=manifest.digest
    )
    nodes, edges = node_table(graph), edge_table(graph)
    if selection is not None:
        nodes = nodes.iloc[select(graph, selection).nodes]
        edges = edges.iloc[np.asarray(chosen_edges(graph, selection).index)]
    result.add_nodes_from((row.pop("id"), row) for row in known_values(nodes))
    result.add_edges_from(
        (row.pop("source"), row.pop("target"), row["kind"], row) for row in known_values(edges)
    )
    return result


def known_values(table: DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table as dictionaries of plain Python values, without those that are missing.

    Args:
        table: Any frame.

    Yields:
        One dictionary a row, in the order of the columns.
    """
    names = list(table.columns)
    known = [table[name].notna().tolist() for name in names]
    values = [table[name].tolist() for name in names]
    for row, present in zip(zip(*values, strict=True), zip(*known, strict=True), strict=True):
        yield {name: value for name, value, there in zip(names, row, present, strict=True) if there}
