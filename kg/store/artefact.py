"""The artefact: a folder of Parquet files, one a table, and ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.engine.local import LocalEngine
from kg.engine.memory import let_go
from kg.errors import ArtefactError
from kg.model.graph import Manifest
from kg.model.kinds import RuleSet
from kg.model.tables import DERIVED, LAYOUT, SCHEMA_VERSION, TABLES
from kg.store.atomic import replacing_folder
from kg.store.lock import locked
from kg.store.parquet import Earlier, write_parquet
from kg.store.state import CACHE

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST: Final = "manifest.json"
LOCATION: Final = "location.json"
MEASURES: Final = "measures.parquet"  # a folder, written by a cluster
# What is derived from the tables and kept beside them goes with them.
_OWNED: Final = (
    MANIFEST,
    LOCATION,
    MEASURES,
    *(f"{table.name}.parquet" for table in (*TABLES, *DERIVED)),
    "rdf-*",
    CACHE,
    "push-*.json",
)
STAMP: Final = b"kg.graph"  # in a derived table: which graph it was computed from


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
    earlier: Mapping[str, Earlier] | None = None,
    cache: Callable[[Path], None] | None = None,
) -> None:
    """As `write_artefact`, for who holds the folder's lock and knows what stands there.

    Args:
        tables: The tables.
        manifest: How they were made.
        folder: Where to.
        vault: Folder of the notes.
        jobs: Threads.
        earlier: Tables as they were before; the file of one that is the very same object is taken over, and
            from another one what is the same in it.
        cache: Writes what is to be kept for the next build into the new folder, once all else is there.
    """
    before = earlier or {}
    with _replacing(folder) as temporary:
        names = []
        for name in (table.name for table in (*TABLES, *DERIVED) if table.name in tables):
            if name in before and before[name].table is tables[name]:
                take_over(before[name].file, temporary)
            else:
                names.append(name)
        # so that threads end together; `nbytes` would bring in pages of all that waits on disk
        largest_first = sorted(names, key=lambda name: -tables[name].get_total_buffer_size())
        let_go()
        write = partial(_write_one, tables, manifest, temporary, before)
        deque(LocalEngine(jobs).map(write, largest_first), maxlen=0)
        write_manifest(manifest, temporary, vault=vault)
        if cache is not None:
            cache(temporary)


@contextmanager
def replacing_artefact(folder: Path) -> Iterator[Path]:
    """Give an empty folder that becomes the artefact when the block ends well, for who writes it in parts.

    Nobody else writes the artefact meanwhile, and the same stays as with `write_artefact`.

    Args:
        folder: Where to.

    Yields:
        The folder to write tables and manifest to.

    Raises:
        UsageError: The folder holds something that is not an artefact.
        KgError: It cannot be written; what stood there is unchanged.
    """
    with locked(folder), _replacing(folder) as temporary:
        yield temporary


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    with replacing_folder(folder, owned=_OWNED) as temporary:
        with suppress(OSError):  # there need be none
            shutil.copyfile(folder / f"{LAYOUT.name}.parquet", temporary / f"{LAYOUT.name}.parquet")
        yield temporary


def write_manifest(manifest: Manifest, folder: Path, *, vault: Path | None) -> None:
    """Write the manifest, and where the vault was if it is in a folder."""
    (folder / MANIFEST).write_text(_text(manifest), encoding="utf-8")
    if vault is not None:
        place = json.dumps({"vault": str(vault.resolve())})  # in ASCII: a path need not be Unicode
        (folder / LOCATION).write_text(f"{place}\n", encoding="utf-8")


def take_over(file: Path, folder: Path) -> None:
    """Let a file that will not change stand in another folder too, with its times."""
    try:
        (folder / file.name).hardlink_to(file)
    except OSError:  # not every file system has links
        shutil.copy2(file, folder)


def _write_one(
    tables: Mapping[str, pa.Table],
    manifest: Manifest,
    folder: Path,
    earlier: Mapping[str, Earlier],
    name: str,
) -> None:
    of = manifest if any(table.name == name for table in DERIVED) else None
    write_table(tables[name], folder / f"{name}.parquet", of=of, earlier=earlier.get(name))
    let_go()


def _text(manifest: Manifest) -> str:
    return f"{json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)}\n"


def stamp(manifest: Manifest) -> str:
    """A digest that only graphs with the very same manifest share."""
    return hashlib.sha256(_text(manifest).encode()).hexdigest()


def write_table(
    table: pa.Table, path: Path, *, of: Manifest | None = None, earlier: Earlier | None = None
) -> None:
    """Write one table.

    Args:
        table: The table.
        path: The file.
        of: For a derived table, the manifest of the graph it was computed from.
        earlier: The table as it was before, from whose file is taken what is the same.
    """
    if of is not None:
        table = table.replace_schema_metadata({STAMP: stamp(of)})
    write_parquet(table, path, earlier=earlier)


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
    except NotADirectoryError as error:
        raise ArtefactError(
            f"{str(folder)!r} is a file, no graph.", hint="Name the folder that `kg build` made."
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
