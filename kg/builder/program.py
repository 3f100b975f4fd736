"""Tells by a digest whether what was built before was built by this very program."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_PARTS: Final = ("builder", "extract", "model", "profiles", "resolve", "store")
_LIBRARIES: Final = ("pathspec", "pyarrow", "pyromark", "pyyaml")  # what decides a byte of the tables


def made_by(asked: str) -> str:
    """A digest of the program, of the libraries it builds with, and of what it is asked for.

    Args:
        asked: The request, as `kg.builder.request.Request.asked` tells it.
    """
    return hashlib.sha256(f"{_program()}\0{asked}".encode(errors="surrogatepass")).hexdigest()


@cache
def _program() -> str:
    """A digest of the program and its libraries, as they are when this process first asks."""
    total = hashlib.sha256(repr(sys.version_info[:3]).encode())
    total.update("\0".join(_libraries()).encode(errors="surrogatepass"))
    root = Path(__file__).resolve().parents[1]
    total.update((root / "config.py").read_bytes())
    for part in _PARTS:
        for path in sorted((root / part).iterdir()):
            if path.suffix in (".py", ".toml"):
                total.update(f"{part}/{path.name}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def _libraries() -> Iterator[str]:
    """The libraries with their versions, by the folders that tell: a tenth of `importlib.metadata`'s time."""
    for place in sys.path:
        with suppress(OSError):
            for name in sorted(os.listdir(place or ".")):  # noqa: PTH208 — names are all that is wanted
                if name.endswith((".dist-info", ".egg-info")) and name.lower().startswith(_LIBRARIES):
                    yield name
