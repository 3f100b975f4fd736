"""Reads the tables of an artefact: each when it is asked for, whether it is one file or stands in parts."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import ArtefactError
from kg.model.graph import Manifest
from kg.model.tables import DERIVED, TABLES, Table
from kg.store.artefact import STAMP, stamp

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset


def parts_of(folder: Path) -> list[Path]:
    """The files of a table that is written in parts, in the order of its rows."""
    parts = sorted(folder.glob("part-*.parquet"))
    if not parts:
        raise FileNotFoundError(errno.ENOENT, "it holds no part", str(folder))
    return parts


class StoredTables(Mapping[str, pa.Table]):
    """The tables of an artefact, each read when it is asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._stamp = stamp(manifest).encode()

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self:
            raise KeyError(name)
        return self.read(name)

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table, or some columns of it.

        Raises:
            ArtefactError: Its file is missing or damaged.
        """
        path = self._folder / f"{name}.parquet"
        try:
            if path.is_dir():  # written in parts, by a cluster
                parts = [_read(part, columns) for part in parts_of(path)]
                return pa.concat_tables(parts).unify_dictionaries()
            return _read(path, columns)
        except (OSError, KeyError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error

    def file(self, name: str) -> Dataset:
        """The file of a table, of which an engine reads what it needs.

        Raises:
            ArtefactError: It is missing or damaged.
        """
        from pyarrow.dataset import dataset  # what reads whole tables does without

        path = self._folder / f"{name}.parquet"
        try:
            return dataset(parts_of(path) if path.is_dir() else path, format="parquet")
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error

    def __iter__(self) -> Iterator[str]:
        return (table.name for table in (*TABLES, *DERIVED) if table.name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        if any(name == table.name for table in TABLES):
            return True
        return any(name == table.name and self._is_ours(table) for table in DERIVED)

    def _is_ours(self, table: Table) -> bool:
        """Whether a derived table is there and was computed from this graph, not from one that stood here."""
        try:
            schema = pq.read_schema(self._folder / f"{table.name}.parquet")
        except (OSError, pa.ArrowException):  # not computed, or damaged: then it can be computed again
            return False
        return (schema.metadata or {}).get(STAMP) == self._stamp and tuple(schema.names) == table.names


def _read(path: Path, columns: Sequence[str] | None) -> pa.Table:
    """A file, or some columns; `read_table` would load the engine for many files, and pandas with it."""
    with pq.ParquetFile(path) as file:
        found = file.read(columns=columns)
    return found if columns is None else found.select(columns)


def _unreadable(path: Path, error: Exception) -> ArtefactError:
    reason = str(error).splitlines()[0]
    return ArtefactError(f"{str(path)!r} cannot be read: {reason}.", hint="Build the graph again.")
