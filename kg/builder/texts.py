"""Gives the text of a graph's notes, which the tables do not hold, and tells when it has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.builder.batches import BATCH_BYTES, BATCH_NOTES
from kg.builder.vault import FolderVault, MemoryVault, Vault
from kg.config import Config, load_config
from kg.extract.batch import Note, assemble
from kg.extract.note import RULES
from kg.extract.scan import Scan, start_scan
from kg.model.ids import NotePath
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph
    from kg.model.profile import Profile

NOTES: Final = (NodeKind.NOTE, NodeKind.INDEX)


class Unusable(StrEnum):
    """Why a note's text cannot be used."""

    CHANGED = "changed"  # it is not the text the graph was built from
    UNREADABLE = "unreadable"  # the file is gone or cannot be opened


class Texts:
    """The texts of a graph's notes. `texts` makes it.

    Attributes:
        profile: The rules by which the graph was built.
        digests: SHA-256 of the content of each file the graph was built from, by its path.
        unusable: Path of each note that could not be used so far, and why; nothing of them is given.
    """

    def __init__(self, graph: KnowledgeGraph, vault: Vault, profile: Profile) -> None:
        self.profile = profile
        self.unusable: dict[str, Unusable] = {}
        self._vault = vault
        self._kept: dict[int, bytes | None] = {}
        self._made: dict[tuple[str, Hashable], str] = {}
        self._before: Mapping[tuple[str, Hashable], str] = {}
        nodes, sources = graph.nodes, graph.sources
        is_note = nodes["kind"].isin(NOTES)
        self._paths = dict(zip(nodes.index[is_note].tolist(), nodes["path"][is_note].tolist(), strict=True))
        read = sources["digest"].notna()
        self.digests: Mapping[str, str] = dict(
            zip(sources["path"][read], sources["digest"][read], strict=True)
        )
        self._sizes = dict(zip(sources["path"], sources["size"].tolist(), strict=True))

    def data(self, node: int) -> bytes | None:
        """The bytes of a note, read once and kept; None if they cannot be used, or it is no note."""
        if node not in self._kept:
            self._kept[node] = self._read(node)
        return self._kept[node]

    def text(self, node: int) -> str | None:
        """The text of a note as the builder reads it: bytes that are no UTF-8 become ``?``."""
        data = self.data(node)
        if data is None:
            return None
        batch = assemble([Note(NotePath(self._paths[node]), data)])
        return batch.original[int(batch.starts[0]) : int(batch.ends[0])].decode()

    def made(self, node: int, what: Hashable, make: Callable[[bytes], str]) -> str | None:
        """What a function makes of a note's bytes, remembered for the next state of the vault.

        Args:
            node: Number of the note.
            what: What tells this from other things that are made of the same note.
            make: The function; called if this was not made of the same bytes before.

        Returns:
            What it made; None if the bytes cannot be used.
        """
        digest = self.digests.get(self._paths.get(node, ""))
        if digest is None:
            return None
        key = digest, what
        found = self._made.get(key)
        if found is None:
            found = self._before.get(key)
        if found is None and (data := self.data(node)) is not None:
            found = make(data)
        if found is not None:
            self._made[key] = found
        return found

    def after(self, graph: KnowledgeGraph) -> Texts:
        """The texts of a later state of the same vault, which remember what was `made` of notes in this one.

        Args:
            graph: The graph of that state.

        Returns:
            The texts. What is not asked of them is forgotten with the state after them.

        Example:
            >>> import kg
            >>> notes = {"a.md": "One."}
            >>> before = texts(kg.build(notes), notes)
            >>> before.made(0, "text", bytes.decode), before.after(kg.build(notes)).made(0, "text", str)
            ('One.', 'One.')
        """
        later = Texts(graph, self._vault, self.profile)
        later._before = self._made
        return later

    def notes(self) -> Iterable[tuple[int, str]]:
        """Number and path of each note, in order."""
        return self._paths.items()

    def batches(self, nodes: Iterable[int] | None = None) -> Iterator[tuple[list[int], list[Note]]]:
        """The notes in order, a few megabytes at a time; what was not kept before is not kept after.

        Args:
            nodes: Numbers of the notes wanted, nodes of other kinds being left out; all by default.

        Yields:
            Numbers and bytes of notes.
        """
        numbers: list[int] = []
        notes: list[Note] = []
        size = 0
        for node in self._paths if nodes is None else (node for node in nodes if node in self._paths):
            data = self._kept[node] if node in self._kept else self._read(node)
            if data is None:
                continue
            if notes and (size + len(data) > BATCH_BYTES or len(notes) == BATCH_NOTES):
                yield numbers, notes
                numbers, notes, size = [], [], 0
            numbers.append(node)
            notes.append(Note(NotePath(self._paths[node]), data))
            size += len(data)
        if notes:
            yield numbers, notes

    def keep(self, nodes: Iterable[int], notes: Mapping[int, Note]) -> None:
        """Keep notes that will be asked for again, so that no file is read twice.

        Args:
            nodes: Numbers of notes.
            notes: Notes that `batches` gave, by number.
        """
        self._kept |= {node: notes[node].data for node in nodes}

    def scan(self, notes: list[Note]) -> Scan:
        """What the extractor sees and finds in notes: code, math, tags and front matter are hidden in it.

        Args:
            notes: Notes, as `batches` gives them.

        Returns:
            The scan after all rules.
        """
        scan = start_scan(assemble(notes), self.profile)
        for rule in RULES:
            rule(scan)
        return scan

    def _read(self, node: int) -> bytes | None:
        path = self._paths.get(node)
        digest = self.digests.get(path) if path is not None else None
        if path is None or digest is None:  # no note, or one the builder could not read either
            return None
        try:
            data = self._vault.read(NotePath(path))
        except (OSError, KeyError):
            self.unusable[path] = Unusable.UNREADABLE
            return None
        if len(data) != self._sizes[path] or hashlib.sha256(data).hexdigest() != digest:
            self.unusable[path] = Unusable.CHANGED
            return None
        return data


def texts(graph: KnowledgeGraph, vault: str | Path | Mapping[str, str | bytes]) -> Texts:
    """The texts of a graph's notes, from the vault it was built from.

    Files are read when they are asked for, and compared with the digests the graph holds: a text that has
    changed since is told in ``unusable`` and never given, as places in it are not those of the graph.

    Args:
        graph: The graph.
        vault: The folder of notes, or the mapping of paths to texts.

    Returns:
        The texts.

    Raises:
        VaultError: The folder does not exist or cannot be read.
        ConfigError: The vault's configuration is wrong, or lacks the graph's profile.

    Example:
        >>> import kg
        >>> notes = {"a.md": "See [[b]].", "b.md": "Nothing."}
        >>> graph = kg.build(notes)
        >>> found = texts(graph, {**notes, "b.md": "Something."})
        >>> found.text(0), found.text(1), found.unusable
        ('See [[b]].', None, {'b.md': <Unusable.CHANGED: 'changed'>})
    """
    name = graph.manifest.profile
    if isinstance(vault, Mapping):
        return Texts(graph, MemoryVault(vault), Config().profile_named(name))
    folder = Path(vault)
    place = FolderVault(folder)
    if graph.sources["path"].str.contains("\ufffd", regex=False).any():
        place.files()  # by walking the folder it learns which names stand for ones that are not UTF-8
    return Texts(graph, place, load_config(folder).profile_named(name))
