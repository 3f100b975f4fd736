"""Turns mentions, moments and headings into places of their notes: the evidence of each link and citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from kg.exporters.rdf.columns import coded, whole
from kg.exporters.rdf.nodes import Nodes
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.statements import Part
from kg.exporters.rdf.terms import Ints, Kind, Ref, Table, Terms, Verb, Words
from kg.exporters.rdf.vocabulary import ITSRDF, NG, NIF, RDF, SCHEMA
from kg.model.kinds import MentionKind, NodeKind
from kg.store.buffers import numbers
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

MENTION_CLASSES: Final = {
    MentionKind.LINK: NG.WikiLink,
    MentionKind.EMBED: NG.Embed,
    MentionKind.MARKDOWN: NG.MarkdownLink,
    MentionKind.FRONTMATTER: NG.PropertyLink,
    MentionKind.TAG: NG.TagMention,
    MentionKind.URL: NG.AddressMention,
    MentionKind.CANVAS: NG.CanvasLink,
}
_OTHERS: Final = (NIF.Phrase, NIF.Context, NIF.Structure, NG.Section, NG.TimestampCitation)

Fact = tuple[str, "Ints | None", Terms]


class Names(NamedTuple):
    """Rows of the table of terms.

    Attributes:
        resource: Of each node's resource.
        topic: Of each node's topic; -1 if it has none.
        name: Of each vocabulary's term by its IRI.
    """

    resource: Ints
    topic: Ints
    name: dict[str, int]

    def all(self, iri: str, count: int) -> Terms:
        """The same term of a vocabulary in each row."""
        return Terms((Ref(np.broadcast_to(np.int32(self.name[iri]), count)),), Kind.NAME)


def prepare_evidence(nodes: Nodes, said: Said) -> dict[str, int]:
    """Take in the terms that evidence needs, and say that pages are what the places are in."""
    pages = nodes.resource[nodes.of_kind(NodeKind.NOTE, NodeKind.INDEX)]
    said.say(pages, RDF.type, said.name(NIF.Context))
    return {iri: said.name(iri) for iri in (*_OTHERS, *MENTION_CLASSES.values())}


def evidence(
    graph: KnowledgeGraph, nodes: Nodes, table: Table, names: Names, *, triple_terms: bool
) -> tuple[Part, ...]:
    """The places in the notes, each a part of its note.

    Offsets are those of bytes, which is what the tables hold: RFC 5147 counts characters, which only the
    note's own text could tell. A heading's line is written as that standard has it.

    Args:
        graph: The graph.
        nodes: Its nodes.
        table: The terms.
        names: Where in the table to find what.
        triple_terms: Say what a place is evidence of by RDF 1.2 triple terms.
    """
    sections = _Sections(graph, names)
    return (
        _mentions(graph, nodes, table, names, sections, triple_terms=triple_terms),
        _moments(graph, names, sections, triple_terms=triple_terms),
        sections.part(names),
    )


class _Sections:
    """The headings: as parts of their notes, and as what stands above other parts."""

    def __init__(self, graph: KnowledgeGraph, names: Names) -> None:
        columns = arrow_columns(graph, "headings", ["node", "level", "text", "line"])
        self.note, self.level, self.line = (numbers(columns[name]) for name in ("node", "level", "line"))
        self.text = columns["text"]
        place = self.note.astype(np.int64) << 32 | self.line
        first = np.zeros(len(place), bool)
        first[np.unique(place, return_index=True)[1]] = True
        self.told = first & (self.level > 0)  # block anchors are names, not sections
        self.resource = names.resource

    def terms(self, rows: Ints) -> Terms:
        """What sections are called: by the line of their heading (RFC 5147, 2.2.2)."""
        line = self.line[rows]
        return Terms((Ref(self.resource[self.note[rows]]), "#line=", line - 1, ",", line), Kind.LOCAL)

    def above(self, section: Ints) -> Fact:
        """The sections that parts stand in, as far as they stand in any."""
        rows = np.flatnonzero(section >= 0)
        rows = rows[self.told[section[rows]]]
        return (NIF.superString, rows, self.terms(section[rows]))

    def part(self, names: Names) -> Part:
        """The sections themselves."""
        rows = np.flatnonzero(self.told)
        note = names.resource[self.note[rows]]
        return Part(
            of=note,
            terms=self.terms(rows),
            start=self.line[rows] - 1,
            end=self.line[rows],
            by_line=True,
            facts=(
                (RDF.type, None, names.all(NIF.Structure, len(rows))),
                (RDF.type, None, names.all(NG.Section, len(rows))),
                (NIF.referenceContext, None, Terms((Ref(note),), Kind.LOCAL)),
                (NG.level, None, Terms((self.level[rows],), Kind.NUMBER)),
                (NG.line, None, Terms((self.line[rows],), Kind.NUMBER)),
                (SCHEMA.name, None, Terms((Words(whole(self.text), rows),), Kind.TEXT)),
            ),
        )


def _place(note: Ints, start: Ints, end: Ints) -> Terms:
    return Terms((Ref(note), "#byte=", start, ",", end), Kind.LOCAL)


def _mentions(
    graph: KnowledgeGraph,
    nodes: Nodes,
    table: Table,
    names: Names,
    sections: _Sections,
    *,
    triple_terms: bool,
) -> Part:
    outcome = f"outcome_{graph.manifest.rules}"
    counted = ("source", "target", "section", "line", "start", "end", "moment")
    columns = arrow_columns(graph, "mentions", [*counted, "kind", "raw", "context", outcome])
    source, target, section, line, start, end, moment = (numbers(columns[name]) for name in counted)
    note, count = names.resource[source], len(source)
    codes, kinds = coded(columns["kind"])
    classes = np.array([names.name[MENTION_CLASSES[MentionKind(kind)]] for kind in kinds], np.int32)
    led = np.flatnonzero(target >= 0)
    led = led[table.kind[names.resource[target[led]]] != Kind.TEXT]  # an address that is no IRI
    facts: list[Fact] = [
        (RDF.type, None, Terms((Ref(classes[codes]),), Kind.NAME)),
        (NG.line, None, Terms((line,), Kind.NUMBER)),
        (NIF.anchorOf, None, Terms((Words(whole(columns["raw"]), np.arange(count)),), Kind.TEXT)),
        sections.above(section),
        _nearest_clip(graph, names, moment),
    ]
    for predicate, column in ((NG.context, "context"), (NG.outcome, outcome)):
        value, values = coded(columns[column])
        facts.append((predicate, None, Terms((Words(pa.array(values, pa.string()), value),), Kind.TEXT)))
    if triple_terms:
        facts += _link_triples(nodes, names, source, target, led)
    else:
        goal = Terms((Ref(names.resource[target[led]]),), None)
        facts = [*_as_phrases(names, note), *facts, (ITSRDF.taIdentRef, led, goal)]
    return Part(note, _place(note, start, end), start, end, tuple(facts))


def _nearest_clip(graph: KnowledgeGraph, names: Names, moment: Ints) -> Fact:
    """The clip that a mention's line cites nearest to it: what is said there can be heard there."""
    columns = arrow_columns(graph, "moments", ["target", "seconds"])
    target, seconds = numbers(columns["target"]), numbers(columns["seconds"])
    rows = np.flatnonzero(moment >= 0)
    rows = rows[(target[moment[rows]] >= 0) & (seconds[moment[rows]] >= 0)]
    cited = moment[rows]
    return (
        SCHEMA.citation,
        rows,
        Terms((Ref(names.resource[target[cited]]), "#t=", seconds[cited]), Kind.LOCAL),
    )


def _as_phrases(names: Names, note: Ints) -> list[Fact]:
    """What NIF says of a place; its class stands first, as in the order of N-Triples."""
    return [
        (RDF.type, None, names.all(NIF.Phrase, len(note))),
        (NIF.referenceContext, None, Terms((Ref(note),), Kind.LOCAL)),
    ]


def _link_triples(nodes: Nodes, names: Names, source: Ints, target: Ints, led: Ints) -> list[Fact]:
    """The very statement that a mention is evidence of, as far as one says so for each single mention."""
    notes = nodes.of_kind(NodeKind.NOTE)
    linked = led[notes[source[led]] & notes[target[led]]]
    mentioned = led[nodes.of_kind(NodeKind.MISSING)[target[led]]]
    return [
        _reifies(names.resource[source[linked]], NG.linksTo, (Ref(names.resource[target[linked]]),), linked),
        _reifies(
            names.resource[source[mentioned]],
            SCHEMA.mentions,
            (Ref(names.topic[target[mentioned]]),),
            mentioned,
        ),
    ]


def _reifies(note: Ints, predicate: str, parts: tuple[object, ...], rows: Ints) -> Fact:
    return (RDF.reifies, rows, Terms((Ref(note), Verb(predicate), *parts), Kind.TRIPLE))  # type: ignore[arg-type]


def _moments(graph: KnowledgeGraph, names: Names, sections: _Sections, *, triple_terms: bool) -> Part:
    wanted = ["source", "target", "written", "seconds", "section", "line", "start", "end"]
    columns = arrow_columns(graph, "moments", wanted)
    source, target, seconds, section, line, start, end = (
        numbers(columns[name]) for name in wanted if name != "written"
    )
    note, count = names.resource[source], len(source)
    led = np.flatnonzero((target >= 0) & (seconds >= 0))
    clip = (Ref(names.resource[target[led]]), "#t=", seconds[led])
    facts: list[Fact] = [
        (RDF.type, None, names.all(NG.TimestampCitation, count)),
        (NG.line, None, Terms((line,), Kind.NUMBER)),
        (NIF.anchorOf, None, Terms((Words(whole(columns["written"]), np.arange(count)),), Kind.TEXT)),
        sections.above(section),
    ]
    if triple_terms:
        facts.append(_reifies(names.resource[source[led]], SCHEMA.citation, clip, led))
    else:
        facts = [*_as_phrases(names, note), *facts, (ITSRDF.taIdentRef, led, Terms(clip, Kind.LOCAL))]
    return Part(note, _place(note, start, end), start, end, tuple(facts))
