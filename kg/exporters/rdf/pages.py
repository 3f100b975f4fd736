"""Says what the tables know of whole pages and things: their names, links, properties, topics and tags."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.exporters.rdf.columns import coded, flags, whole
from kg.exporters.rdf.nodes import Nodes
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.terms import Ints, Kind
from kg.exporters.rdf.vocabulary import (
    ABOUT_VIDEO,
    CLASSES,
    DCTERMS,
    EDGES,
    FEATURES,
    IN_CHANNEL,
    NG,
    NO_THINGS,
    PAGES,
    RDF,
    RDFS,
    SCHEMA,
    TOPIC_EDGES,
    own_class,
    own_property,
)
from kg.model.kinds import EdgeKind, NodeKind, Origin
from kg.store.buffers import array, numbers
from kg.store.frames import arrow_columns
from kg.store.slices import Slices

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

# Said by terms of their own already: the label, the names, the tags.
_SAID_ELSEWHERE: Final = frozenset(("title", "alias", "aliases", "tag", "tags"))
_LIST_INDEX: Final = re.compile(r"\.\d+(?=\.|\Z)")
_DATATYPES: Final = {  # how a value has to be written to be one of its XML Schema type
    "integer": (Kind.INTEGER, re.compile(r"[+-]?[0-9]+")),
    "float": (Kind.DOUBLE, re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")),
    "boolean": (Kind.BOOLEAN, re.compile(r"true|false")),
    "date": (Kind.DATE, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    "datetime": (
        Kind.DATETIME,
        re.compile(r"[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"),
    ),
}
_LOOKED_UP: Final = 1 << 20  # paths at a time; all paths of files are learnt anew each time
_OF_CHANNELS: Final = (IN_CHANNEL, ABOUT_VIDEO, FEATURES)
_NO_SOURCES: Final = (NodeKind.EXTERNAL, NodeKind.TAG)


def say_pages(graph: KnowledgeGraph, nodes: Nodes, said: Said) -> None:
    """What is known of each node that is no topic and no tag."""
    pages, things = nodes.of_kind(*PAGES), ~nodes.of_kind(*NO_THINGS)
    _types(nodes, said, pages | things)
    said.say(nodes.resource[pages | things], SCHEMA.name, nodes.label[pages | things])
    _identifiers(nodes, said, things)
    _page_facts(graph, nodes, said)
    _aliases(graph, nodes, said)
    _edges(graph, nodes, said)
    for batch in Slices(graph, "properties", ["node", "name", "value", "datatype"]).batches():
        _properties(batch, nodes, said)


def _types(nodes: Nodes, said: Said, told: NDArray[np.bool_]) -> None:
    for kind in nodes.kinds:
        subjects = nodes.resource[told & nodes.of_kind(kind)]
        for iri in CLASSES.get(kind) or (SCHEMA.Thing, own_class(kind)):
            said.say(subjects, RDF.type, said.name(iri))
        if len(subjects) and kind not in CLASSES:
            term = said.name(own_class(kind))
            said.say(term, RDF.type, said.name(RDFS.Class))
            said.say(term, RDFS.label, said.one(Kind.TEXT, kind))
            said.say(term, RDFS.subClassOf, said.name(SCHEMA.Thing))


def _identifiers(nodes: Nodes, said: Said, things: NDArray[np.bool_]) -> None:
    """Paths of files, names and addresses of things."""
    named = nodes.identifier >= 0
    for predicate, chosen in (
        (DCTERMS.identifier, named & nodes.filed),
        (SCHEMA.identifier, named & ~nodes.filed),
    ):
        said.say(nodes.resource[chosen], predicate, nodes.identifier[chosen])
    addressed = things & (nodes.address >= 0)
    said.say(nodes.resource[addressed], SCHEMA.url, nodes.address[addressed])


def _page_facts(graph: KnowledgeGraph, nodes: Nodes, said: Said) -> None:
    """Word counts, digests, and the topic a note is about."""
    pages = nodes.of_kind(*PAGES)
    counted = pages & (nodes.words >= 0)
    words = said.add(Kind.NUMBER, pc.cast(array(nodes.words[counted]), pa.string()))
    said.say(nodes.resource[counted], SCHEMA.wordCount, words)
    notes = nodes.of_kind(NodeKind.NOTE)
    said.say(nodes.resource[notes], SCHEMA.about, nodes.topic[notes])
    files = arrow_columns(graph, "sources", ["path", "digest"])
    known = whole(files["path"])
    for batch in Slices(graph, "nodes", ["node", "path"]).batches(_LOOKED_UP):
        row, node = numbers(pc.index_in(batch["path"], known)), numbers(batch["node"])
        hashed = (row >= 0) & pages[node]
        values = said.add(Kind.TEXT, files["digest"].take(array(row[hashed])))
        said.say(nodes.resource[node[hashed]], SCHEMA.sha256, values)


def _aliases(graph: KnowledgeGraph, nodes: Nodes, said: Said) -> None:
    """The names that pages give themselves."""
    pages = nodes.of_kind(*PAGES)
    for batch in Slices(graph, "aliases", ["node", "alias", "origin"]).batches():
        owner = numbers(batch["node"])
        chosen = flags(pc.equal(batch["origin"], str(Origin.ALIAS))) & pages[owner]
        aliases = said.add(Kind.TEXT, batch["alias"].filter(array(chosen)))
        said.say(nodes.resource[owner[chosen]], SCHEMA.alternateName, aliases)


def _edges(graph: KnowledgeGraph, nodes: Nodes, said: Said) -> None:
    joined: dict[str, list[tuple[Ints, Ints]]] = defaultdict(list)
    for batch in Slices(graph, "edges", ["source", "target", "kind", "moment"]).batches():
        told = numbers(batch["moment"]) < 0  # edges made of moments are told by the moments
        codes, kinds = coded(batch["kind"])
        source, target = (numbers(batch[name])[told] for name in ("source", "target"))
        codes = codes[told]
        for number, kind in enumerate(kinds):
            if kind in _OF_CHANNELS:
                joined[kind].append((source[codes == number], target[codes == number]))
        speaks = ~nodes.of_kind(*_NO_SOURCES)[source]
        source, target, codes = source[speaks], target[speaks], codes[speaks]
        topical = nodes.topic[target] >= 0
        said.say(nodes.resource[source[topical]], SCHEMA.mentions, nodes.topic[target[topical]])
        for number, kind in enumerate(kinds):
            if (codes == number).any():
                _edges_of_kind(nodes, said, kind, source[codes == number], target[codes == number])
    _channels(nodes, said, {kind: _both(pieces) for kind, pieces in joined.items()})


def _both(pieces: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    left, right = (np.concatenate(side) for side in zip(*pieces, strict=True))
    return left, right


def _edges_of_kind(nodes: Nodes, said: Said, kind: str, source: Ints, target: Ints) -> None:
    if kind in TOPIC_EDGES:
        related = (nodes.topic[source] >= 0) & (nodes.topic[target] >= 0)
        said.say(nodes.topic[source[related]], TOPIC_EDGES[kind], nodes.topic[target[related]])
        return
    if kind in {EdgeKind.LINKS_TO, EdgeKind.EMBEDS}:
        # A missing page is a topic and nothing else, and the topic is mentioned already.
        written = ~nodes.of_kind(NodeKind.MISSING)[target]
        source, target = source[written], target[written]
    if kind == EdgeKind.LINKS_TO:
        notes = nodes.of_kind(NodeKind.NOTE)
        between = notes[source] & notes[target]
        said.say(nodes.resource[source[between]], NG.linksTo, nodes.resource[target[between]])
        source, target = source[~between], target[~between]
    elif kind == EdgeKind.TAGGED:
        said.say(nodes.resource[source], SCHEMA.keywords, nodes.label[target])
    predicate = EDGES.get(kind) or nodes.mapped.get(kind) or own_property(kind)
    said.say(nodes.resource[source], predicate, nodes.resource[target])
    if kind not in EDGES and kind not in nodes.mapped:
        _declare(said, kind)
        said.say(said.name(predicate), RDFS.subPropertyOf, said.name(DCTERMS.relation))


def _declare(said: Said, name: str) -> None:
    """Explain a property that only this vault's profile or front matter knows."""
    term = said.name(own_property(name))
    said.say(term, RDF.type, said.name(RDF.Property))
    said.say(term, RDFS.label, said.one(Kind.TEXT, name))


def _channels(nodes: Nodes, said: Said, edges: dict[str, tuple[Ints, Ints]]) -> None:
    """A video belongs to the channels of the notes about it and of the index pages that feature it."""
    if IN_CHANNEL not in edges:
        return
    channel_of = np.full(len(nodes.code), -1, np.int64)
    channel_of[edges[IN_CHANNEL][0]] = edges[IN_CHANNEL][1]
    for kind in (ABOUT_VIDEO, FEATURES):
        if kind in edges:
            page, video = edges[kind]
            known = channel_of[page] >= 0
            channel = nodes.resource[channel_of[page[known]]]
            said.say(nodes.resource[video[known]], SCHEMA.isPartOf, channel)


def _properties(batch: pa.Table, nodes: Nodes, said: Said) -> None:
    rows = zip(*batch.to_pydict().values(), strict=True)
    told = [
        (node, _LIST_INDEX.sub("", name), value, type_)
        for node, name, value, type_ in rows
        if value is not None
    ]
    told = [row for row in told if row[1] not in _SAID_ELSEWHERE]
    kinds = np.array([_kind(value, type_) for _, _, value, type_ in told], np.int8)
    values = said.add(kinds, [value for _, _, value, _ in told])
    owners = nodes.resource[np.array([node for node, *_ in told], np.int64)]
    for name, rows_of in _grouped(name for _, name, _, _ in told).items():
        if name not in nodes.mapped:
            _declare(said, name)
        said.say(owners[rows_of], nodes.mapped.get(name) or own_property(name), values[rows_of])


def _grouped(names: Iterable[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        groups.setdefault(name, []).append(row)
    return groups


def _kind(value: str, datatype: str) -> Kind:
    """What a value is, if it is written as XML Schema demands; YAML allows more ways."""
    kind, pattern = _DATATYPES.get(datatype, (Kind.TEXT, None))
    if pattern is None or not pattern.fullmatch(value):
        return Kind.TEXT
    if kind in {Kind.DATE, Kind.DATETIME}:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return Kind.TEXT
    return kind
