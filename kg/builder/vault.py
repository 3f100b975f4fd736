"""Finds and reads the files of a vault: a folder on disk, or a mapping of paths to texts."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from kg.errors import VaultError
from kg.model.ids import NotePath
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from pathspec import PathSpec

_NAME: Final = "Name the folder that holds the notes."
_GRAPH: Final = ("manifest.json", "nodes.parquet")  # what a folder that holds both is
LARGEST: Final = 256 * 1024 * 1024  # bytes of a note; what is larger is no note
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")
_UNADDRESSABLE: Final = re.compile(r"[\x00-\x1f\x7f#^\[\]|]|%%")
_ODD: Final = bytes([*range(32), 0x7F, *b"#^[]|"])


class File(NamedTuple):
    """A file of the vault.

    Attributes:
        path: Its path from the root.
        size: Its size in bytes.
        modified: When its content was last written, in nanoseconds; 0 where that is not known.
        altered: When it was last changed in any way, as the system tells and no program can set.
    """

    path: NotePath
    size: int
    modified: int = 0
    altered: int = 0


class Fault(NamedTuple):
    """Something wrong with a file as a whole."""

    path: NotePath
    code: FaultCode
    message: str


class Vault(Protocol):
    """Where notes come from.

    Attributes:
        name: What the vault is called.
        folder: The folder of the notes, if they are in one.
    """

    name: str
    folder: Path | None

    def files(self) -> tuple[list[File], list[Fault]]:
        """All files, sorted by path, and what is odd about any."""
        ...

    def read(self, path: NotePath) -> bytes:
        """The bytes of a file; no more than ``LARGEST`` need come whole. ``OSError`` if it cannot be read."""
        ...


class MemoryVault:
    """A vault given as a mapping of paths to texts."""

    def __init__(self, notes: Mapping[str, str | bytes]) -> None:
        self.name = "vault"
        self.folder: Path | None = None
        self._notes = {NotePath(path): _bytes(text) for path, text in notes.items()}

    def files(self) -> tuple[list[File], list[Fault]]:
        """All notes, sorted."""
        files = [File(path, len(data)) for path, data in sorted(self._notes.items())]
        return files, [fault for file in files for fault in name_faults(file.path)]

    def read(self, path: NotePath) -> bytes:
        """The bytes of a note."""
        return self._notes[path]


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


class FolderVault:
    """A vault in a folder.

    Folders and files whose names start with a dot are left out (F10), as is what ``ignore`` matches.
    Symbolic links are not followed: in a stranger's vault they may lead anywhere.

    Raises:
        VaultError: The path is no folder that can be read.
    """

    def __init__(self, root: Path, *, ignore: Sequence[str] = ()) -> None:
        if not root.is_dir():
            what = "is a file" if root.exists() else "does not exist"
            raise VaultError(f"{str(root)!r} {what}.", hint=_NAME)
        if all((root / name).exists() for name in _GRAPH):
            raise VaultError(f"{str(root)!r} is a graph, not a vault.", hint=_NAME)
        self.name = root.resolve().name
        self.folder: Path | None = root
        self._root = os.path.join(os.fsencode(root), b"")  # noqa: PTH118 — bytes: a name need not be text
        self._ignore = ignored(ignore) if ignore else None
        self._places: dict[str, bytes] = {}  # paths that are not what their names say, such as odd bytes

    def files(self) -> tuple[list[File], list[Fault]]:
        """All files, sorted by path."""
        found: list[File] = []
        faults: list[Fault] = []
        folders = [b""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._place(folder)) as entries:
                    self._list(folder, entries, found, faults, folders)
            except OSError as error:
                if not folder:
                    raise VaultError(
                        f"{os.fsdecode(self._root[:-1])!r} cannot be read: {error.strerror}."
                    ) from error
                path = self._path(folder.rstrip(b"/"))
                faults.append(Fault(path, FaultCode.UNREADABLE, error.strerror or "cannot be read"))
        found.sort()
        if _any_odd([file.path for file in found]):
            faults.extend(fault for file in found for fault in name_faults(file.path))
        return found, sorted(faults)

    def _list(
        self,
        folder: bytes,
        entries: Iterable[os.DirEntry[bytes]],
        found: list[File],
        faults: list[Fault],
        folders: list[bytes],
    ) -> None:
        """Sort out what a folder holds; written for speed, as much of an update is spent here."""
        path_of, ignores = self._path, self._ignore
        for entry in entries:
            name = entry.name
            if name.startswith(b"."):
                continue
            path = path_of(folder + name)
            if ignores and ignores.match_file(path):
                continue
            if entry.is_file(follow_symlinks=False):
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:  # it vanished since the folder was listed
                    faults.append(Fault(path, FaultCode.UNREADABLE, error.strerror or "cannot be read"))
                    continue
                found.append(File(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(folder + name + b"/")
            elif entry.is_symlink():
                faults.append(Fault(path, FaultCode.SYMLINK, "symbolic links are not followed"))

    def _place(self, name: bytes) -> bytes:
        return self._root + name

    def _path(self, name: bytes) -> NotePath:
        """The path as text; a name that is not UTF-8 gets a name of its own that is."""
        try:
            return NotePath(name.decode())
        except UnicodeDecodeError:
            text = name.decode(errors="surrogateescape")
            path = _NOT_UTF8.sub(lambda odd: f"\ufffd{ord(odd[0]) - 0xDC00:x}", text)
            self._places[path] = name
            return NotePath(path)

    def read(self, path: NotePath) -> bytes:
        """The bytes of a file."""
        name = self._places.get(path) or path.encode()
        handle = os.open(self._place(name), _FLAGS)
        try:
            return _content(handle)
        finally:
            os.close(handle)


def digest_in(vault: Vault, path: NotePath) -> str | None:
    """SHA-256 of a file as it is now; None if it cannot be read."""
    try:
        return hashlib.sha256(vault.read(path)).hexdigest()
    except OSError:
        return None


def ignored(patterns: Sequence[str]) -> PathSpec[Any]:
    """Patterns as a matcher; the library is loaded only where there are any."""
    from pathspec import PathSpec

    return PathSpec.from_lines("gitignore", patterns)


# O_NOFOLLOW, O_NONBLOCK: the file may have become a link or a pipe since it was listed
_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
)


def _content(handle: int) -> bytes:
    """The bytes of a file; a piece shorter than asked for is the last one. No large file is read on."""
    wanted = min(os.fstat(handle).st_size, LARGEST) + 1
    piece = os.read(handle, wanted)
    if len(piece) < wanted:
        return piece
    pieces, size = [piece], wanted
    while size <= LARGEST and (piece := os.read(handle, wanted)):  # it grew since
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _any_odd(paths: Sequence[str]) -> bool:
    """Whether `name_faults` finds anything; of all paths at once, as one by one takes its time."""
    text = "/".join(paths)
    raw = text.encode()
    return len(raw.translate(None, _ODD)) < len(raw) or "%%" in text or "\ufffd" in text


def name_faults(path: str) -> Iterator[Fault]:
    """What is odd about a name."""
    odd = _UNADDRESSABLE.search(path)
    if odd or "\ufffd" in path:
        what = (
            f"{odd[0]!r} in the name" if odd else "the name is not UTF-8, odd bytes are shown in hexadecimal"
        )
        yield Fault(NotePath(path), FaultCode.ODD_NAME, f"{what}: no wikilink can address it")
