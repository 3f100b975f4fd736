"""Takes some nodes of a graph, with everything said among them, as a graph of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pandas import Int32Dtype
from pandas.arrays import IntegerArray

from kg.builder.run import digest_of
from kg.model.graph import KnowledgeGraph
from kg.model.kinds import RuleSet

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

_TARGETS: Final = tuple(f"target_{rules}" for rules in RuleSet)


def subgraph(graph: KnowledgeGraph, nodes: NDArray[np.bool_]) -> KnowledgeGraph:
    """The graph of some nodes: what is said of them, and the mentions, moments and edges among them.

    Rows are numbered anew; keys stay. A mention is kept if its source is, and its target (or it has none). A
    reference to something left out, such as the file that another rule set would find, or the mention in a
    third note that an edge was made from, becomes missing; weights stay. Faults and sources are those of the
    files that are kept.

    Args:
        graph: The graph.
        nodes: Which nodes to keep, one boolean each.

    Returns:
        A graph like any other; its manifest counts its own rows, and names the digest of the whole graph as
        the option ``part_of``.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[a]]", "c.md": ""})
        >>> part = subgraph(graph, (graph.nodes["key"] != "note:b.md").to_numpy())
        >>> part.nodes["key"].tolist(), part.edges[["source", "target"]].values.tolist()
        (['note:a.md', 'note:c.md'], [[0, 1]])
    """
    node = _Numbers(nodes)
    heading = _Numbers(nodes[graph.headings["node"].to_numpy()])
    moment = _Numbers(nodes[graph.moments["source"].to_numpy()])
    mentions = graph.mentions
    said = nodes[mentions["source"].to_numpy()] & (
        mentions["target"].isna().to_numpy() | node.kept(mentions["target"])
    )
    mention = _Numbers(said)
    edges = graph.edges
    among = nodes[edges["source"].to_numpy()] & nodes[edges["target"].to_numpy()]
    paths = graph.nodes["path"][nodes].dropna()
    ends = dict.fromkeys(("source", "target"), node)
    places = {**ends, "section": heading, "moment": moment}
    tables = {
        "nodes": _part(graph.nodes, nodes, {"node": node}),
        "mentions": _part(mentions, said, {**places, **dict.fromkeys(_TARGETS, node), "mention": mention}),
        "moments": _part(graph.moments, moment.chosen, places),
        "edges": _part(edges, among, {**ends, "mention": mention, "moment": moment}),
        "aliases": _part(graph.aliases, nodes[graph.aliases["node"].to_numpy()], {"node": node}),
        "properties": _part(graph.properties, nodes[graph.properties["node"].to_numpy()], {"node": node}),
        "headings": _part(graph.headings, heading.chosen, {"heading": heading, "node": node}),
        "faults": _part(graph.faults, graph.faults["path"].isin(paths).to_numpy(), {}),
        "sources": _part(graph.sources, graph.sources["path"].isin(paths).to_numpy(), {}),
    }
    sources = tables["sources"]
    manifest = replace(
        graph.manifest,
        counts={name: len(table) for name, table in tables.items()},
        digest=digest_of(
            sources["path"], sources["digest"].astype(object).where(sources["digest"].notna(), None)
        ),
        options={**graph.manifest.options, "part_of": graph.manifest.digest},
    )
    return KnowledgeGraph(MappingProxyType(tables), manifest)


class _Numbers:
    """The rows of a table that are kept, and their new numbers."""

    def __init__(self, chosen: NDArray[np.bool_]) -> None:
        self.chosen = chosen
        self.new = np.where(chosen, np.cumsum(chosen) - 1, -1)

    def kept(self, column: Series[int]) -> NDArray[np.bool_]:
        """Whether what each value refers to is kept; nothing missing is."""
        old = column.to_numpy(np.int64, na_value=-1)
        return (old >= 0) & (self.of(old) >= 0)

    def of(self, old: NDArray[Any]) -> NDArray[np.int64]:
        """The new numbers of old ones, -1 for none."""
        return np.where(old >= 0, self.new[old.clip(0)], -1) if len(self.new) else np.full(len(old), -1)


def _part(table: DataFrame, chosen: NDArray[np.bool_], references: Mapping[str, _Numbers]) -> DataFrame:
    """Some rows of a table, with new numbers in the columns that refer to rows."""
    part = table[chosen].reset_index(drop=True)
    columns: dict[str, Any] = {}
    for name, numbers in references.items():
        values = numbers.of(part[name].to_numpy(np.int64, na_value=-1)).astype(np.int32)
        nullable = part[name].dtype == Int32Dtype()
        columns[name] = IntegerArray(values.clip(0), values < 0) if nullable else values
    for name in part.columns[part.dtypes == "category"]:
        used = part[name].cat.remove_unused_categories()
        columns[name] = used.cat.reorder_categories(sorted(used.cat.categories))
    return part.assign(**columns)
