"""A small hand-made graph with every kind of node and edge, so that exporters are tested without a build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from kg.model.graph import KnowledgeGraph, Manifest
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES, Table

MakeGraph = Callable[..., KnowledgeGraph]


def frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns = {}
    for column in table.columns:
        values = [row.get(column.name, _default(column.dtype)) for row in rows]
        columns[column.name] = pd.Series(values, dtype=_dtype(column.base, nullable=column.nullable))
    return pd.DataFrame(columns)


def _default(dtype: str) -> object:
    plain = {"int32": 0, "int16": 0, "bool": False, "string": "", "category": ""}
    return None if dtype.endswith("?") else plain[dtype]


def _dtype(base: str, *, nullable: bool) -> str:
    if base == "string":
        return "str"
    return base.capitalize() if nullable and base.startswith("int") else base


def make_graph(**rows: Sequence[Mapping[str, Any]]) -> KnowledgeGraph:
    """A graph from rows given as keyword arguments, one for each table; what is left out gets defaults."""
    for name, number in (("nodes", "node"), ("mentions", "mention"), ("moments", "moment"), ("headings", "heading")):
        rows[name] = [{number: index, **row} for index, row in enumerate(rows.get(name, ()))]
    tables = {table.name: frame(table, rows.get(table.name, ())) for table in TABLES}
    return KnowledgeGraph(
        tables=tables,
        manifest=Manifest(
            vault="demo",
            rules=RuleSet.FOLDED,
            profile="youtube",
            kg="0",
            digest="0" * 64,
            counts={name: len(table) for name, table in tables.items()},
        ),
    )


@pytest.fixture(scope="session")
def make() -> MakeGraph:
    return make_graph


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """Two notes, an index page and one node of every other kind."""
    return make_graph(
        nodes=[
            {"key": "note:kitchen/umami.md", "kind": "note", "label": "Umami & co", "path": "kitchen/umami.md", "words": 120},
            {"key": "note:kitchen/dashi stock.md", "kind": "note", "label": "Dashi", "path": "kitchen/dashi stock.md", "words": 3},
            {"key": "index:kitchen/kitchen.md", "kind": "index", "label": "kitchen", "path": "kitchen/kitchen.md", "words": 0},
            {"key": "missing:koji mould", "kind": "missing", "label": "Koji mould"},
            {"key": "video:aB3-x_Yz012", "kind": "video", "label": "All about taste", "url": "https://www.youtube.com/watch?v=aB3-x_Yz012"},
            {"key": "channel:kitchen", "kind": "channel", "label": "kitchen"},
            {"key": "tag:food/taste", "kind": "tag", "label": "food/Taste"},
            {"key": "attachment:img/p 1.png", "kind": "attachment", "label": "p 1.png", "path": "img/p 1.png"},
            {"key": "external:https://example.org/a", "kind": "external", "label": "https://example.org/a", "url": "https://example.org/a"},
            {"key": "external:https://[oops", "kind": "external", "label": "https://[oops", "url": "https://[oops"},
        ],
        mentions=[
            {"source": 0, "target": 1, "kind": "link", "raw": "[[dashi stock|dashi]]", "written": "dashi stock", "label": "dashi", "context": "body", "line": 9, "column": 4},
            {"source": 0, "target": 3, "kind": "link", "raw": "[[Koji mould]]", "written": "Koji mould", "context": "body", "line": 11, "column": 1},
            {"source": 2, "target": 3, "kind": "link", "raw": "[[koji-mould]]", "written": "koji-mould", "context": "index_list", "line": 5, "column": 3},
            {"source": 0, "target": 7, "kind": "embed", "embed": True, "raw": "![[p 1.png]]", "written": "p 1.png", "context": "body", "line": 12, "column": 1},
        ],
        moments=[
            {"source": 0, "target": 4, "form": "anchor", "written": "00:01:15", "seconds": 75, "context": "body", "line": 9, "column": 30},
            {"source": 0, "target": 4, "form": "anchor", "written": "00:01:15", "seconds": 75, "context": "body", "line": 10, "column": 1},
            {"source": 0, "target": 4, "form": "anchor", "written": "HH:MM:SS", "context": "body", "line": 10, "column": 9},
        ],
        edges=[
            {"source": 0, "target": 1, "kind": "links_to", "weight": 2, "mention": 0, "outcome": "folded"},
            {"source": 0, "target": 3, "kind": "links_to", "weight": 1, "mention": 1, "outcome": "missing"},
            {"source": 2, "target": 3, "kind": "lists", "weight": 1, "mention": 2, "outcome": "missing"},
            {"source": 0, "target": 7, "kind": "embeds", "weight": 1, "mention": 3, "outcome": "exact"},
            {"source": 0, "target": 4, "kind": "about_video", "weight": 1},
            {"source": 0, "target": 5, "kind": "in_channel", "weight": 1},
            {"source": 0, "target": 6, "kind": "tagged", "weight": 1},
            {"source": 0, "target": 8, "kind": "links_out", "weight": 1, "outcome": "external"},
            {"source": 0, "target": 9, "kind": "links_out", "weight": 1, "outcome": "external"},
            {"source": 0, "target": 4, "kind": "cites_moment", "weight": 3, "moment": 0},
            {"source": 2, "target": 4, "kind": "features", "weight": 1},
            {"source": 3, "target": 4, "kind": "announced_for", "weight": 1},
        ],
        aliases=[
            {"node": 0, "alias": "umami", "origin": "path", "count": 1},
            {"node": 0, "alias": "Savouriness", "origin": "alias", "count": 1},
            {"node": 1, "alias": "dashi", "origin": "label", "count": 1},
            {"node": 3, "alias": "koji-mould", "origin": "label", "count": 1},
        ],
        properties=[
            {"node": 0, "name": "rating", "value": "5", "datatype": "integer", "line": 3},
            {"node": 0, "name": "crew.0", "value": "Ann", "datatype": "string", "line": 4},
            {"node": 0, "name": "crew.1", "value": "Bob", "datatype": "string", "line": 5},
            {"node": 0, "name": "videoId", "value": "aB3-x_Yz012", "datatype": "string", "line": 6},
        ],
        headings=[{"node": 0, "level": 2, "text": "Taste", "line": 8}],
        faults=[{"path": "kitchen/umami.md", "line": 10, "code": "moment-placeholder", "message": "the literal HH:MM:SS"}],
        sources=[
            {"path": "kitchen/umami.md", "size": 400, "digest": "a" * 64},
            {"path": "kitchen/dashi stock.md", "size": 40, "digest": "b" * 64},
            {"path": "kitchen/kitchen.md", "size": 40, "digest": "c" * 64},
            {"path": "img/p 1.png", "size": 9},
        ],
    )
