"""Turns a graph into two plain tables for others: nodes by key, edges with the place that proves each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kg.model.tables import EDGES
from kg.store.frames import arrow_columns

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
    table: pd.DataFrame = edge_columns(graph).to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)
    return table.astype({"weight": "int32"})


def edge_columns(graph: KnowledgeGraph) -> pa.Table:
    """The same as `edge_table`, as Arrow holds it: for writers that never need a frame.

    Args:
        graph: The graph.

    Returns:
        A table with those columns.
    """
    edges = arrow_columns(graph, "edges", [column.name for column in EDGES.columns])
    mention, moment = edges["mention"].combine_chunks(), edges["moment"].combine_chunks()
    said = arrow_columns(graph, "mentions", ["source", "line", "column", "raw"]).take(mention)
    cited = arrow_columns(graph, "moments", ["source", "line", "column", "written"]).take(moment)
    names = arrow_columns(graph, "nodes", ["key", "path"])
    note, line, column, raw = (pc.coalesce(a, b) for a, b in zip(said.columns, cited.columns, strict=True))
    values = {
        "source": names["key"].take(edges["source"]),
        "target": names["key"].take(edges["target"]),
        "kind": edges["kind"].cast(pa.string()),
        "weight": edges["weight"],
        "outcome": edges["outcome"].cast(pa.string()),
        "note": names["path"].take(note),
        "line": line,
        "column": column,
        "raw": raw,
    }
    return pa.table([values[name] for name in EDGE_COLUMNS], names=list(EDGE_COLUMNS))


def node_columns(graph: KnowledgeGraph) -> pa.Table:
    """The same as `node_table`, as Arrow holds it.

    Args:
        graph: The graph.

    Returns:
        A table with those columns.
    """
    nodes = arrow_columns(graph, "nodes", ["key", *NODE_COLUMNS[1:]]).rename_columns(list(NODE_COLUMNS))
    return nodes.set_column(NODE_COLUMNS.index("kind"), "kind", nodes["kind"].cast(pa.string()))


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
