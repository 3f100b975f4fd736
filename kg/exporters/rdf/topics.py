"""Says what is known of topics and tags: what they are called, who is about them, who wants them written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.exporters.rdf.columns import flags, pairs, whole
from kg.exporters.rdf.iris import path_iri
from kg.exporters.rdf.nodes import Nodes
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.terms import Ints, Kind
from kg.exporters.rdf.vocabulary import NG, RDF, SKOS
from kg.model.kinds import NodeKind
from kg.store.buffers import array, numbers
from kg.store.frames import arrow_columns
from kg.store.slices import Slices

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph


def say_topics(graph: KnowledgeGraph, nodes: Nodes, said: Said) -> None:
    """What is known of the topics that notes are about or that missing pages stand for."""
    members = np.flatnonzero(nodes.topic >= 0)
    if not len(members):
        return
    topics, group = np.unique(nodes.topic[members], return_inverse=True)
    is_note = nodes.of_kind(NodeKind.NOTE)[members]
    order = np.lexsort((members, ~is_note, group))
    leader = members[order[np.searchsorted(group[order], np.arange(len(topics)))]]
    written = np.bincount(group[is_note], minlength=len(topics))
    _concepts(nodes, said, topics, "scheme/topics")
    said.say(topics, SKOS.prefLabel, nodes.label[leader])
    said.say(topics[written > 1], RDF.type, said.name(NG.AmbiguousTopic))
    said.say(topics[written == 0], RDF.type, said.name(NG.WantedTopic))
    group_of = np.full(len(nodes.code), -1, np.int32)
    group_of[members] = group
    _other_labels(graph, said, topics, group_of, leader)
    _wanted_by(graph, nodes, said, np.where(written == 0, topics, -1), group_of)


def _concepts(nodes: Nodes, said: Said, concepts: Ints, scheme: str) -> None:
    whole = said.one(Kind.LOCAL, nodes.local(scheme))
    said.say(whole, RDF.type, said.name(SKOS.ConceptScheme))
    said.say(concepts, RDF.type, said.name(SKOS.Concept))
    said.say(concepts, SKOS.inScheme, whole)


def _other_labels(graph: KnowledgeGraph, said: Said, topics: Ints, group_of: Ints, leader: Ints) -> None:
    """The other names of a topic's pages; not the preferred label again."""
    labels = whole(arrow_columns(graph, "nodes", ["label"])["label"])
    for table, column in (("nodes", "label"), ("aliases", "alias")):
        for batch in Slices(graph, table, ["node", column]).batches():
            owners, names = numbers(batch["node"]), batch[column]
            topical = group_of[owners] >= 0
            group, names = group_of[owners[topical]], names.filter(array(topical))
            differ = flags(pc.not_equal(names, labels.take(array(leader[group]))))
            alternative = said.add(Kind.TEXT, names.filter(array(differ)))
            said.say(topics[group[differ]], SKOS.altLabel, alternative)


def _wanted_by(graph: KnowledgeGraph, nodes: Nodes, said: Said, wanted: Ints, group_of: Ints) -> None:
    """How many nodes link to a topic that no note is about."""
    missing = nodes.of_kind(NodeKind.MISSING)
    found = []
    for batch in Slices(graph, "edges", ["source", "target"]).batches():
        source, target = numbers(batch["source"]), numbers(batch["target"])
        linking = missing[target]
        found.append(pairs(group_of[target[linking]], source[linking]))
    linked, _ = pairs(*(np.concatenate(side) for side in zip(*found, strict=True)))
    count = np.bincount(linked, minlength=len(wanted))[wanted >= 0]
    said.say(wanted[wanted >= 0], NG.wantedBy, said.add(Kind.NUMBER, pc.cast(array(count), pa.string())))


def say_tags(nodes: Nodes, said: Said) -> None:
    """All tags and, above ``a/b``, the tag ``a`` that it implies."""
    labels = dict(nodes.tags)
    for name, label in list(labels.items()):
        while "/" in name:
            name, label = name.rpartition("/")[0], label.rpartition("/")[0]  # noqa: PLW2901  # climbs up
            labels.setdefault(name, label)
    if not labels:
        return
    terms = {name: said.one(Kind.LOCAL, nodes.local(f"tag/{path_iri(name)}")) for name in labels}
    _concepts(nodes, said, np.array(list(terms.values())), "scheme/tags")
    said.say(np.array(list(terms.values())), SKOS.prefLabel, said.add(Kind.TEXT, list(labels.values())))
    for name, term in terms.items():
        if parent := name.rpartition("/")[0]:
            said.say(term, SKOS.broader, terms[parent])
