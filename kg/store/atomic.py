"""Turns a write that may be interrupted into one that happens whole or not at all.

The new content grows under a temporary name beside its target, is flushed to the disk and takes the
target's name in the last step. Whatever stops the program before that step (an error, Ctrl-C, a full disk)
leaves the previous content as it was and no half-written file behind.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from kg.errors import KgError, UsageError

_PREFIX: Final = ".kg-"
_LONGEST_SUFFIX: Final = 16
_LEFT: Final = re.compile(re.escape(_PREFIX) + r"[0-9a-f]{12}(?:\.[^.]*)?")
_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the file system allows",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "the folder does not allow it",
    errno.EPERM: "the folder does not allow it",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a part of the path is a file, not a folder",
    errno.EIO: "the disk reports an error",
}


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary file path; when the block ends well, the file there becomes the target.

    Args:
        target: File to write. Folders above it are made as needed; a symbolic link is followed.

    Yields:
        A path in the target's folder, with the target's suffix, where the block has to write the file.

    Raises:
        UsageError: If the target is a folder, a device or a pipe.
        KgError: If the file cannot be written (disk full, no permission); the target is unchanged.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     with replacing(Path(folder) / "new.txt") as temporary:
        ...         _ = temporary.write_text("whole")
        ...     [(file.name, file.read_text()) for file in Path(folder).iterdir()]
        [('new.txt', 'whole')]
    """
    real = _real(target)
    if real.exists() and not real.is_file():
        what = "a folder" if real.is_dir() else "not a regular file"
        raise UsageError(f"{str(target)!r} is {what}.", hint="Name a file to write; '-' is standard output.")
    with _write_errors(target, real):
        temporary = _temporary(real)
        try:
            yield temporary
            if real.exists():
                temporary.chmod(stat.S_IMODE(real.stat().st_mode))
            _flush(temporary)
            temporary.replace(real)
            _flush(real.parent)
        finally:
            temporary.unlink(missing_ok=True)


def put(target: str | Path, data: bytes) -> Path:
    """Write a file as a whole.

    Args:
        target: File to write, as for `replacing`.
        data: Its content.

    Returns:
        The file.

    Raises:
        UsageError: If the target is a folder, a device or a pipe.
        KgError: If the file cannot be written; the target is unchanged.
    """
    path = Path(target)
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return path


@contextmanager
def creating(target: Path) -> Iterator[Path]:
    """As `replacing`, but never over something that is there, however late it came.

    Args:
        target: File to make. Folders above it are made as needed.

    Yields:
        A path in the target's folder where the block has to write the file.

    Raises:
        UsageError: If something of that name is there.
        KgError: If the file cannot be written.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, creating(Path(folder) / "new.txt") as temporary:
        ...     _ = temporary.write_text("whole")
    """
    taken = UsageError(f"{str(target)!r} is there already.", hint="It was left as it is.")
    if os.path.lexists(target):
        raise taken
    with _write_errors(target, target):
        temporary = _temporary(target)
        try:
            yield temporary
            _flush(temporary)
            try:
                os.link(temporary, target)  # fails if the name is taken, where renaming would replace
            except FileExistsError:
                raise taken from None
            except OSError:  # a file system without hard links
                if os.path.lexists(target):
                    raise taken from None
                temporary.rename(target)
            _flush(target.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(target: Path, *, owned: Sequence[str]) -> Iterator[Path]:
    """Give a temporary, empty folder; when the block ends well, it becomes the target.

    A folder that already stands there is replaced only if everything in it is ours, so that naming the
    wrong folder cannot destroy what a user keeps there.

    Args:
        target: Folder to write. Folders above it are made as needed; a symbolic link is followed.
        owned: Patterns of the names that such a folder holds, such as ``("manifest.json", "*.parquet")``.

    Yields:
        A folder beside the target where the block has to write the content.

    Raises:
        UsageError: If the target is a file, or a folder that holds something else.
        KgError: If the content cannot be written; the target is unchanged.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     with replacing_folder(Path(folder) / "graph", owned=("*.txt",)) as temporary:
        ...         _ = (temporary / "a.txt").write_text("whole")
        ...     [(file.parent.name, file.name) for file in Path(folder).rglob("*.txt")]
        [('graph', 'a.txt')]
    """
    real = _real(target)
    _refuse_foreign(real, target, owned)
    with _write_errors(target, real):
        temporary = _temporary(real)
        try:
            temporary.mkdir()
            yield temporary
            for path in (*sorted(temporary.rglob("*")), temporary):
                _flush(path)
            _swap(temporary, real)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Take away what a killed program left behind while it wrote something into a folder.

    Args:
        folder: The folder; nobody else may be writing there.
    """
    for path in folder.glob(f"{_PREFIX}*"):
        if _LEFT.fullmatch(path.name) and not path.is_symlink():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _swap(new: Path, target: Path) -> None:
    """Put one folder in another's place; no file system swaps full folders in a single portable step."""
    old = _temporary(target)
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:  # Ctrl-C between the two renames included
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
    _flush(target.parent)


def _refuse_foreign(real: Path, target: Path, owned: Sequence[str]) -> None:
    if not os.path.lexists(real):
        return
    if not real.is_dir():
        raise UsageError(f"{str(target)!r} is a file.", hint="Name a folder to write.")
    with _write_errors(target, real):
        names = sorted(path.name for path in real.iterdir())
    foreign = [
        name
        for name in names  # what a killed program left behind goes with the folder
        if not _LEFT.fullmatch(name) and not any(fnmatchcase(name, pattern) for pattern in owned)
    ]
    if foreign:
        raise UsageError(
            f"The folder {str(target)!r} holds something that kg did not write there: {foreign[0]!r}.",
            hint="Name a new or empty folder; an existing one would be replaced as a whole.",
        )


def _real(target: Path) -> Path:
    """The path behind symbolic links, so that the link survives and what it leads to is replaced."""
    return Path(os.path.realpath(target))


def _temporary(target: Path) -> Path:
    """A new name beside the target; hidden, and short even where the target's name is long."""
    target.parent.mkdir(parents=True, exist_ok=True)
    suffix = target.suffix if len(target.suffix) <= _LONGEST_SUFFIX else ""
    return target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{suffix}")


def _flush(path: Path) -> None:
    """Ask the system to put a file or folder on the disk before its name is trusted."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):  # file systems without fsync
            raise
    finally:
        os.close(handle)


@contextmanager
def _write_errors(target: Path, real: Path) -> Iterator[None]:
    """Say in words why the target cannot be written; errors about other files pass unchanged."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0)
        if reason is None or not _concerns(error, real):
            raise
        raise KgError(
            f"{str(target)!r} cannot be written: {reason}.",
            hint="What stood there is unchanged; free some space or choose another place.",
        ) from error


def _concerns(error: OSError, real: Path) -> bool:
    if not isinstance(error.filename, (str, os.PathLike)):
        return True  # errors of an open file, such as a full disk, name no path
    path = Path(error.filename)
    beside = path.relative_to(real.parent).parts[:1] if path.is_relative_to(real.parent) else ()
    return path == real or path in real.parents or any(name.startswith(_PREFIX) for name in beside)
