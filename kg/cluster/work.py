"""Keeps what tasks hand to later tasks in a folder that all workers see.

A task may run twice, at the same time even, when a worker is slow or dies. Each file is therefore written
under a name of its own and renamed; whichever comes last replaces the same bytes.
"""

from __future__ import annotations

import pickle
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.store.artefact import write_table

if TYPE_CHECKING:
    import pyarrow as pa


SPARK_FILES: Final = ("part-*", "_SUCCESS", ".part-*.crc", "._SUCCESS.crc")  # what a folder of Spark's holds


class Work(NamedTuple):
    """Two folders: of what tasks leave for each other, and of the tables.

    Attributes:
        kept: Folder of what is thrown away at the end.
        tables: Folder of the graph.
    """

    kept: str
    tables: str

    def place(self, name: str) -> str:
        """Where a frame of Spark's is kept."""
        return (Path(self.kept) / name).as_uri()

    def keep(self, name: str, share: int, value: Any) -> None:
        """Keep a value for another task of the same share."""
        folder = Path(self.kept) / name
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{secrets.token_hex(6)}"
        draft.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        draft.replace(folder / str(share))

    def kept_by(self, name: str, share: int) -> Any:
        """What was kept."""
        data = (Path(self.kept) / name / str(share)).read_bytes()
        return pickle.loads(data)  # noqa: S301  # written by our own tasks, in a folder made for this run

    def write(self, table: pa.Table, name: str, part: int) -> None:
        """Write a part of a table; an empty one is left out, but for the first."""
        if not len(table) and part:
            return
        folder = Path(self.tables) / f"{name}.parquet"
        folder.mkdir(exist_ok=True)
        draft = Path(self.kept) / f".{secrets.token_hex(6)}"
        write_table(table, draft)
        draft.replace(folder / f"part-{part:06}.parquet")
