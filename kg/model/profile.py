"""A profile: declared rules by which a vault's own conventions become typed nodes and edges.

Profiles are data. The built-in ones are TOML files in ``kg/profiles/``, written in the same form as a
user's ``[profiles.NAME]`` table in ``kg.toml``; `kg.config` reads both into the values below.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.model.dialect import Pages, Syntax


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A front-matter property whose value names a node: ``videoId: dQw4w9WgXcQ`` names a video.

    Attributes:
        property: The property's name.
        kind: Kind of the node it names.
        edge: Kind of the edge from the note to that node.
        pattern: Regular expression the whole value has to match, else it is a ``bad-identifier`` fault.
        url: Address of the node, with ``{value}`` where the value goes; empty for none.
    """

    property: str
    kind: str
    edge: str
    pattern: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FolderThing:
    """A folder that stands for a node: every note under ``lennyspodcast/`` is in that channel.

    Attributes:
        kind: Kind of the node a top-level folder stands for.
        edge: Kind of the edge from each of its notes to that node.
    """

    kind: str
    edge: str


@dataclass(frozen=True, slots=True)
class StructuralLine:
    """A line whose links are structure, not prose: ``From: [[channel]]``.

    Attributes:
        prefix: What the line starts with.
        edge: Kind of the edge from the note to the link's target.
        names_folder: Whether the link should name the note's own folder (else a ``folder-mismatch`` fault).
    """

    prefix: str
    edge: str
    names_folder: bool = False


@dataclass(frozen=True, slots=True)
class IndexPages:
    """Pages whose sections list other pages: ``### [Title](address)`` above a list of links.

    A note is an index page if its name is its folder's name (letter case and invisible characters aside),
    or ``names`` has its path.

    Attributes:
        names: Paths, without ``.md``, of further index pages.
        edge: Kind of the edge from the index page to each page it lists.
        address: Regular expression with one group, matched against the address a section's heading links
            to; the group is the identifier of the thing the section is about. Empty for none.
        kind: Kind of that thing.
        feature_edge: Kind of the edge from the index page to that thing.
        announce_edge: Kind of the edge from a missing page listed in a section to the section's thing.
    """

    names: tuple[str, ...]
    edge: str
    address: str = ""
    kind: str = ""
    feature_edge: str = ""
    announce_edge: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """Timestamps that cite a moment of the thing a note is about.

    Attributes:
        property: The property that names the thing cited (one of the profile's named things).
        edge: Kind of the edge from the note to it.
        tag: HTML start tag up to the value, such as ``<a class="yt-timestamp" data-t="``.
        max_hours: Longest plausible length; later moments are ``moment-implausible`` faults.
        url: Address of a moment, with ``{value}`` and ``{seconds}``.
    """

    property: str
    edge: str
    tag: str
    max_hours: float = 12.0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All declared rules of one kind of vault; the default value is the plain vault.

    Attributes:
        name: How it is called on the command line.
        detect: Property that most notes of such a vault carry; empty if it can't be detected by one.
        tells: Files and folders that only such a vault has, in it or beside it; ``a + b/`` where both are
            needed. They count where no property decides.
        syntax: What is written otherwise than in Obsidian.
        pages: How links find pages, if otherwise.
        fields: Inline field or property -> kind of the edge its links make.
        link_callouts: Callout kind -> kind of the edge its links make (``related`` -> ``related_to``).
        link_sections: Heading text (lower case) -> kind of the edge the links under it make.
        link_prefixes: What a target starts with (``Category:``) -> kind of the edge such links make.
    """

    name: str = "plain"
    detect: str = ""
    tells: tuple[str, ...] = ()
    syntax: Syntax = field(default_factory=Syntax)
    pages: Pages | None = None
    things: tuple[NamedThing, ...] = ()
    folder: FolderThing | None = None
    lines: tuple[StructuralLine, ...] = ()
    index: IndexPages | None = None
    moments: Moments | None = None
    fields: tuple[tuple[str, str], ...] = ()
    link_callouts: tuple[tuple[str, str], ...] = ()
    link_sections: tuple[tuple[str, str], ...] = ()
    link_prefixes: tuple[tuple[str, str], ...] = ()

    @property
    def declared_edges(self) -> tuple[str, ...]:
        """Kinds of edges that single mentions make by a declared rule, each once."""
        kinds = [rule.edge for rule in self.lines]
        for pairs in (self.fields, self.link_callouts, self.link_sections, self.link_prefixes):
            kinds += [edge for _, edge in pairs]
        if self.index is not None:
            kinds.append(self.index.edge)
        return tuple(dict.fromkeys(kinds))
