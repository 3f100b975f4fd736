"""Turns the tables into look-ups by node: the IRI of each, and what each subject will say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from rdflib import Literal, URIRef

from kg.exporters.rdf.iris import is_iri, note_iri, path_iri, topic_iri, topic_slug
from kg.exporters.rdf.vocabulary import ABOUT_VIDEO, FEATURES, FOLDERS, IN_CHANNEL
from kg.exporters.tabular import rows
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

PAGES: Final = frozenset((NodeKind.NOTE, NodeKind.INDEX))
_TOPICAL: Final = frozenset((NodeKind.NOTE, NodeKind.MISSING))

_Value = TypeVar("_Value")


class Property(NamedTuple):
    """One front-matter value or inline field."""

    name: str
    value: str
    datatype: str


@dataclass(frozen=True, slots=True)
class View:
    """What the statements are made from. Sequences and keys go by node number.

    Attributes:
        base: What all IRIs minted here start with.
        kind: Kind of each node.
        name: Identity of each node within its kind.
        label: Name to show of each node.
        path: Path of each node that is a file, else empty.
        url: Address of each node that has one, else empty.
        words: Word count of each page, else -1.
        resource: What stands for each node: an IRI, or text for an address that is no IRI.
        topic: Slug of the topic each note is about or each missing page stands for, else empty.
        edges: Node -> (kind, target) of its edges, those made of moments left out.
        names: Node -> (origin, name).
        properties: Node -> its properties.
        digests: Path -> SHA-256.
        channels: Video node -> its channels.
        wanted_by: Missing node -> nodes that link to it.
        cited: Node -> (video node, second) of each moment it cites, each once, in order.
    """

    base: str
    kind: Sequence[str]
    name: Sequence[str]
    label: Sequence[str]
    path: Sequence[str]
    url: Sequence[str]
    words: Sequence[int]
    resource: Sequence[URIRef | Literal]
    topic: Sequence[str]
    edges: Mapping[int, Sequence[tuple[str, int]]]
    names: Mapping[int, Sequence[tuple[str, str]]]
    properties: Mapping[int, Sequence[Property]]
    digests: Mapping[str, str]
    channels: Mapping[int, Sequence[int]]
    wanted_by: Mapping[int, Sequence[int]]
    cited: Mapping[int, Sequence[tuple[int, int]]]

    def iri(self, relative: str) -> URIRef:
        """The IRI of something under the base."""
        return URIRef(self.base + relative)


def view_of(graph: KnowledgeGraph, *, base: str, moments: bool) -> View:
    """Read the tables once.

    Args:
        graph: The graph.
        base: Absolute IRI, ending in ``/``.
        moments: Whether cited moments are wanted; they are most of a video vault's statements.
    """
    nodes = graph.nodes
    kind = nodes["kind"].astype(str).tolist()
    name = [key[len(k) + 1 :] for key, k in zip(nodes["key"], kind, strict=True)]
    path, url = nodes["path"].fillna("").tolist(), nodes["url"].fillna("").tolist()
    topic = [topic_slug(p or n) if k in _TOPICAL else "" for k, n, p in zip(kind, name, path, strict=True)]
    told = graph.edges[graph.edges["moment"].isna()]  # edges made of moments are told by the moments
    sources = graph.sources[graph.sources["digest"].notna()]
    return View(
        base=base,
        kind=kind,
        name=name,
        # The "#" shows what a tag is where there is no type to say it.
        label=[
            text.removeprefix("#") if k == NodeKind.TAG else text
            for text, k in zip(nodes["label"], kind, strict=True)
        ],
        path=path,
        url=url,
        words=nodes["words"].fillna(-1).astype("int64").tolist(),
        resource=[_resource(base, *row) for row in zip(kind, name, path, url, strict=True)],
        topic=topic,
        edges=_grouped((s, (k, t)) for s, k, t in rows(told, "source", "kind", "target")),
        names=_grouped((node, (o, a)) for node, o, a in rows(graph.aliases, "node", "origin", "alias")),
        properties=_properties(graph.properties),
        digests=dict(zip(sources["path"], sources["digest"], strict=True)),
        channels=_channels(graph.edges),
        wanted_by=_wanted_by(graph.edges, kind),
        cited=_cited(graph.moments) if moments else {},
    )


def _resource(base: str, kind: str, name: str, path: str, url: str) -> URIRef | Literal:
    if kind in PAGES:
        return URIRef(base + note_iri(path))
    if kind == NodeKind.EXTERNAL:
        address = url or name
        return URIRef(address) if is_iri(address) else Literal(address)
    if kind == NodeKind.MISSING:
        return URIRef(base + topic_iri(topic_slug(name)))
    folder = FOLDERS.get(kind) or f"thing/{path_iri(kind).replace('/', '%2F')}"
    return URIRef(f"{base}{folder}/{path_iri(path or name)}")


def _grouped(rows: Iterable[tuple[int, _Value]]) -> dict[int, list[_Value]]:
    groups: dict[int, list[_Value]] = defaultdict(list)
    for node, value in rows:
        groups[node].append(value)
    return groups


def _channels(edges: DataFrame) -> dict[int, list[int]]:
    """A video belongs to the channels of the notes about it and of the index pages that feature it."""
    channel_of = dict(rows(edges[edges["kind"] == IN_CHANNEL], "source", "target"))
    videos = edges[edges["kind"].isin((ABOUT_VIDEO, FEATURES))]
    pairs = {
        (video, channel_of[note]) for note, video in rows(videos, "source", "target") if note in channel_of
    }
    return _grouped(sorted(pairs))


def _wanted_by(edges: DataFrame, kind: Sequence[str]) -> dict[int, list[int]]:
    pairs = ((target, source) for source, target in rows(edges, "source", "target"))
    return _grouped(pair for pair in pairs if kind[pair[0]] == NodeKind.MISSING)


def _properties(properties: DataFrame) -> dict[int, list[Property]]:
    told = properties[properties["value"].notna()]
    return _grouped(
        (node, Property(name, value, datatype))
        for node, name, value, datatype in rows(told, "node", "name", "value", "datatype")
    )


def _cited(moments: DataFrame) -> dict[int, list[tuple[int, int]]]:
    read = moments[moments["target"].notna() & moments["seconds"].notna()][["source", "target", "seconds"]]
    unique = read.astype("int64").drop_duplicates().sort_values(["source", "target", "seconds"])
    return _grouped((source, (video, second)) for source, video, second in rows(unique, *unique.columns))
