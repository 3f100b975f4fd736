"""Lets one process at a time write a folder; the others wait."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where no two processes can swap a folder at once: the second one fails
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(folder: Path, *, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold a folder's lock, so that nobody else writes the folder meanwhile.

    The lock is a hidden file beside the folder, as the folder itself is replaced. It goes when the block
    ends, and with the process however that ends. Where no such file can be made there is no lock: nothing
    can be written there either.

    Args:
        folder: The folder to be written; it need not exist.
        waiting: Called if another process holds the lock, before waiting for it.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place, locked(Path(place) / "graph"):
        ...     len(list(Path(place).iterdir()))
        1
    """
    real = Path(os.path.realpath(folder))
    name = hashlib.sha256(os.fsencode(real.name)).hexdigest()[:12]
    path = real.with_name(f".kg-{name}.lock")
    handle = None if fcntl is None else _taken(path, waiting)
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                path.unlink()  # while it is held: who waits for it sees that it is gone, and makes another
            os.close(handle)


def _taken(path: Path, waiting: Callable[[], None] | None) -> int | None:
    """The lock's file, locked; None if there can be none."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError:
            return None
        try:
            if not _lock(handle, waiting):
                os.close(handle)
                return None
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
        except BaseException:  # Ctrl-C while waiting
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int, waiting: Callable[[], None] | None) -> bool:
    """Lock an open file, waiting if need be; False if its file system knows no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting is not None:
            waiting()
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        return False
    return True
