"""What is kept of a build beside its tables, and what it tells the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.reading import Documents
from kg.builder.vault import File, Vault, digest_in
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES
from kg.store.artefact import take_over
from kg.store.buffers import array, numbers, texts
from kg.store.cache import file_of, keep_tables, open_tables
from kg.store.parquet import Earlier
from kg.store.state import CACHE

_JOINED: Final = {  # columns of tables that joining adds
    "mentions": {
        "mention",
        "target",
        *(f"{what}_{rules}" for rules in RuleSet for what in ("outcome", "target")),
    },
    "moments": {"moment", "target"},
    "headings": {"heading"},
    "properties": set[str](),
}
_NAMES: Final = (*(table.name for table in TABLES), "names", "found", "files")


class Kept(NamedTuple):
    """A build as it is kept: the last one, or one before it, which the last one hardly differs from.

    Attributes:
        tables: Its tables, with the files they were written to.
        said: What the documents said.
        files: All files as they were listed, as `files_table` makes them.
        number: For each of them its number among the documents, -1 for other files.
    """

    tables: Mapping[str, Earlier]
    said: Documents
    files: pa.Table
    number: NDArray[np.int64]

    def has_paths(self, paths: pa.Array) -> bool:
        """Whether the files were called like this."""
        return bool(self.files["path"].equals(pa.chunked_array([paths])))


def open_kept(folder: Path) -> Kept | None:
    """What is kept with the graph in a folder; None if that is nothing that can be used."""
    tables = open_tables(folder, _NAMES)
    if tables is None:
        return None
    names, found, files = (tables.pop(name) for name in _NAMES[-3:])
    read = numbers(files["words"]) >= 0
    documents = files.select(["digest", "words", "index"]).take(array(np.flatnonzero(read)))
    said = Documents(
        words=numbers(documents["words"]),
        is_index=numbers(documents["index"]),
        digests=documents["digest"].to_pylist(),
        names=names,
        faults=found,
        unread=[],
        **{name: tables[name].drop_columns(list(joined)) for name, joined in _JOINED.items()},
    )
    tables["mentions"] = tables["mentions"].drop_columns(["declared"])
    written = {name: Earlier(table, file_of(folder, name)) for name, table in tables.items()}
    return Kept(written, said, files, np.where(read, np.cumsum(read) - 1, -1))


def keep(
    tables: Mapping[str, pa.Table],
    said: Documents,
    files: pa.Table,
    folder: Path,
    *,
    same: Mapping[str, Path],
) -> None:
    """Keep a build.

    Args:
        tables: The graph's tables.
        said: What the documents said.
        files: What `files_table` makes.
        folder: The graph's folder, or what is to become it.
        same: For tables that are kept already, the folder of the graph they are kept with.
    """
    mentions = tables["mentions"].append_column("declared", said.mentions["declared"])
    kept = {**tables, "mentions": mentions, "names": said.names, "found": said.faults, "files": files}
    keep_tables(kept, folder, same=same)


def carry(old: Path, folder: Path, files: pa.Table, *, written: Iterable[Path]) -> None:
    """Keep what is kept already, a build that the new one hardly differs from.

    Args:
        old: The folder of the graph it is kept with.
        folder: What is to become the graph's folder.
        files: What `files_table` makes of the files as they are now.
        written: Files of tables that are others now.
    """
    names = _NAMES[:-1]
    keep_tables({**dict.fromkeys(names), "files": files}, folder, same=dict.fromkeys(names, old))
    for file in written:
        take_over(file, folder / CACHE)


def files_table(
    paths: pa.Array, stamps: NDArray[np.int64], rows: NDArray[np.int64], said: Documents
) -> pa.Table:
    """The files as they were listed, with what is known of documents; others have ``words`` below 0.

    Args:
        paths: Path of each file.
        stamps: Size and times: a row a file, in the order of the fields of `File`.
        rows: Which files are documents.
        said: What those say.
    """
    words, index = np.full(len(paths), -1, np.int32), np.zeros(len(paths), bool)
    words[rows], index[rows] = said.words, said.is_index
    digests: list[str | None] = [None] * len(paths)
    for row, digest in zip(rows.tolist(), said.digests, strict=True):
        digests[row] = digest
    columns = [paths, *(array(column) for column in stamps.T), texts(digests), array(words), array(index)]
    return pa.Table.from_arrays(columns, names=[*File._fields, "digest", "words", "index"])


def known(kept: Kept, paths: pa.Array, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each document, by its row among the files there are now, its row among those there were, or -1."""
    if kept.has_paths(paths):
        return np.where(kept.number[rows] >= 0, rows, -1)
    before = {path: row for row, path in enumerate(kept.files["path"].to_pylist()) if kept.number[row] >= 0}
    names = paths.take(array(rows)).to_pylist()
    return np.array([before.get(path, -1) for path in names], np.int64)


def unchanged(
    kept: Kept,
    was: NDArray[np.int64],
    documents: Sequence[File],
    stamps: NDArray[np.int64],
    vault: Vault,
    *,
    horizon: int,
    since: Mapping[str, str | None],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Which documents say what they said.

    Args:
        kept: The last build.
        was: What `known` found.
        documents: The documents there are now.
        stamps: Size and times of them.
        vault: Where they are.
        horizon: Times from here on prove nothing.
        since: Digests of documents that said something else in the last build than in the one that is kept.

    Returns:
        For each document its number in the build that is kept, -1 if it has to be read; and whether it says
        something else than in the last build.
    """
    before = np.column_stack([np.append(numbers(kept.files[name]), -1) for name in File._fields[1:]])[was]
    proven = (stamps == before).all(axis=1) & (stamps[:, 1:].max(axis=1, initial=0) < horizon)
    if since:
        proven &= np.array([file.path not in since for file in documents], bool)
    unread = np.array([*(digest is None for digest in kept.said.digests), False], bool)
    number = np.append(kept.number, -1)[was]
    changed = np.zeros(len(number), bool)
    for row in np.flatnonzero((number >= 0) & (~proven | unread[number])).tolist():
        before, now = kept.said.digests[number[row]], digest_in(vault, documents[row].path)
        changed[row] = now is None or now != since.get(documents[row].path, before)
        number[row] = -1 if now is None or now != before else number[row]
    return number, changed
