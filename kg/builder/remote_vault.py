"""Reads a vault whose notes are files on another file system, by its address: ``s3://bucket/notes``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.builder.vault import LARGEST, Fault, File, ignored, name_faults
from kg.errors import VaultError
from kg.model.ids import NotePath

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://")


def is_address(vault: str | Path) -> bool:
    """Whether a vault is named by an address.

    >>> is_address("s3://bucket/notes"), is_address("notes")
    (True, False)
    """
    return isinstance(vault, str) and _ADDRESS.match(vault) is not None


class RemoteVault:
    """A vault on any file system that Arrow reads: S3 and what speaks like it, GCS, Azure, HDFS, ``file://``.

    What is left out is left out as in a folder. Files are listed here, not by Spark, which would skip those
    and the folders whose names begin with ``_``.

    Args:
        address: Address of the folder.
        ignore: Patterns of what is left out, as in ``.gitignore``.

    Raises:
        VaultError: Arrow knows no such file system.
    """

    def __init__(self, address: str, *, ignore: Sequence[str] = ()) -> None:
        from pyarrow.fs import FileSystem

        self.address = address
        self.folder: Path | None = None
        try:
            self._files, place = FileSystem.from_uri(address)
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        self._root = place.rstrip("/")
        self.name = self._root.rpartition("/")[2]
        self._ignore = ignored(ignore) if ignore else None

    def files(self) -> tuple[list[File], list[Fault]]:
        """All files, sorted by path.

        Raises:
            VaultError: The folder is not there or cannot be listed.
        """
        from pyarrow.fs import FileSelector

        try:
            listed = self._files.get_file_info(FileSelector(self._root, recursive=True))
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        found = sorted(self._taken(listed))
        return found, [fault for file in found for fault in name_faults(file.path)]

    def _taken(self, listed: Sequence[FileInfo]) -> Iterator[File]:
        for file in listed:
            path = NotePath(file.path[len(self._root) + 1 :])
            hidden = path.startswith(".") or "/." in path
            if file.is_file and not hidden and not (self._ignore and self._ignore.match_file(path)):
                time = file.mtime_ns or 0
                yield File(path, file.size or 0, time, time)

    def read(self, path: NotePath) -> bytes:
        """The bytes of a file; of one that is too large no more than show that."""
        with self._files.open_input_stream(f"{self._root}/{path}", compression=None) as stream:
            data: bytes = stream.read(LARGEST + 1)
            return data

    def holds(self, path: str) -> bool:
        """Whether a path is in the folder or beside it; one that ends with ``/`` is a folder's."""
        from pyarrow.fs import FileType

        places = [f"{folder}/{path}".rstrip("/") for folder in (self._root, self._root.rpartition("/")[0])]
        try:
            found = self._files.get_file_info(places)
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        wanted = FileType.Directory if path.endswith("/") else FileType.File
        return any(one.type == wanted for one in found)

    def _unreadable(self, error: Exception) -> VaultError:
        told = (str(error).splitlines() or [""])[0].rstrip(".")
        return VaultError(f"{self.address!r} cannot be read: {told}.", hint="Is the address right?")
