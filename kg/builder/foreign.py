"""Reads tables that other programs wrote: every value as text, every row that cannot be read as a fault."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import UnreadableError, UsageError

_FORMULA: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n")  # what guards a cell against spreadsheets
_LINES: Final = (".jsonl", ".ndjson")
SUFFIXES: Final = (".csv", ".tsv", ".parquet", *_LINES, ".json")
_DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}


class Bad(NamedTuple):
    """A row that cannot be used: where it stands, and why."""

    file: str
    line: int
    message: str


class Rows(NamedTuple):
    """A table as another program wrote it.

    Attributes:
        file: Name of its file.
        columns: Texts, None for what is empty; by name, in order.
        lines: Where each row stands: its line, or its number where there are no lines.
        bad: The rows that could not be read.
    """

    file: str
    columns: Mapping[str, Sequence[str | None]]
    lines: Sequence[int]
    bad: Sequence[Bad]


def read_rows(path: Path) -> Rows:
    """A table of CSV, TSV, JSON lines or Parquet, by the suffix of its file; ``.gz`` behind it unpacks.

    Raises:
        UsageError: The suffix says no format.
        UnreadableError: The file cannot be read, or is no such table.
    """
    data, suffix = _opened(path)
    if suffix in _DELIMITERS:
        return _separated(path.name, _text(path, data), _DELIMITERS[suffix])
    if suffix in _LINES:
        return _json_lines(path.name, _text(path, data))
    if suffix == ".parquet":
        return _parquet(path, data)
    raise UsageError(
        f"{path.name!r} is no table that can be read.", hint=f"It may end in {', '.join(SUFFIXES)}."
    )


def read_node_link(path: Path) -> tuple[Rows, Rows]:
    """The nodes and edges of a graph in node-link JSON, as networkx and `kg export` write it.

    Raises:
        UnreadableError: The file cannot be read, or is no such graph.
    """
    data, _ = _opened(path)
    try:
        document = json.loads(_text(path, data))
        nodes, edges = document["nodes"], document.get("edges", document.get("links"))
        return _objects(path.name, _numbered(nodes)), _objects(path.name, _numbered(edges))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(
            f"{path.name!r} is no node-link JSON.", hint="It needs nodes and edges."
        ) from error


def _opened(path: Path) -> tuple[bytes, str]:
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".gz":
            return gzip.decompress(data), path.with_suffix("").suffix.lower()
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"{str(path)!r} cannot be read: {reason}.") from error
    return data, path.suffix.lower()


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{path.name!r} is not UTF-8: {error.reason}.", hint="Save it as UTF-8."
        ) from error


def _separated(file: str, text: str, delimiter: str) -> Rows:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    names = next(reader, [])
    rows: list[list[str]] = []
    lines: list[int] = []
    bad: list[Bad] = []
    line = reader.line_num + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            bad.append(Bad(file, line, str(error)))
        else:
            if len(row) == len(names):
                rows.append(row)
                lines.append(line)
            elif row:
                bad.append(Bad(file, line, f"{len(row)} values under {len(names)} names"))
        line = reader.line_num + 1
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    told = {name: list(map(_plain, column)) for name, column in zip(names, columns, strict=True)}
    return Rows(file, told, lines, bad)


def _plain(cell: str) -> str | None:
    """A cell as it was meant: nothing if it is empty, without the apostrophe that guards a formula."""
    return (cell[1:] if cell.startswith(_FORMULA) else cell) or None


def _json_lines(file: str, text: str) -> Rows:
    objects: list[tuple[int, Any]] = []
    bad: list[Bad] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                objects.append((number, json.loads(line)))
            except (ValueError, RecursionError) as error:
                bad.append(Bad(file, number, f"no JSON: {error}"))
    rows = _objects(file, objects)
    return rows._replace(bad=sorted((*rows.bad, *bad), key=lambda one: one.line))


def _numbered(values: Iterable[Any]) -> list[tuple[int, Any]]:
    return list(enumerate(values, start=1))


def _objects(file: str, values: Iterable[tuple[int, Any]]) -> Rows:
    """The table of some JSON objects."""
    good: list[dict[str, Any]] = []
    lines: list[int] = []
    bad: list[Bad] = []
    for line, value in values:
        if isinstance(value, dict):
            good.append(value)
            lines.append(line)
        else:
            bad.append(Bad(file, line, "no object"))
    names = dict.fromkeys(name for value in good for name in value)
    columns = {name: [_told(value.get(name)) for value in good] for name in names}
    return Rows(file, columns, lines, bad)


def _told(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)


def _parquet(path: Path, data: bytes) -> Rows:
    try:
        table = pq.read_table(BytesIO(data))
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableError(f"{path.name!r} is no Parquet: {reason}.") from error
    columns = {name: list(map(_told_plainly, table[name].to_pylist())) for name in table.column_names}
    return Rows(path.name, columns, range(1, len(table) + 1), ())


def _told_plainly(value: Any) -> str | None:
    return _told(value) if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
