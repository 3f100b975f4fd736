"""What is kept of a build beside its tables, and what it tells the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.reading import Documents
from kg.builder.update import Listing
from kg.builder.vault import File, Vault
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES
from kg.store.buffers import array, numbers, texts
from kg.store.cache import keep_tables, open_tables

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
    """A build as it is kept.

    Attributes:
        tables: The graph's tables.
        said: What the documents said.
        paths: Path of each document.
        files: All files as they were listed.
    """

    tables: Mapping[str, pa.Table]
    said: Documents
    paths: Sequence[str]
    files: Sequence[File]


def open_kept(folder: Path) -> Kept | None:
    """What is kept with the graph in a folder; None if that is nothing that can be used."""
    tables = open_tables(folder, _NAMES)
    if tables is None:
        return None
    names, found, files = (tables.pop(name) for name in _NAMES[-3:])
    read = np.flatnonzero(numbers(files["words"]) >= 0)
    documents = files.take(array(read))
    said = Documents(
        words=numbers(documents["words"]),
        is_index=numbers(documents["index"]),
        digests=documents["digest"].to_pylist(),
        names=names,
        faults=found,
        unread=[],
        **{name: tables[name].drop_columns(list(joined)) for name, joined in _JOINED.items()},
    )
    columns = (files[name].to_pylist() for name in File._fields)
    tables["mentions"] = tables["mentions"].drop_columns(["declared"])
    return Kept(tables, said, documents["path"].to_pylist(), list(map(File, *columns)))


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


def files_table(listing: Listing, rows: NDArray[np.int64], said: Documents) -> pa.Table:
    """The files as they were listed, with what is known of documents; others have ``words`` below 0."""
    paths, *stamps = zip(*listing.files, strict=True) if listing.files else ((), (), (), ())
    words, index = np.full(len(paths), -1, np.int32), np.zeros(len(paths), bool)
    words[rows], index[rows] = said.words, said.is_index
    digests: list[str | None] = [None] * len(paths)
    for row, digest in zip(rows.tolist(), said.digests, strict=True):
        digests[row] = digest
    columns = [texts(paths), *(array(np.array(stamp, np.int64)) for stamp in stamps)]
    columns += [texts(digests), array(words), array(index)]
    return pa.Table.from_arrays(columns, names=[*File._fields, "digest", "words", "index"])


def unchanged(
    kept: Kept, documents: Sequence[File], vault: Vault, *, horizon: int
) -> tuple[NDArray[np.int64], list[str]]:
    """Which documents say what they said.

    Args:
        kept: The last build.
        documents: The documents there are now.
        vault: Where they are.
        horizon: Times from here on prove nothing.

    Returns:
        For each document its number in the last build, -1 if it has to be read; and the paths of those that
        had been there, but are not what they were.
    """
    before = {path: number for number, path in enumerate(kept.paths)}
    times = {file.path: file for file in kept.files}
    found = np.full(len(documents), -1, np.int64)
    changed: list[str] = []
    for row, file in enumerate(documents):
        number = before.get(file.path)
        if number is None:
            continue
        digest = kept.said.digests[number]
        proven = file == times[file.path] and max(file.modified, file.altered) < horizon
        if digest is not None and (proven or _digest(vault, file) == digest):
            found[row] = number
        else:
            changed.append(file.path)
    return found, changed


def _digest(vault: Vault, file: File) -> str | None:
    try:
        return hashlib.sha256(vault.read(file.path)).hexdigest()
    except OSError:
        return None
