"""Turns a view of the tables into RDF statements, one subject after the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Final, TypeAlias

from rdflib import DCTERMS, RDF, RDFS, SDO, SKOS, XSD, Literal, URIRef

from kg.explore.facts import moment_url
from kg.exporters.rdf.iris import is_iri, path_iri, topic_iri
from kg.exporters.rdf.view import PAGES, Property, View
from kg.exporters.rdf.vocabulary import CLASSES, EDGES, NG, TOPIC_EDGES, own_class, own_property
from kg.model.kinds import EdgeKind, NodeKind, Origin

Fact: TypeAlias = tuple[URIRef, URIRef | Literal]  # what is said of a subject: property and value
Describe: TypeAlias = Callable[[], Iterator[Fact]]

# Said by terms of their own already: the label, the names, the tags.
_SAID_ELSEWHERE: Final = frozenset(("title", "alias", "aliases", "tag", "tags"))
_LIST_INDEX: Final = re.compile(r"\.\d+(?=\.|\Z)")
_DATATYPES: Final = {  # how a value has to be written to be one of its XML Schema type
    "integer": (XSD.integer, re.compile(r"[+-]?[0-9]+")),
    "float": (XSD.double, re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")),
    "boolean": (XSD.boolean, re.compile(r"true|false")),
    "date": (XSD.date, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    "datetime": (
        XSD.dateTime,
        re.compile(r"[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"),
    ),
}
_LINK_KINDS: Final = frozenset((EdgeKind.LINKS_TO, EdgeKind.EMBEDS))


def subjects(view: View) -> Iterator[tuple[URIRef, Describe]]:
    """Every subject with what describes it, in the order of sorted N-Triples.

    The descriptions are made only when called, so that millions of clips need not be held at once.
    """
    found: list[tuple[str, Describe]] = [
        *_node_subjects(view),
        *_topic_subjects(view),
        *_tag_subjects(view),
        *_clip_subjects(view),
        *_own_term_subjects(view),
    ]
    # `>` ends an IRI in N-Triples, so it takes part in the order: `<video/a#t=1>` stands before `<video/a>`.
    for iri, describe in sorted(found, key=lambda item: f"{item[0]}>"):
        yield URIRef(iri), describe


def _node_subjects(view: View) -> Iterator[tuple[str, Describe]]:
    for node, kind in enumerate(view.kind):
        if kind in PAGES:
            yield view.resource[node], partial(_page, view, node)
        elif kind not in {NodeKind.EXTERNAL, NodeKind.MISSING, NodeKind.TAG}:
            yield view.resource[node], partial(_thing, view, node)


def _page(view: View, node: int) -> Iterator[Fact]:
    yield from _types(view.kind[node])
    yield DCTERMS.identifier, Literal(view.path[node])
    yield SDO.name, Literal(view.label[node])
    for origin, name in view.names.get(node, ()):
        if origin == Origin.ALIAS:
            yield SDO.alternateName, Literal(name)
    if view.words[node] >= 0:
        yield SDO.wordCount, Literal(view.words[node])
    if digest := view.digests.get(view.path[node]):
        yield SDO.sha256, Literal(digest)
    if view.topic[node]:
        yield SDO.about, _topic(view, node)
    yield from _edges(view, node)
    for prop in view.properties.get(node, ()):
        yield from _property(prop)
    for video, second in view.cited.get(node, ()):
        yield SDO.citation, URIRef(_clip_iri(view, video, second))


def _thing(view: View, node: int) -> Iterator[Fact]:
    yield from _types(view.kind[node])
    if view.path[node]:
        yield DCTERMS.identifier, Literal(view.path[node])
    else:
        yield SDO.identifier, Literal(view.name[node])
    yield SDO.name, Literal(view.label[node])
    if is_iri(view.url[node]):
        yield SDO.url, URIRef(view.url[node])
    for channel in view.channels.get(node, ()):
        yield SDO.isPartOf, view.resource[channel]
    yield from _edges(view, node)


def _types(kind: str) -> Iterator[Fact]:
    for type_ in CLASSES.get(kind) or (SDO.Thing, own_class(kind)):
        yield RDF.type, type_


def _topic(view: View, node: int) -> URIRef:
    return view.iri(topic_iri(view.topic[node]))


def _edges(view: View, node: int) -> Iterator[Fact]:
    for kind, target in view.edges.get(node, ()):
        yield from _edge(view, node, kind, target)


def _edge(view: View, source: int, kind: str, target: int) -> Iterator[Fact]:
    resource, ends = view.resource[target], (view.kind[source], view.kind[target])
    if view.topic[target]:
        yield SDO.mentions, _topic(view, target)
    if kind == EdgeKind.LINKS_TO and ends == (NodeKind.NOTE, NodeKind.NOTE):
        yield NG.linksTo, resource
    elif kind == EdgeKind.TAGGED:
        yield DCTERMS.subject, resource
        yield SDO.keywords, Literal(view.label[target])
    elif kind in TOPIC_EDGES or (kind in _LINK_KINDS and ends[1] == NodeKind.MISSING):
        return  # a missing page is a topic and nothing else, and the topic is mentioned already
    else:
        yield EDGES.get(kind) or own_property(kind), resource


def _property(prop: Property) -> Iterator[Fact]:
    name = _LIST_INDEX.sub("", prop.name)
    if name in _SAID_ELSEWHERE:
        return
    # Not normalised: the value stays as the note has it ("05"), which is a valid form of the type as well.
    yield own_property(name), Literal(prop.value, datatype=_datatype(prop), normalize=False)


def _datatype(prop: Property) -> URIRef | None:
    """The XML Schema type, if the value is written as that type demands; YAML allows more ways."""
    type_, pattern = _DATATYPES.get(prop.datatype, (None, None))
    if pattern is None or not pattern.fullmatch(prop.value):
        return None
    if type_ in {XSD.date, XSD.dateTime}:
        try:
            datetime.fromisoformat(prop.value)
        except ValueError:
            return None
    return type_


def _topic_subjects(view: View) -> Iterator[tuple[str, Describe]]:
    members: dict[str, list[int]] = defaultdict(list)
    for node, slug in enumerate(view.topic):
        if slug:
            members[slug].append(node)
    for slug, nodes in members.items():
        yield view.iri(topic_iri(slug)), partial(_topic_facts, view, nodes)
    if members:
        yield view.iri("scheme/topics"), _scheme


def _topic_facts(view: View, nodes: Sequence[int]) -> Iterator[Fact]:
    """The topic of the notes about it, or of the missing page, or of both if they are spelled differently."""
    notes = [node for node in nodes if view.kind[node] == NodeKind.NOTE]
    label = view.label[(notes or nodes)[0]]
    yield RDF.type, SKOS.Concept
    yield SKOS.inScheme, view.iri("scheme/topics")
    yield SKOS.prefLabel, Literal(label)
    if len(notes) > 1:
        yield RDF.type, NG.AmbiguousTopic
    if not notes:
        yield RDF.type, NG.WantedTopic
        yield NG.wantedBy, Literal(len({source for node in nodes for source in view.wanted_by.get(node, ())}))
    for node in nodes:
        for name in (view.label[node], *(name for _, name in view.names.get(node, ()))):
            if name != label:
                yield SKOS.altLabel, Literal(name)
        for kind, target in view.edges.get(node, ()):
            if kind in TOPIC_EDGES and view.topic[target]:
                yield TOPIC_EDGES[kind], _topic(view, target)
        if node not in notes:
            yield from _edges(view, node)


def _scheme() -> Iterator[Fact]:
    yield RDF.type, SKOS.ConceptScheme


def _tag_subjects(view: View) -> Iterator[tuple[str, Describe]]:
    """All tags and, above `a/b`, the tag `a` that it implies."""
    labels = {
        view.name[node]: view.label[node] for node, kind in enumerate(view.kind) if kind == NodeKind.TAG
    }
    for name, label in list(labels.items()):
        while "/" in name:
            name, label = name.rpartition("/")[0], label.rpartition("/")[0]  # noqa: PLW2901  # climbs up
            labels.setdefault(name, label)
    for name, label in labels.items():
        yield view.iri(f"tag/{path_iri(name)}"), partial(_tag_facts, view, name, label)
    if labels:
        yield view.iri("scheme/tags"), _scheme


def _tag_facts(view: View, name: str, label: str) -> Iterator[Fact]:
    yield RDF.type, SKOS.Concept
    yield SKOS.inScheme, view.iri("scheme/tags")
    yield SKOS.prefLabel, Literal(label)
    if parent := name.rpartition("/")[0]:
        yield SKOS.broader, view.iri(f"tag/{path_iri(parent)}")


def _clip_subjects(view: View) -> Iterator[tuple[str, Describe]]:
    clips = {clip for cited in view.cited.values() for clip in cited}
    for video, second in clips:
        yield _clip_iri(view, video, second), partial(_clip_facts, view, video, second)


def _clip_iri(view: View, video: int, second: int) -> str:
    return f"{view.resource[video]}#t={second}"


def _clip_facts(view: View, video: int, second: int) -> Iterator[Fact]:
    yield RDF.type, SDO.Clip
    yield SDO.isPartOf, view.resource[video]
    yield SDO.startOffset, _number(second)
    if is_iri(url := moment_url(view.url[video], second) or ""):
        yield SDO.url, URIRef(url)


@lru_cache(maxsize=65536)
def _number(value: int) -> Literal:
    return Literal(value)


def _own_term_subjects(view: View) -> Iterator[tuple[str, Describe]]:
    """The terms that only this vault's profile or front matter knows, so that readers find them explained."""
    kinds = {kind for edges in view.edges.values() for kind, _ in edges}
    for kind in kinds - EDGES.keys() - TOPIC_EDGES.keys():
        yield own_property(kind), partial(_own_relation, kind)
    names = {_LIST_INDEX.sub("", prop.name) for properties in view.properties.values() for prop in properties}
    for name in names - _SAID_ELSEWHERE - kinds:
        yield own_property(name), partial(_own_value, name)
    for kind in set(view.kind) - CLASSES.keys() - {NodeKind.EXTERNAL, NodeKind.MISSING, NodeKind.TAG}:
        yield own_class(kind), partial(_own_kind, kind)


def _own_relation(name: str) -> Iterator[Fact]:
    yield RDF.type, RDF.Property
    yield RDFS.label, Literal(name)
    yield RDFS.subPropertyOf, DCTERMS.relation


def _own_value(name: str) -> Iterator[Fact]:
    yield RDF.type, RDF.Property
    yield RDFS.label, Literal(name)


def _own_kind(name: str) -> Iterator[Fact]:
    yield RDF.type, RDFS.Class
    yield RDFS.label, Literal(name)
    yield RDFS.subClassOf, SDO.Thing
