"""Tells two graphs apart: pages and edges that came, went or moved, and links that lead elsewhere by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pandas import DataFrame, Index, Series, concat

from kg.analysis.diff_links import told_links
from kg.analysis.moves import moves
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model.graph import KnowledgeGraph

NODE_COLUMNS: Final = ("change", "kind", "key", "label", "path", "before", "why")
EDGE_COLUMNS: Final = ("change", "source", "kind", "target", "weight")


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of a graph.

    Attributes:
        nodes: A row a node: change (added, moved, removed), kind, key, label, path, and for pages that moved
            or were renamed before (the old path) and why.
        edges: A row an edge: change (added, removed), source and target (keys, of moved pages the new ones),
            kind, weight.
        links: A row a link: change (broken, dropped, healed, retargeted), note, line, column, written and
            before (how it was written), led_to and leads_to (keys).
        counts: How many rows of each change: ``{"nodes": {"added": 1}, …}``.
    """

    nodes: DataFrame
    edges: DataFrame
    links: DataFrame
    counts: Mapping[str, Mapping[str, int]]


def diff(old: KnowledgeGraph, new: KnowledgeGraph) -> Diff:
    """What changed from one graph to another: of two builds of a vault, or of two branches.

    A page that went and one that came are one page that moved, if their files are equal or hold nearly the
    same headings, links and times. What joins moved pages is compared by their new names.

    A link is the same one if it stands in the same note, among the same links: it may have been rewritten.
    It is *broken* if it leads to a missing page by now and did not, *healed* the other way round, and
    *retargeted* if it leads to another page. A new link to a missing page is broken too; one that is gone
    is *dropped*. Links to pages that are there come and go without a row: the edges tell them.

    Args:
        old: The graph before.
        new: The graph after.

    Returns:
        The differences, each table in order of change and name.

    Raises:
        UsageError: The graphs follow links by different rule sets.

    Example:
        >>> import kg
        >>> found = diff(kg.build({"a.md": "[[b]]"}), kg.build({"a.md": "[[b]]", "b.md": ""}))
        >>> found.nodes[["change", "key"]].values.tolist()
        [['added', 'note:b.md'], ['removed', 'missing:b']]
        >>> found.links[["change", "note", "written", "leads_to"]].values.tolist()
        [['healed', 'a.md', 'b', 'note:b.md']]
    """
    if old.manifest.rules != new.manifest.rules:
        rules = f"{old.manifest.rules} and {new.manifest.rules}"
        raise UsageError(
            f"The graphs have different rules: {rules}.", hint="Build both with the same --rules."
        )
    moved = moves(old, new)
    renamed = dict(zip(moved["before_key"], moved["key"], strict=True))
    keys = Series([renamed.get(key, key) for key in old.nodes["key"].tolist()], index=old.nodes.index)
    nodes = _nodes(old, new, keys, moved)
    edges = _edges(old, new, keys)
    links = told_links(old, new, keys)
    tables = {"nodes": nodes, "edges": edges, "links": links}
    counts = {
        name: {str(change): int(count) for change, count in sorted(table["change"].value_counts().items())}
        for name, table in tables.items()
    }
    return Diff(nodes, edges, links, counts)


def _nodes(old: KnowledgeGraph, new: KnowledgeGraph, keys: Series[Any], moved: DataFrame) -> DataFrame:
    parts = []
    for change, graph, own, others in (
        ("added", new, new.nodes["key"], keys),
        ("removed", old, keys, new.nodes["key"]),
    ):
        rows = graph.nodes[
            ~own.isin(Index(others)).to_numpy() & ~graph.nodes["key"].isin(moved["key"]).to_numpy()
        ]
        parts.append(rows.assign(change=change, before=None, why=None))
    again = new.nodes.set_index("key", drop=False).loc[moved["key"].tolist()]
    parts.append(again.assign(change="moved", before=moved["before"].to_numpy(), why=moved["why"].to_numpy()))
    told = [part[list(NODE_COLUMNS)].astype(object) for part in parts if len(part)]
    return _sorted(told, NODE_COLUMNS, ["kind", "key"])


def _edges(old: KnowledgeGraph, new: KnowledgeGraph, keys: Series[Any]) -> DataFrame:
    before, after = _told_edges(old, keys), _told_edges(new, new.nodes["key"])
    both = before.merge(
        after, on=["source", "kind", "target"], how="outer", suffixes=("_old", ""), indicator="side"
    )
    change = both["side"].map({"left_only": "removed", "right_only": "added"}).astype(object)
    weight = both["weight"].fillna(both["weight_old"]).astype("int64")
    rows = both.assign(change=change, weight=weight)[change.notna()]
    return _sorted([rows[list(EDGE_COLUMNS)]], EDGE_COLUMNS, ["source", "kind", "target"])


def _told_edges(graph: KnowledgeGraph, keys: Series[Any]) -> DataFrame:
    edges = graph.edges
    key = keys.to_numpy(dtype=object)
    columns = {
        "source": key[edges["source"].to_numpy()],
        "kind": edges["kind"].astype(object).to_numpy(),
        "target": key[edges["target"].to_numpy()],
        "weight": edges["weight"].to_numpy(np.int64),
    }
    table = DataFrame(columns)
    # Two pages may have become one: their edges are one edge then.
    return table.groupby(["source", "kind", "target"], sort=False)["weight"].sum().reset_index()


def _sorted(rows: list[DataFrame], columns: tuple[str, ...], by: list[str]) -> DataFrame:
    if not rows:
        return DataFrame({name: Series(dtype=object) for name in columns})
    table = concat(rows, ignore_index=True).astype(object)
    table = table.where(table.notna(), None)
    return table.sort_values(["change", *by], kind="stable", ignore_index=True)
