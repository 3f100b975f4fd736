"""Reads a vault that is a table, Parquet or JSON Lines, with the columns ``path`` and ``text``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from kg.builder.vault import MemoryVault
from kg.errors import UsageError, VaultError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES: Final = (".parquet", ".jsonl", ".ndjson")


def is_table(vault: str | Path) -> bool:
    """Whether a vault is named like a table.

    >>> is_table("notes.parquet"), is_table("notes")
    (True, False)
    """
    return str(vault).rstrip("/").endswith(SUFFIXES)


class TableVault(MemoryVault):
    """A vault in a table; all texts are held in memory.

    Args:
        place: The file, or a folder of Parquet files.

    Raises:
        VaultError: It cannot be read, or is no table of paths and texts.
        UsageError: A path stands in it twice.
    """

    def __init__(self, place: Path) -> None:
        try:
            rows = list(_parquet(place) if place.suffix == ".parquet" else _json_lines(place))
            notes = dict(rows)
            complete = all(isinstance(path, str) and text is not None for path, text in rows)
        except (OSError, ValueError, TypeError, KeyError) as error:  # Arrow's errors are of these kinds too
            raise VaultError(
                f"{str(place)!r} is no table of notes: {str(error).splitlines()[0]}.",
                hint="It needs the columns path and text.",
            ) from error
        if len(notes) < len(rows) or not complete:
            what = f"{len(rows) - len(notes)} paths twice" if complete else "rows without a path or a text"
            raise UsageError(
                f"The table {str(place)!r} has {what}.", hint="Each row has to be a note of its own."
            )
        super().__init__(notes)
        self.name = place.stem


def _parquet(place: Path) -> Iterator[tuple[str, str | bytes]]:
    import pyarrow.parquet as pq

    table = pq.read_table(place, columns=["path", "text"])
    for batch in table.to_batches():
        yield from zip(batch["path"].to_pylist(), batch["text"].to_pylist(), strict=True)


def _json_lines(place: Path) -> Iterator[tuple[str, str]]:
    with place.open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield row["path"], row["text"]
