"""Reads the tables of an artefact: each when it is asked for, whether it is one file or stands in parts."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import ArtefactError
from kg.model.graph import Manifest
from kg.model.tables import DERIVED, TABLES, Table
from kg.store.artefact import STAMP, stamp

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset


class Group(NamedTuple):
    """Rows of a table that are read together.

    Attributes:
        size: How many there are.
        read: What reads them.
    """

    size: int
    read: Callable[[], pa.Table]


def held(table: pa.Table) -> Group:
    """A table that is in memory as the one group of its rows."""
    return Group(len(table), lambda: table)


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
        with _read(path):
            if path.is_dir():  # written in parts, by a cluster
                parts = [_file(part, columns) for part in parts_of(path)]
                return pa.concat_tables(parts).unify_dictionaries()
            return _file(path, columns)

    def groups(self, name: str, columns: Sequence[str]) -> list[Group]:
        """Some columns of a table in the row groups of its files, not read yet; at least one.

        Raises:
            ArtefactError: A file is missing or damaged; reading a group may raise it too.
        """
        path = self._folder / f"{name}.parquet"
        found: list[Group] = []
        with _read(path):
            for part in parts_of(path) if path.is_dir() else [path]:
                file = pq.ParquetFile(part)
                for number in range(file.num_row_groups):
                    read = partial(_group, file, number, list(columns), path)
                    found.append(Group(file.metadata.row_group(number).num_rows, read))
        return found or [held(self.read(name, list(columns)))]

    def file(self, name: str) -> Dataset:
        """The file of a table, of which an engine reads what it needs.

        Raises:
            ArtefactError: It is missing or damaged.
        """
        from pyarrow.dataset import dataset  # what reads whole tables does without

        path = self._folder / f"{name}.parquet"
        with _read(path):
            return dataset(parts_of(path) if path.is_dir() else path, format="parquet")

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


def _file(path: Path, columns: Sequence[str] | None) -> pa.Table:
    """A file, or some columns; `read_table` would load the engine for many files, and pandas with it."""
    with pq.ParquetFile(path) as file:
        found = file.read(columns=columns)
    return found if columns is None else found.select(columns)


def _group(file: pq.ParquetFile, number: int, columns: list[str], path: Path) -> pa.Table:
    with _read(path):  # each thread keeps what it freed
        return file.read_row_group(number, columns=columns, use_threads=False).select(columns)


@contextmanager
def _read(path: Path) -> Iterator[None]:
    """Say in our words that a file is missing or damaged."""
    try:
        yield
    except (OSError, KeyError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise ArtefactError(
            f"{str(path)!r} cannot be read: {reason}.", hint="Build the graph again."
        ) from error
