"""Turns a graph into two plain tables for others: nodes by key, edges with the place that proves each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.graph import KnowledgeGraph

NODE_COLUMNS: Final = ("id", "label", "kind", "path", "url", "words")
EDGE_COLUMNS: Final = ("source", "target", "kind", "weight", "outcome", "note", "line", "column", "raw")


def node_table(graph: KnowledgeGraph) -> pd.DataFrame:
    """All nodes, identified by key.

    Args:
        graph: The graph.

    Returns:
        A frame with the columns id, label, kind, path, url, words; indexed by node number.

    Example:
        >>> import kg
        >>> node_table(kg.build({"a.md": "[[b]]"}))[["id", "kind"]].values.tolist()
        [['note:a.md', 'note'], ['missing:b', 'missing']]
    """
    return graph.nodes.rename(columns={"key": "id"})[list(NODE_COLUMNS)].astype({"kind": "str"})


def edge_table(graph: KnowledgeGraph) -> pd.DataFrame:
    """All edges between keys, each with its first place in the notes, if text is its evidence.

    Args:
        graph: The graph.

    Returns:
        A frame with the columns source, target, kind, weight, outcome, note, line, column, raw.

    Example:
        >>> import kg
        >>> table = edge_table(kg.build({"a.md": "see [[b]]"}))
        >>> table[["source", "target", "line", "column"]].values.tolist()
        [['note:a.md', 'missing:b', 1, 5]]
    """
    edges, key, path = graph.edges, graph.nodes["key"], graph.nodes["path"]
    mention = graph.mentions[["source", "line", "column", "raw"]]
    moment = graph.moments[["source", "line", "column", "written"]].rename(columns={"written": "raw"})
    place = _at(mention, edges["mention"]).combine_first(_at(moment, edges["moment"]))
    note = path.reindex(place["source"])
    return pd.DataFrame(
        {
            "source": key.to_numpy()[edges["source"]],
            "target": key.to_numpy()[edges["target"]],
            "kind": edges["kind"].astype("str").to_numpy(),
            "weight": edges["weight"].to_numpy(),
            "outcome": edges["outcome"].astype("str").where(edges["outcome"].notna()).to_numpy(),
            "note": note.to_numpy(),
            "line": place["line"].array,
            "column": place["column"].array,
            "raw": place["raw"].to_numpy(),
        },
        columns=list(EDGE_COLUMNS),
    )


def rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame as tuples of plain Python values.

    Args:
        frame: Any frame.
        *columns: The columns wanted, in order.

    Example:
        >>> list(rows(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), "b", "a"))
        [('x', 1), ('y', 2)]
    """
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _at(table: pd.DataFrame, rows: pd.Series[int]) -> pd.DataFrame:
    """The rows of a table in the order asked for; an empty row where none is asked for."""
    found = table.astype(dict.fromkeys(("source", "line", "column"), "Int32")).reindex(
        rows.fillna(-1).astype("int64")
    )
    return found.reset_index(drop=True)
