"""Turns a graph into a SQLite database of all its tables, with indexes and full-text search.

Datasette shows it as it is: foreign keys become links, and the tables that have full-text search get a box.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import pyarrow as pa

from kg.model.kinds import Origin
from kg.model.tables import DERIVED, NODES, TABLES, Table
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph

_TYPES: Final = {"int32": "INTEGER", "int16": "INTEGER", "bool": "INTEGER", "float64": "REAL"}
_KEYS: Final = {"nodes": "node", "mentions": "mention", "moments": "moment", "headings": "heading"}
_REFERENCES: Final = {  # what a column of any other table refers to
    **dict.fromkeys(("node", "source", "target"), "nodes"),
    "section": "headings",
    "mention": "mentions",
    "moment": "moments",
}
_SEARCHED: Final = {  # by table: what full-text search looks at, besides the sentences of mentions
    "nodes": ("label", "aliases", "path"),
    "headings": ("text",),
    "mentions": ("raw", "label"),
}
_ALIASES: Final = "aliases"  # of nodes: the declared names, a line each, so that search finds them
_SENTENCE: Final = "sentence"  # of mentions: what stands around it
_TOKENS: Final = "unicode61 remove_diacritics 2"
_ROWS: Final = 1 << 15  # turned into Python objects at a time


def write_sqlite(graph: KnowledgeGraph, stream: BinaryIO, *, texts: Texts | None = None) -> tuple[str, ...]:
    """Write the database.

    Each table has the columns that `kg.model.tables` says, and ``nodes`` one with the declared names. Tables
    called ``nodes_fts``, ``headings_fts`` and ``mentions_fts`` are for full-text search (FTS5), in which
    accents and case do not matter.

    Args:
        graph: The graph; derived tables are written if it has them.
        stream: Where to write.
        texts: The notes' texts; with them ``mentions`` has the sentence around each, for search too.

    Returns:
        Remarks for the user: how many notes' sentences are missing because they changed.
    """
    with TemporaryDirectory(prefix="kg-") as folder:
        place = Path(folder) / "graph.db"
        with closing(sqlite3.connect(place, isolation_level=None)) as database:
            _fill(database, graph, texts)
        with place.open("rb") as file:
            shutil.copyfileobj(file, stream)
    unusable = len(texts.unusable) if texts is not None else 0
    return (
        (f"{unusable:,} notes changed since the graph was built: no sentences of them.",) if unusable else ()
    )


def _fill(database: sqlite3.Connection, graph: KnowledgeGraph, texts: Texts | None) -> None:
    for setting in ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192", "cache_size = -65536"):
        database.execute(f"PRAGMA {setting}")  # nobody sees the file before it is whole
    database.execute("BEGIN")
    for table in (*TABLES, *DERIVED):
        if table.name in graph.tables:
            _add(database, table, _rows(graph, table, texts), _extra(table, texts))
    about = graph.manifest
    facts = {"vault": about.vault, "rules": str(about.rules), "profile": about.profile, "kg": about.kg}
    facts |= {"digest": about.digest, "schema": str(about.schema)}
    database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    database.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
    for name, columns in _SEARCHED.items():
        _make_searchable(database, name, (*columns, *((_SENTENCE,) if texts and name == "mentions" else ())))
    database.execute("COMMIT")


def _extra(table: Table, texts: Texts | None) -> tuple[str, ...]:
    return {"nodes": (_ALIASES,), "mentions": (_SENTENCE,) if texts else ()}.get(table.name, ())


def _add(
    database: sqlite3.Connection, table: Table, rows: Iterator[tuple[Any, ...]], extra: tuple[str, ...]
) -> None:
    own = _KEYS.get(table.name)
    columns = []
    for column in table.columns:
        kind = _TYPES.get(column.base, "TEXT")
        if column.name == own:
            columns.append(f'"{column.name}" INTEGER PRIMARY KEY')
            continue
        told = _REFERENCES.get("target" if column.name.startswith("target_") else column.name)
        refers = f' REFERENCES "{told}"' if told and kind == "INTEGER" else ""
        columns.append(f'"{column.name}" {kind}{"" if column.nullable else " NOT NULL"}{refers}')
    columns += [f'"{name}" TEXT' for name in extra]
    database.execute(f'CREATE TABLE "{table.name}" ({", ".join(columns)})')
    marks = ", ".join("?" * len(columns))
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608  # our own name
    for name in ("key", "kind", "path", "node", "source", "target"):
        if name in table.names and name != own:
            database.execute(f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ("{name}")')


def _rows(graph: KnowledgeGraph, table: Table, texts: Texts | None) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as Python values, some thousand of them at a time."""
    whole = arrow_columns(graph, table.name, list(table.names))
    if table is NODES:
        whole = whole.append_column(_ALIASES, _declared(graph))
    for start in range(0, len(whole), _ROWS):
        part = whole.slice(start, _ROWS)
        columns = [_plain(part[name]) for name in part.column_names]
        if texts is not None and table.name == "mentions":
            columns.append(_sentences(graph, texts, start))
        yield from zip(*columns, strict=True)


def _plain(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    return values


def _sentences(graph: KnowledgeGraph, texts: Texts, start: int) -> list[str | None]:
    from kg.explore.excerpts import excerpts

    told = excerpts(graph, graph.mentions.iloc[start : start + _ROWS], texts=texts)["sentence"]
    return told.astype(object).where(told.notna(), None).tolist()


def _declared(graph: KnowledgeGraph) -> pa.Array:
    """The declared names of each node, a line each; missing where it has none."""
    aliases = graph.aliases[graph.aliases["origin"] != Origin.LABEL]
    joined = aliases.groupby("node", sort=True)["alias"].agg("\n".join).reindex(range(len(graph.nodes)))
    return pa.array(joined.astype(object).where(joined.notna(), None).tolist(), pa.string())


def _make_searchable(database: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    options = f'content="{name}", content_rowid="{_KEYS[name]}", tokenize="{_TOKENS}"'
    database.execute(f'CREATE VIRTUAL TABLE "{name}_fts" USING fts5({listed}, {options})')
    database.execute(f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'rebuild\')')  # noqa: S608  # same
