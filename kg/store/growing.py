"""Tables that grow piece by piece; of those that grow large, the pieces wait on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pyarrow as pa

from kg.config import MEMORY
from kg.engine.memory import mapped
from kg.errors import KgError


class Growing:
    """Tables of which so much is held in memory; what is more goes to files without a name.

    Arrow's file format holds the very buffers, so in the end the files are mapped into memory, and pages of
    what is not being used are let go. Nothing is left of the files when the tables are dropped, however the
    process ends.

    Attributes:
        parts: The pieces of each table that are in memory.

    Example:
        >>> for room in (0, 256):
        ...     growing = Growing(["t"], room=room)
        ...     for row in range(3):
        ...         growing.add({"t": pa.table({"a": [row]})})
        ...     growing.tables()["t"]["a"].to_pylist(), growing.spilled
        ([0, 1, 2], True)
        ([0, 1, 2], False)
    """

    def __init__(self, names: Iterable[str], *, room: int = MEMORY, folder: Path | None = None) -> None:
        """Start with tables without pieces.

        Args:
            names: Names of the tables.
            room: Megabytes that are held in memory.
            folder: Where files are made; by default where temporary ones are.
        """
        self.parts: dict[str, list[pa.Table]] = {name: [] for name in names}
        self._room, self._folder = room << 20, folder
        self._held = 0
        self._files: dict[str, _File] = {}

    @property
    def spilled(self) -> bool:
        """Whether anything went to disk."""
        return bool(self._files)

    def add(self, pieces: Mapping[str, pa.Table]) -> None:
        """Add a piece to each table.

        Args:
            pieces: A piece of each, in one chunk. A column's dictionary is the same in all pieces.

        Raises:
            KgError: The disk is full.
        """
        for name, piece in pieces.items():
            self.parts[name].append(piece)
            self._held += piece.nbytes
        if self._held > self._room:
            self._spill()

    def tables(self) -> dict[str, pa.Table]:
        """The tables, each piece a chunk.

        Raises:
            KgError: The disk is full.
        """
        if not self._files:
            return {name: pa.concat_tables(parts) for name, parts in self.parts.items()}
        self._spill()
        with room_on_disk():
            return {name: file.table() for name, file in self._files.items()}

    def _spill(self) -> None:
        with room_on_disk():
            for name, parts in self.parts.items():
                if name not in self._files:
                    self._files[name] = _File(parts[0].schema, self._folder)
                for part in parts:
                    self._files[name].write(part)
                parts.clear()
        self._held = 0


@contextmanager
def room_on_disk() -> Iterator[None]:
    """Say in our words that there is none for temporary files."""
    try:
        yield
    except OSError as error:
        raise KgError(
            f"What notes say has no room on disk: {error.strerror}.",
            hint="Set TMPDIR to a folder on a larger disk, or raise `memory` in kg.toml.",
        ) from error


class _File:
    """A table on disk."""

    def __init__(self, schema: pa.Schema, folder: Path | None) -> None:
        self._schema = schema
        self._file: BinaryIO = TemporaryFile(dir=folder)  # noqa: SIM115 — closed once it is mapped
        self._writer = pa.ipc.new_file(pa.PythonFile(self._file, "w"), schema)

    def write(self, piece: pa.Table) -> None:
        columns = [column.chunk(0) for column in piece.columns]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))

    def table(self) -> pa.Table:
        """The table, mapped into memory."""
        self._writer.close()
        self._file.flush()
        with self._file as file:
            return pa.ipc.open_file(pa.py_buffer(mapped(file))).read_all()
