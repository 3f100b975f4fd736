"""Gathers what is known of each missing page and of the pages there are, before causes are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.health.likeness import Names, places
from kg.health.words import Words, content, plain_words
from kg.model.ids import folded, folder_of, stem_of, without_suffix
from kg.model.kinds import NodeKind, Origin
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas import DataFrame
    from scipy.sparse import csr_array

    from kg.model.graph import KnowledgeGraph

CHANNEL: Final = "channel"  # the kind that profiles give the folder a note belongs to
_WRITTEN: Final = (NodeKind.NOTE, NodeKind.INDEX)


class Asked(NamedTuple):
    """A missing page.

    Attributes:
        key: Its key.
        name: Its name as a path, as first written, without ``.md``.
        words: The last part of the name, as `kg.health.words.plain_words` gives it.
        folders: Folders of the notes that link to it, sorted.
        mentions: How many links lead to it.
        notes: How many notes hold one.
    """

    key: str
    name: str
    words: str
    folders: tuple[str, ...]
    mentions: int
    notes: int


class Named(NamedTuple):
    """A name of a page that is written: of its file, its title, or an alias."""

    path: str
    words: str
    origin: str


def asked_pages(links: DataFrame, table: DataFrame) -> list[Asked]:
    """The missing pages, in the order of their table.

    Args:
        links: The dangling links, as `kg.health.dangling.dangling_links` gives them.
        table: The same, gathered by page.

    Returns:
        One for each row of the table.
    """
    names = dict(zip(reversed(links["key"].tolist()), reversed(links["name"].tolist()), strict=True))
    rows = zip(table["key"], table["places"], table["mentions"], table["notes"], strict=True)
    return [
        Asked(
            key,
            without_suffix(names[key].strip("/")),
            plain_words(stem_of(names[key].rstrip("/"))),
            tuple(sorted({folder_of(place["note"]) for place in places})),
            mentions,
            notes,
        )
        for key, places, mentions, notes in rows
    ]


class Pages:
    """The pages that are written, by their names.

    Args:
        graph: The graph.

    Attributes:
        paths: Path of each page.
        node_of: Number of the node of each page, by its path.
        names: Each name of each page, every pair of page and words once.
        words: Words that are right as they are: those of names, of headings, and of labels of living links.
        in_channels: Whether folders are channels, each about things of its own: links stay within.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        nodes = graph.nodes
        written = nodes[nodes["kind"].isin(_WRITTEN)]
        self.paths: Sequence[str] = written["path"].tolist()
        self.node_of = dict(zip(self.paths, written.index.tolist(), strict=True))
        self.names = _names(graph, dict(zip(written.index.tolist(), self.paths, strict=True)))
        self.words = Words(_named_texts(graph))
        self.in_channels = bool((nodes["kind"] == CHANNEL).any())
        self._claimed = _claimed(graph)

    def later(self, graph: KnowledgeGraph) -> Pages:
        """The pages of a later state, in which they have the same names: what follows from these stays."""
        found = copy(self)
        nodes = graph.nodes
        written = nodes.index[nodes["kind"].isin(_WRITTEN)]
        found.node_of = dict(zip(self.paths, written.tolist(), strict=True))
        found.words = self.words.after(_named_texts(graph))
        return found

    @cached_property
    def alike(self) -> Names:
        """The names as others can be compared with."""
        return Names([name.words for name in self.names])

    @cached_property
    def homes(self) -> tuple[list[str], csr_array]:
        """All folders, and a row for each name with a one in the column of its page's folder."""
        homes = [folder_of(name.path) for name in self.names]
        known = sorted(set(homes))
        return known, places([[home] for home in homes], known)

    @cached_property
    def by_file_name(self) -> dict[str, list[str]]:
        """Paths by the folded name of the file."""
        return _grouped((folded(stem_of(path)), path) for path in self.paths)

    @cached_property
    def by_claimed_name(self) -> dict[str, list[str]]:
        """Paths by a folded title or alias."""
        return _grouped((folded(name), path) for name, path in self._claimed)

    @cached_property
    def by_content(self) -> dict[str, list[str]]:
        """Paths by the stems of a name's words that carry meaning."""
        return _grouped((" ".join(content(name.words)), name.path) for name in self.names)


def _named_texts(graph: KnowledgeGraph) -> list[pa.ChunkedArray]:
    tables = (("aliases", "alias"), ("headings", "text"))
    return [arrow_columns(graph, table, [column])[column] for table, column in tables]


def _claimed(graph: KnowledgeGraph) -> list[tuple[str, str]]:
    aliases, paths = graph.aliases, graph.nodes["path"]
    claimed = aliases[aliases["origin"].isin((Origin.TITLE, Origin.ALIAS))]
    return list(zip(claimed["alias"].tolist(), claimed["node"].map(paths).tolist(), strict=True))


def _names(graph: KnowledgeGraph, path_of: dict[int, str]) -> list[Named]:
    aliases = graph.aliases
    told = aliases[aliases["origin"] != Origin.LABEL]
    rows = zip(told["node"].tolist(), told["alias"].tolist(), told["origin"].tolist(), strict=True)
    found: dict[tuple[str, str], Named] = {}
    for node, alias, origin in rows:
        if node in path_of:
            words = plain_words(alias)
            found.setdefault((path_of[node], words), Named(path_of[node], words, origin))
    return [name for name in found.values() if name.words]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, path in pairs:
        if name and path not in groups[name]:
            groups[name].append(path)
    return dict(groups)
