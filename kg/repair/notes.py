"""Gives the bytes of notes, as long as they are those the graph was built from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kg.model.ids import NotePath

if TYPE_CHECKING:
    from kg.builder.vault import Vault
    from kg.model.graph import KnowledgeGraph


class Notes:
    """The notes of a graph.

    Args:
        graph: The graph.
        vault: Where the notes are.

    Attributes:
        digests: SHA-256 of each note, as the graph has it.
    """

    def __init__(self, graph: KnowledgeGraph, vault: Vault) -> None:
        read = graph.sources.dropna(subset=["digest"])
        self.digests: dict[str, str] = dict(zip(read["path"].tolist(), read["digest"].tolist(), strict=True))
        self._vault = vault
        self._last: tuple[str, bytes | None] = "", None

    def data(self, path: str) -> bytes | None:
        """The bytes of a note; None if it cannot be read or has changed since the graph was built.

        The last one is kept: who asks for all links of a note one after the other reads it once.
        """
        if self._last[0] != path:
            self._last = path, self._read(path)
        return self._last[1]

    def _read(self, path: str) -> bytes | None:
        if "\ufffd" in path:  # its name on disk may be another one, which cannot be written by this path
            return None
        try:
            data = self._vault.read(NotePath(path))
        except (OSError, KeyError):
            return None
        return data if hashlib.sha256(data).hexdigest() == self.digests.get(path) else None
