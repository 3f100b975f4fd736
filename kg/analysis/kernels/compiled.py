"""Turns a Python loop over arrays into machine code, kept on disk where there is a place for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

Kernel = TypeVar("Kernel", bound="Callable[..., object]")


def compiled(function: Kernel) -> Kernel:
    """Compile a function when it is first called; later processes load what this one compiled.

    The cache is beside the module or, where that folder cannot be written, in the user's cache folder
    (``NUMBA_CACHE_DIR`` names another). Without either, every process compiles anew.

    Args:
        function: A function of arrays and numbers, in the part of Python that numba knows.

    Returns:
        The compiled function.
    """
    try:
        return cast("Kernel", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # numba found no folder to write to
        return cast("Kernel", njit(nogil=True)(function))
