"""Keeps the costs of memory low: of what is freed, and of looking for what could be."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_LARGE: Final = 4 << 20  # bytes of an array that gets pages of its own, which go back with it
_MMAP_THRESHOLD: Final = -3  # the GNU C library's number for it


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


def give_back() -> None:
    """Return freed memory to the system, where the C library can."""
    if trim := _function("malloc_trim"):
        trim(0)


def _function(name: str) -> Callable[..., int] | None:
    """A function of the C library, if there is one of this name: only GNU's has these."""
    return getattr(ctypes.CDLL(None), name, None) if os.name == "posix" else None
