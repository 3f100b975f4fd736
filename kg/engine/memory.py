"""Keeps the costs of memory low: of what is freed or only read, and of looking for what could be freed."""

from __future__ import annotations

import ctypes
import gc
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final
from weakref import WeakSet

_LARGE: Final = 4 << 20  # bytes of an array that gets pages of its own, which go back with it
_MMAP_THRESHOLD: Final = -3  # the GNU C library's number for it
_MAPPED: Final[WeakSet[mmap.mmap]] = WeakSet()


@contextmanager
def without_collector() -> Iterator[None]:
    """Spare the collector millions of fruitless visits: where no cycles are made (6 % of a build's time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def use_system_memory() -> None:
    """Let Arrow keep no freed memory of its own; for commands, which own their process."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps what it had


def use_little() -> None:
    """Make this process keep no freed memory at all, which saves a large export a fifth of it.

    Work that makes and drops many large arrays pays for it: a build would take a third longer.
    """
    use_system_memory()
    if set_option := _function("mallopt"):
        set_option(_MMAP_THRESHOLD, _LARGE)


def mapped(file: BinaryIO) -> mmap.mmap:
    """A whole file as memory; its pages are let go with `give_back`, and read again when they are needed."""
    pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _MAPPED.add(pages)
    return pages


def give_back() -> None:
    """Return freed memory to the system, where the C library can, and let go pages of files."""
    if trim := _function("malloc_trim"):
        trim(0)
    let_go()


def let_go() -> None:
    """Let go the pages of files that are mapped into memory."""
    if hasattr(mmap, "MADV_DONTNEED"):
        for pages in tuple(_MAPPED):
            with suppress(ValueError):  # it is closed already
                pages.madvise(mmap.MADV_DONTNEED)


def _function(name: str) -> Callable[..., int] | None:
    """A function of the C library, if there is one of this name: only GNU's has these."""
    return getattr(ctypes.CDLL(None), name, None) if os.name == "posix" else None
