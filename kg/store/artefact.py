"""The artefact: a folder of Parquet files, one a table, and ``manifest.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import ArtefactError
from kg.model.graph import Manifest
from kg.model.kinds import RuleSet
from kg.model.tables import SCHEMA_VERSION, TABLES
from kg.store.atomic import replacing_folder

MANIFEST: Final = "manifest.json"
# What is derived from the tables and kept beside them goes with them.
_OWNED: Final = (MANIFEST, *(f"{table.name}.parquet" for table in TABLES), "rdf-*")


def write_artefact(tables: Mapping[str, pa.Table], manifest: Manifest, folder: Path) -> None:
    """Write all tables; what stood in the folder is replaced as a whole.

    Raises:
        UsageError: The folder holds something that is not an artefact.
        KgError: It cannot be written; what stood there is unchanged.
    """
    with replacing_folder(folder, owned=_OWNED) as temporary:
        for table in TABLES:
            _write_table(tables[table.name], temporary / f"{table.name}.parquet")
        text = json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)
        (temporary / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _write_table(table: pa.Table, path: Path) -> None:
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

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> pa.Table:
        if name not in set(self):
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
            raise ArtefactError(
                f"{str(path)!r} cannot be read: {str(error).splitlines()[0]}.", hint="Build the graph again."
            ) from error

    def __iter__(self) -> Iterator[str]:
        return (table.name for table in TABLES)

    def __len__(self) -> int:
        return len(TABLES)
