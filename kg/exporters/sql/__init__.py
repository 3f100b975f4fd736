"""Answers SQL queries over a graph's tables with DuckDB, which gets to see nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
from pandas import DataFrame, Float64Dtype, Int64Dtype, Series

from kg.errors import QueryError, QueryTimeoutError, UsageError
from kg.exporters.sql.shelf import query_of, shipped
from kg.model.tables import DERIVED, TABLES
from kg.store.frames import arrow_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.model.graph import KnowledgeGraph

__all__ = ["Answer", "ask", "query_of", "shipped", "sql"]

_MEMORY: Final = "2GB"  # what a query may fill; a result is read in pieces of _ROWS
_ROWS: Final = 4096
_SETTINGS: Final[dict[str, str | bool]] = {
    "temp_directory": "",  # nothing is written to disk either
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # else a query could read this program's own variables
}
# From here on a query reaches no file and no network, and cannot change that.
_LOCKS: Final = ("SET enable_external_access = false", "SET lock_configuration = true")


class Answer(NamedTuple):
    """What a query found.

    Attributes:
        table: The rows, at most as many as were asked for.
        found: How many there were.
    """

    table: DataFrame
    found: int


def sql(
    graph: KnowledgeGraph,
    query: str,
    *,
    values: Mapping[str, str] | None = None,
    timeout: float | None = 60.0,
) -> DataFrame:
    """The answer to an SQL query over the graph's tables, which stand under their own names.

    A query sees the tables and nothing else: no file, no network, no variable of the program.

    Args:
        graph: The graph; derived tables are there if it was analysed.
        query: One statement of DuckDB's SQL that reads: ``SELECT``, ``WITH``, ``FROM``, ``DESCRIBE``,
            ``SUMMARIZE``, ``EXPLAIN``; or the name of a query that comes along, such as ``wanted``.
        values: What ``$NAME`` stands for in it, as text.
        timeout: Seconds it may take; None for as long as it needs.

    Returns:
        The rows, as `ask` gives them.

    Raises:
        UsageError: DuckDB is not installed, or the query is more than one statement or does not read.
        QueryError: The query is not SQL, or takes too much memory.
        QueryTimeoutError: It takes too long.

    Example:
        >>> import kg
        >>> sql(kg.build({"a.md": "[[b]]"}), "SELECT kind, label FROM nodes").values.tolist()
        [['note', 'a'], ['missing', 'b']]
    """
    return ask(graph, query_of(query).text, values=values, timeout=timeout).table


def ask(
    graph: KnowledgeGraph,
    query: str,
    *,
    values: Mapping[str, str] | None = None,
    limit: int = 0,
    timeout: float | None = 60.0,
) -> Answer:
    """Some rows of the answer to a query, and how many there are.

    Args:
        graph: The graph.
        query: One statement that reads, as for `sql`.
        values: What ``$NAME`` stands for in it, as text.
        limit: Rows to keep, 0 for all; all are counted.
        timeout: Seconds it may take; None for as long as it needs.

    Returns:
        The rows and their number. Values that JSON has no form for, such as dates, are text.

    Raises:
        UsageError: DuckDB is not installed, or the query is more than one statement or does not read.
        QueryError: The query is not SQL, or takes too much memory.
        QueryTimeoutError: It takes too long.

    Example:
        >>> import kg
        >>> ask(kg.build({"a.md": "[[b]]"}), "SELECT kind, label FROM nodes", limit=1).found
        2
    """
    duckdb = _library()
    with closing(_connection(graph)) as database, _deadline(database, timeout):
        try:
            _check(database, query)
            relation = database.sql(query, params=dict(values or {}))
            return _kept(relation.to_arrow_reader(_ROWS), limit)
        except duckdb.InterruptException as error:
            raise QueryTimeoutError(
                f"The query took more than {timeout:g} seconds.", hint="Ask for less, or --timeout."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise QueryError(
                f"The query needs more than {_MEMORY} of memory.", hint="Ask for less."
            ) from error
        except duckdb.Error as error:
            raise QueryError(f"The query cannot be answered: {_reason(error)}") from error


def _library() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError("SQL needs DuckDB.", hint='`pip install "kg[sql]"` brings it.') from error
    return duckdb


def _connection(graph: KnowledgeGraph) -> DuckDBPyConnection:
    database: DuckDBPyConnection = _library().connect(
        ":memory:", config={**_SETTINGS, "memory_limit": _MEMORY}
    )
    for table in (*TABLES, *DERIVED):
        if table.name in graph.tables:
            database.register(table.name, arrow_source(graph, table.name))
    for lock in _LOCKS:
        database.execute(lock)
    return database


@contextmanager
def _deadline(database: DuckDBPyConnection, timeout: float | None) -> Iterator[None]:
    if timeout is None:
        yield
        return
    alarm = threading.Timer(timeout, database.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
        alarm.join()


def _check(database: DuckDBPyConnection, query: str) -> None:
    """Refuse what is not one statement that reads; even the rest would only change a copy in memory."""
    statements = database.extract_statements(query)
    readers = {_library().StatementType.SELECT, _library().StatementType.EXPLAIN}
    if len(statements) != 1:
        raise UsageError(f"The query is {len(statements)} statements.", hint="Give one.")
    if statements[0].type not in readers:
        name = statements[0].type.name.replace("_", " ")
        raise UsageError(
            f"A statement that is {name} does not read.", hint="Start with SELECT, WITH or FROM."
        )


def _reason(error: Exception) -> str:
    """The first lines of a message, without the picture of the place behind them."""
    text, _, picture = str(error).partition("\n\nLINE ")
    place = f" (line {picture.partition(':')[0]})" if picture else ""
    return " ".join(text.split()) + place


def _kept(reader: pa.RecordBatchReader, limit: int) -> Answer:
    kept: list[pa.RecordBatch] = []
    found = 0
    for batch in reader:
        if not limit or found < limit:
            kept.append(batch.slice(0, limit - found) if limit else batch)
        found += len(batch)
    table = pa.Table.from_batches(kept, reader.schema)
    columns = {
        name: _series(table.column(place)) for place, name in enumerate(_distinct(reader.schema.names))
    }
    return Answer(DataFrame(columns), found)


def _distinct(names: list[str]) -> list[str]:
    """Names of columns, each once: a second ``node`` becomes ``node_2``.

    >>> _distinct(["node", "node", "node_2"])
    ['node', 'node_2', 'node_2_2']
    """
    told: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(2))
        told.append(name if name not in told else next(other for other in others if other not in told))
    return told


def _series(column: pa.ChunkedArray) -> Series[Any]:
    if pa.types.is_integer(column.type) and column.type != pa.uint64():
        return Series(column.to_pandas(types_mapper=lambda _: Int64Dtype()), dtype="Int64")
    if pa.types.is_floating(column.type):
        return Series(column.to_pandas(types_mapper=lambda _: Float64Dtype()), dtype="Float64")
    if pa.types.is_decimal(column.type):
        return _series(column.cast(pa.float64()))
    return Series([_plain(value) for value in column.to_pylist()], dtype=object)


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case _:
            return str(value)
