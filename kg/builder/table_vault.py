"""Reads a vault that is a table, Parquet or JSON Lines, with the columns ``path`` and ``text``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.builder.vault import Fault, File, MemoryVault
from kg.errors import UsageError, VaultError
from kg.model.ids import NotePath

SUFFIXES: Final = (".parquet", ".jsonl", ".ndjson")


def is_table(vault: str | Path) -> bool:
    """Whether a vault is named like a table.

    >>> is_table("notes.parquet"), is_table("notes")
    (True, False)
    """
    return str(vault).rstrip("/").endswith(SUFFIXES)


class TableVault:
    """A vault in a table, which is read when its notes are first asked for; all texts are then in memory.

    Args:
        place: The file, or a folder of Parquet files.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = str(place)
        self.name = Path(place).stem
        self.folder: Path | None = None

    def files(self) -> tuple[list[File], list[Fault]]:
        """All notes, sorted; their times are those of the table.

        Raises:
            VaultError: It cannot be read, or is no table of paths and texts.
            UsageError: A path stands in it twice, or a row lacks its path or text.
        """
        (files, faults), times = self._held.vault.files(), self._held.times
        return [File(*file[:2], *times) for file in files], faults

    def read(self, path: NotePath) -> bytes:
        """The bytes of a note."""
        return self._held.vault.read(path)

    @cached_property
    def _held(self) -> _Held:
        place = Path(self.place)
        try:
            times = _times(place)  # before it is read: what is written meanwhile is seen the next time
            rows = list(_parquet(place) if place.suffix == ".parquet" else _json_lines(place))
        except (OSError, ValueError, TypeError, KeyError) as error:  # Arrow's errors are of these kinds too
            raise VaultError(
                f"{self.place!r} is no table of notes: {str(error).splitlines()[0]}.",
                hint="It needs the columns path and text.",
            ) from error
        return _Held(MemoryVault(self._distinct(rows)), times)

    def _distinct(self, rows: list[tuple[str, str | bytes]]) -> dict[str, str | bytes]:
        notes: dict[str, str | bytes] = {}
        for number, (path, text) in enumerate(rows, 1):
            if not isinstance(path, str) or text is None:
                what = "lacks its path or its text"
            elif path in notes:
                what = f"has {path!r} again"
            else:
                notes[path] = text
                continue
            raise UsageError(
                f"Row {number} of the table {self.place!r} {what}.",
                hint="Each row has to be a note of its own, with a path and a text.",
            )
        return notes


class _Held(NamedTuple):
    """What was read of a table, and when that was last written and last changed in any way."""

    vault: MemoryVault
    times: tuple[int, int]


def _times(place: Path) -> tuple[int, int]:
    """Times of a file, or the last ones of all that is in a folder; a removed file shows in its folder's."""
    found = [path.stat() for path in (place, *place.rglob("*"))]
    return max(status.st_mtime_ns for status in found), max(status.st_ctime_ns for status in found)


def _parquet(place: Path) -> Iterator[tuple[str, str | bytes]]:
    import pyarrow.parquet as pq

    table = pq.read_table(place, columns=["path", "text"])
    for batch in table.to_batches():
        yield from zip(batch["path"].to_pylist(), batch["text"].to_pylist(), strict=True)


def _json_lines(place: Path) -> Iterator[tuple[str, str]]:
    with place.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row: dict[str, Any] = json.loads(line)
                yield row["path"], row["text"]
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"line {number} is no JSON object with a path and a text") from error
