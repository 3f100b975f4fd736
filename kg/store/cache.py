"""Keeps tables beside a graph as they are in memory, so that the next build opens them without reading them.

Arrow's file format holds the very buffers: a file is mapped into memory, and only what is used is read from
the disk. All of it can be thrown away at any time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa

from kg.engine.memory import let_go
from kg.store.artefact import take_over
from kg.store.atomic import replacing
from kg.store.state import CACHE

_MAPPED: Final = os.name != "nt"  # Windows neither renames nor removes a file that is mapped


def open_tables(folder: Path, names: Iterable[str]) -> dict[str, pa.Table] | None:
    """The tables kept with a graph; None if one is missing or damaged.

    Args:
        folder: The graph's folder.
        names: Which tables.
    """
    with suppress(OSError, pa.ArrowException):
        return {name: _opened(_place(folder, name)) for name in names}
    return None


def _opened(path: Path) -> pa.Table:
    source = pa.memory_map(str(path)) if _MAPPED else pa.py_buffer(path.read_bytes())
    return pa.ipc.open_file(source).read_all()


def keep_tables(tables: Mapping[str, pa.Table | None], folder: Path, *, same: Mapping[str, Path]) -> None:
    """Keep tables with a graph.

    Args:
        tables: The tables by name; those that are kept already need not be at hand.
        folder: The graph's folder, or what is to become it.
        same: For tables that are kept already, the folder of the graph they are kept with.
    """
    (folder / CACHE).mkdir(exist_ok=True)
    for name, table in tables.items():
        if name in same:
            take_over(_place(same[name], name), folder / CACHE)
            continue
        _write(table, _place(folder, name))


def refresh(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Replace some of the tables that are kept with a graph, which may be in use.

    Args:
        tables: The tables by name.
        folder: The graph's folder.
    """
    for name, table in tables.items():
        with replacing(_place(folder, name)) as temporary:
            _write(table, temporary)


def _write(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
        for batch in table.to_batches():
            file.write_batch(batch)
            let_go()


def file_of(folder: Path, name: str) -> Path:
    """The file a table that is kept was written to: that of the graph, if the graph has it still."""
    kept = folder / CACHE / f"{name}.parquet"
    return kept if kept.is_file() else folder / kept.name


def _place(folder: Path, name: str) -> Path:
    return folder / CACHE / f"{name}.arrow"
