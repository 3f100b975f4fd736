"""Follows a graph that is built again while it is served, and lets an open page of it notice."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from kg.errors import KgError
from kg.serve.message import Response
from kg.store.artefact import read_manifest, stamp
from kg.store.frames import read

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_POLICY: Final = re.compile(rb"(?<=; )script-src (?=')")
_START: Final = b"<body>"


class Live:
    """A graph as it stands in its folder.

    Args:
        graph: The graph as it was read.
        folder: Its folder; None for one that does not change.

    Attributes:
        folder: Its folder.
        mark: What tells this state of it from others.
    """

    def __init__(self, graph: KnowledgeGraph, folder: Path | None) -> None:
        self._graph, self.folder, self._turn = graph, folder, Lock()
        self.mark = stamp(graph.manifest)

    def now(self) -> str:
        """The mark of what stands in the folder, which costs little."""
        if self.folder is None:
            return self.mark
        try:
            return stamp(read_manifest(self.folder))
        except KgError:  # it is just being replaced
            return self.mark

    def graph(self) -> tuple[KnowledgeGraph, str]:
        """The graph as it is now, and its mark."""
        with self._turn:
            if self.folder is not None and self.now() != self.mark:
                self._graph = read(self.folder)
                self.mark = stamp(self._graph.manifest)
            return self._graph, self.mark


def following(page: bytes, mark: str) -> bytes:
    """A page that loads itself again once the graph has another mark; its address keeps view and selection.

    The page may then ask the server it came from, and run the one script from there, but nothing else.

    Example:
        >>> following(b"; script-src 'sha256-x'<body>", "7").decode()
        "; connect-src 'self'; script-src 'self' 'sha256-x'<body><script src=/follow.js?7></script>"
    """
    allowed = _POLICY.sub(b"connect-src 'self'; script-src 'self' ", page, count=1)
    head, start, rest = allowed.partition(_START)
    return b"".join((head, start, b"<script src=/follow.js?%b></script>" % mark.encode(), rest))


def script() -> Response:
    """What the page runs."""
    return Response(200, (Path(__file__).parent / "pages" / "follow.js").read_bytes(), "text/javascript")
