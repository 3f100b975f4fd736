"""Remembers how far a push came, in a small file in the graph's folder, so that the next one can go on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from kg.store.atomic import replacing


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a store has of a graph that is on its way.

    Attributes:
        staging: The graph in the store that takes the statements.
        done: How many bytes of N-Triples it has.
        statements: How many statements these are.
        digest: SHA-256 of these bytes: only the very same content can go on there.
    """

    staging: str
    done: int
    statements: int
    digest: str


def bookmark_file(folder: Path, url: str, graph: str) -> Path:
    """Where the bookmark of a push stands.

    Args:
        folder: The graph's folder.
        url: The store's address.
        graph: The graph to replace in it.

    Example:
        >>> bookmark_file(Path("graph"), "http://127.0.0.1:7878/store", "https://notes.example/dataset").name
        'push-002fbb9b0d7db24e.json'
    """
    return folder / f"push-{sha256(f'{url} {graph}'.encode()).hexdigest()[:16]}.json"


def read_bookmark(path: Path | None) -> Bookmark | None:
    """The bookmark in a file; None if there is none that can be read."""
    if path is None:
        return None
    try:
        found = Bookmark(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    fits = (
        isinstance(found.staging, str) and isinstance(found.done, int) and isinstance(found.statements, int)
    )
    return found if fits else None


def write_bookmark(path: Path | None, bookmark: Bookmark) -> None:
    """Keep a bookmark, if there is a place for it."""
    if path is not None:
        with replacing(path) as temporary:
            temporary.write_text(f"{json.dumps(asdict(bookmark))}\n", encoding="utf-8")


def remove_bookmark(path: Path | None) -> None:
    """Forget a bookmark."""
    if path is not None:
        path.unlink(missing_ok=True)
