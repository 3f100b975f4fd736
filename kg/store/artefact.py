"""The artefact: a folder of Parquet files, one a table, and ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from kg.engine.local import LocalEngine
from kg.errors import ArtefactError
from kg.model.graph import Manifest
from kg.model.kinds import RuleSet
from kg.model.tables import DERIVED, LAYOUT, SCHEMA_VERSION, TABLES, Table
from kg.store.atomic import replacing_folder
from kg.store.lock import locked
from kg.store.state import CACHE

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

MANIFEST: Final = "manifest.json"
LOCATION: Final = "location.json"
# What is derived from the tables and kept beside them goes with them.
_OWNED: Final = (
    MANIFEST,
    LOCATION,
    *(f"{table.name}.parquet" for table in (*TABLES, *DERIVED)),
    "rdf-*",
    CACHE,
    "push-*.json",
)
_STAMP: Final = b"kg.graph"  # in a derived table: which graph it was computed from


def write_artefact(
    tables: Mapping[str, pa.Table],
    manifest: Manifest,
    folder: Path,
    *,
    vault: Path | None = None,
    jobs: int | None = 1,
) -> None:
    """Write all tables; what stood in the folder is replaced as a whole, older derived tables included.

    Only the places of an earlier picture stay, as those of the next one start from them.

    Args:
        tables: The tables.
        manifest: How they were made.
        folder: Where to.
        vault: Folder of the notes, if they are in one. It is kept in a file of its own, so that tables and
            manifest are the same wherever the vault lies.
        jobs: Threads, as for `LocalEngine`; the bytes do not depend on it.

    Raises:
        UsageError: The folder holds something that is not an artefact.
        KgError: It cannot be written; what stood there is unchanged.
    """
    with locked(folder):
        replace_artefact(tables, manifest, folder, vault=vault, jobs=jobs)


def replace_artefact(
    tables: Mapping[str, pa.Table],
    manifest: Manifest,
    folder: Path,
    *,
    vault: Path | None,
    jobs: int | None,
    same: Collection[str] = (),
    cache: Callable[[Path], None] | None = None,
) -> None:
    """As `write_artefact`, for who holds the folder's lock and knows what stands there.

    Args:
        tables: The tables.
        manifest: How they were made.
        folder: Where to.
        vault: Folder of the notes.
        jobs: Threads.
        same: Names of tables that stand in the folder as they are; their files are taken over.
        cache: Writes what is to be kept for the next build into the new folder, once all else is there.
    """
    with replacing_folder(folder, owned=_OWNED) as temporary:
        for name in same:
            take_over(folder / f"{name}.parquet", temporary)
        names = [
            table.name for table in (*TABLES, *DERIVED) if table.name in tables and table.name not in same
        ]
        largest_first = sorted(names, key=lambda name: -tables[name].nbytes)  # so that threads end together
        write = partial(_write_one, tables, manifest, temporary)
        deque(LocalEngine(jobs).map(write, largest_first), maxlen=0)
        if LAYOUT.name not in names:
            with suppress(OSError):
                shutil.copyfile(folder / f"{LAYOUT.name}.parquet", temporary / f"{LAYOUT.name}.parquet")
        (temporary / MANIFEST).write_text(_text(manifest), encoding="utf-8")
        if vault is not None:
            place = json.dumps({"vault": str(vault.resolve())})  # in ASCII: a path need not be Unicode
            (temporary / LOCATION).write_text(f"{place}\n", encoding="utf-8")
        if cache is not None:
            cache(temporary)


def take_over(file: Path, folder: Path) -> None:
    """Let a file that will not change stand in another folder too, with its times."""
    try:
        (folder / file.name).hardlink_to(file)
    except OSError:  # not every file system has links
        shutil.copy2(file, folder)


def _write_one(tables: Mapping[str, pa.Table], manifest: Manifest, folder: Path, name: str) -> None:
    derived = any(table.name == name for table in DERIVED)
    write_table(tables[name], folder / f"{name}.parquet", of=manifest if derived else None)


def _text(manifest: Manifest) -> str:
    return f"{json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)}\n"


def stamp(manifest: Manifest) -> str:
    """A digest that only graphs with the very same manifest share."""
    return hashlib.sha256(_text(manifest).encode()).hexdigest()


def write_table(table: pa.Table, path: Path, *, of: Manifest | None = None) -> None:
    """Write one table.

    Args:
        table: The table.
        path: The file.
        of: For a derived table, the manifest of the graph it was computed from.
    """
    if of is not None:
        table = table.replace_schema_metadata({_STAMP: stamp(of)})
    words = [field.name for field in table.schema if not pa.types.is_integer(field.type)]
    pq.write_table(
        table,
        path,
        compression="snappy",  # half the time of zstd for half as much again in size
        use_dictionary=words,
        write_statistics=False,
        store_schema=True,
    )


def is_artefact(folder: Path) -> bool:
    """Whether a folder looks like an artefact."""
    return (folder / MANIFEST).is_file()


def read_location(folder: Path) -> Path | None:
    """Where the vault was when the artefact was built; None if that is not known.

    Raises:
        ArtefactError: The file that tells is damaged.
    """
    place = folder / LOCATION
    try:
        return Path(json.loads(place.read_text(encoding="utf-8"))["vault"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ArtefactError(
            f"{str(place)!r} cannot be read: {error}.", hint="Build the graph again, or use --vault."
        ) from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an artefact.

    Raises:
        ArtefactError: There is none, it is damaged, or the tables have another layout.
    """
    place = folder / MANIFEST
    try:
        values = json.loads(place.read_text(encoding="utf-8"))
        values["rules"] = RuleSet(values["rules"])
        manifest = _checked(Manifest(**values))
    except FileNotFoundError as error:
        raise ArtefactError(
            f"{str(folder)!r} is no graph: it has no {MANIFEST}.",
            hint="Make one with `kg build VAULT -o DIR`.",
        ) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ArtefactError(
            f"{str(place)!r} cannot be read: {error}.", hint="Build the graph again."
        ) from error
    if manifest.schema != SCHEMA_VERSION:
        newer = manifest.schema > SCHEMA_VERSION
        raise ArtefactError(
            f"The graph in {str(folder)!r} has schema {manifest.schema}; this kg reads {SCHEMA_VERSION}.",
            hint="Use a newer kg." if newer else "Build it again with `kg build`.",
        )
    return manifest


def _checked(manifest: Manifest) -> Manifest:
    """The manifest, if its values are of their types."""
    expected = {"schema": int, "counts": dict, "options": dict, "vault": str, "profile": str, "digest": str}
    for name, kind in expected.items():
        if not isinstance(getattr(manifest, name), kind):
            raise TypeError(f"{name} is no {kind.__name__}")
    return manifest


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
            return pq.read_table(path, columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error

    def file(self, name: str) -> Dataset:
        """The file of a table, of which an engine reads what it needs.

        Raises:
            ArtefactError: It is missing or damaged.
        """
        from pyarrow.dataset import dataset  # what reads whole tables does without

        path = self._folder / f"{name}.parquet"
        try:
            return dataset(path, format="parquet")
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
        return (schema.metadata or {}).get(_STAMP) == self._stamp and tuple(schema.names) == table.names


def _unreadable(path: Path, error: Exception) -> ArtefactError:
    reason = str(error).splitlines()[0]
    return ArtefactError(f"{str(path)!r} cannot be read: {reason}.", hint="Build the graph again.")
