"""The columns of the frames that steps hand to each other, for Spark and for Arrow alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from kg.builder.numbering import Counts
from kg.model.kinds import RuleSet

Columns = Mapping[str, str]  # name -> type, in Spark's words

_TYPES: Final = {
    "int": pa.int32(),
    "tinyint": pa.int8(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "binary": pa.binary(),
    "double": pa.float64(),
}

LISTED: Final = {"path": "string", "text": "binary"}
SAID: Final = {
    "what": "string",  # share: its counts; file; alias; link: a question
    "share": "int",
    "number": "int",  # of a file or alias the document's, of a link the question's, within the share
    "name": "string",
    "folder": "string",  # of an alias the note's path
    "markdown": "boolean",
    "claim": "int",
    **dict.fromkeys(Counts._fields, "int"),
}
NAMES: Final = {"key": "string", "path": "string", "alias": "string", "claim": "int", "document": "int"}
KEYS: Final = {"group": "int", "key": "string"}
CANDIDATES: Final = ("path", "alias", "claim", "document")
LINK: Final = ("name", "markdown", "folder")
FOUND: Final = {
    f"{what}_{rules}": kind
    for rules in RuleSet
    for what, kind in (("outcome", "tinyint"), ("file", "string"), ("document", "int"))
}
ANSWERS: Final = {"name": "string", "markdown": "boolean", "folder": "string", **FOUND}
PROPOSED: Final = {
    "share": "int",
    "place": "int",  # among the share's nodes that are none of its documents; none in one row a share
    "key": "string",
    "kind": "string",
    "label": "string",
    "path": "string",
    "url": "string",
    "document": "int",
    "told_by": "int",
}
PLACED: Final = {
    "part": "int",
    "place": "int",
    "key": "string",
    "kind": "string",
    "label": "string",
    "path": "string",
    "url": "string",
}
NUMBERED: Final = {"key": "string", "node": "int"}
LATE: Final = {
    "what": "string",  # rows: how many a table has; label; edge
    "part": "int",
    "source": "int",
    "target": "int",
    "name": "string",  # the table's, the label, or the edge's kind
    "count": "int",
    "mention": "int",
}
COUNTED: Final = {"name": "string", "count": "int"}
ROUND: Final = {"change": "double", "total": "double"}
MEASURED: Final = {
    "node": "int",
    **dict.fromkeys(("in_degree", "out_degree", "weighted_in_degree", "weighted_out_degree"), "int"),
    "pagerank": "double",
    "component": "int",
    "community": "int",
    "ends": "boolean",  # whether it links to no page that is written
}


def ddl(columns: Columns) -> str:
    """The columns as Spark's schema.

    >>> ddl(KEYS)
    'group int, key string'
    """
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def table_of(columns: Columns, **values: Any) -> pa.Table:
    """A table of these columns; one value is that of all rows, and what is not given is missing.

    >>> table_of(KEYS, group=1, key=["a", "b"]).to_pylist()
    [{'group': 1, 'key': 'a'}, {'group': 1, 'key': 'b'}]
    """
    size = next(len(column) for column in values.values() if not isinstance(column, int | str))
    arrays = []
    for name, kind in columns.items():
        column = values.get(name)
        if column is None:
            arrays.append(pa.nulls(size, _TYPES[kind]))
        elif isinstance(column, pa.Array | pa.ChunkedArray):
            arrays.append(column)
        elif isinstance(column, int | str):
            arrays.append(pa.repeat(pa.scalar(column, _TYPES[kind]), size))
        else:
            arrays.append(pa.array(column, _TYPES[kind]))
    return pa.table(arrays, names=list(columns))


def rows(columns: Columns, **values: Any) -> Iterator[pa.RecordBatch]:
    """The same as batches."""
    yield from table_of(columns, **values).to_batches()
