"""Turns mentions, moments and headings into places of their notes: the evidence of each link and citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from kg.exporters.rdf.columns import coded, whole
from kg.exporters.rdf.nodes import Nodes
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.statements import Fact, Part
from kg.exporters.rdf.terms import Ints, Kind, Ref, Table, Terms, Verb, Words
from kg.exporters.rdf.terms import Part as Piece
from kg.exporters.rdf.vocabulary import ITSRDF, NG, NIF, RDF, SCHEMA
from kg.model.kinds import MentionKind, NodeKind
from kg.store.buffers import numbers
from kg.store.slices import Owned

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
_MENTIONS: Final = ("source", "target", "section", "line", "start", "end", "moment")
_MOMENTS: Final = ("source", "target", "seconds", "section", "line", "start", "end")
_HEADINGS: Final = ("node", "level", "line")


class Names(NamedTuple):
    """Where to find terms.

    Attributes:
        nodes: Those of nodes.
        table: All terms.
        name: Numbers of terms of vocabularies by their IRIs.
    """

    nodes: Nodes
    table: Table
    name: dict[str, int]

    def all(self, iri: str, count: int) -> Terms:
        """The same term of a vocabulary in each row."""
        return Terms((Ref(np.broadcast_to(np.int32(self.name[iri]), count)),), Kind.NAME)


def prepare_evidence(nodes: Nodes, said: Said) -> dict[str, int]:
    """Take in the terms that evidence needs, by IRI, and say that pages are what the places are in."""
    pages = nodes.resource[nodes.of_kind(NodeKind.NOTE, NodeKind.INDEX)]
    said.say(pages, RDF.type, said.name(NIF.Context))
    return {iri: said.name(iri) for iri in (*_OTHERS, *MENTION_CLASSES.values())}


class Evidence:
    """The places in the notes, each a part of its note.

    Offsets are those of bytes, which is what the tables hold: RFC 5147 counts characters, which only the
    note's own text could tell. A heading's line is written as that standard has it.
    """

    def __init__(
        self, graph: KnowledgeGraph, names: Names, *, triple_terms: bool, texts: bool = True
    ) -> None:
        """Look where the rows of each note are.

        Args:
            graph: The graph.
            names: Where to find terms.
            triple_terms: Say what a place is evidence of by RDF 1.2 triple terms.
            texts: Read what is to be written too; without it, statements can only be counted.
        """
        self._names, self._triple_terms, self._texts = names, triple_terms, texts
        self._outcome = f"outcome_{graph.manifest.rules}"
        mentions = (*_MENTIONS, "kind", "context", self._outcome, *("raw",) * texts)
        self._mentions = Owned(graph, "mentions", "source", mentions)
        self._moments = Owned(graph, "moments", "source", (*_MOMENTS, *("written",) * texts))
        self._headings = Owned(graph, "headings", "node", (*_HEADINGS, *("text",) * texts))

    def sizes(self) -> Ints:
        """How many statements there are about the places in each node, at most."""
        owned = ((self._mentions, 10), (self._moments, 7), (self._headings, 6))
        found: Ints = np.sum([table.counts() * most for table, most in owned], axis=0)
        return found

    def parts(self, nodes: Ints) -> tuple[Part, ...]:
        """The mentions, moments and headings of some nodes.

        Args:
            nodes: Their numbers, ascending.
        """
        sections = _Sections(self._headings, nodes, self._names)
        moments = _Moments(self._moments, nodes, self._names)
        return self._mentioned(nodes, sections, moments), self._cited(moments, sections), self._told(sections)

    def _text(self, table: pa.Table, name: str) -> Terms:
        column = whole(table[name]) if self._texts else pa.nulls(0, pa.string())
        return Terms((Words(column, np.arange(len(table))),), Kind.TEXT)

    def _told(self, sections: _Sections) -> Part:
        """The sections themselves."""
        names, rows = self._names, np.flatnonzero(sections.told)
        note, count = sections.note[rows], len(rows)
        return Part(
            of=note,
            terms=sections.terms(rows),
            start=sections.line[rows] - 1,
            end=sections.line[rows],
            by_line=True,
            facts=(
                (RDF.type, None, names.all(NIF.Structure, count)),
                (RDF.type, None, names.all(NG.Section, count)),
                (NIF.referenceContext, None, Terms((Ref(note),), Kind.LOCAL)),
                (NG.level, None, Terms((sections.level[rows],), Kind.NUMBER)),
                (NG.line, None, Terms((sections.line[rows],), Kind.NUMBER)),
                (SCHEMA.name, None, self._text(sections.table, "text").at(rows)),
            ),
        )

    def _mentioned(self, nodes: Ints, sections: _Sections, moments: _Moments) -> Part:
        table, names = self._mentions.table(nodes), self._names
        source, target, section, line, start, end, moment = (numbers(table[name]) for name in _MENTIONS)
        resource = names.nodes.resource
        note = resource[source]
        codes, kinds = coded(table["kind"])
        classes = np.array([names.name[MENTION_CLASSES[MentionKind(kind)]] for kind in kinds], np.int32)
        led = np.flatnonzero(target >= 0)
        led = led[names.table.kind[resource[target[led]]] != Kind.TEXT]  # an address that is no IRI
        facts: list[Fact] = [
            (RDF.type, None, Terms((Ref(classes[codes]),), Kind.NAME)),
            (NG.line, None, Terms((line,), Kind.NUMBER)),
            (NIF.anchorOf, None, self._text(table, "raw")),
            sections.above(section),
            moments.nearest(moment),
        ]
        for predicate, column in ((NG.context, "context"), (NG.outcome, self._outcome)):
            value, values = coded(table[column])
            facts.append((predicate, None, Terms((Words(pa.array(values, pa.string()), value),), Kind.TEXT)))
        if self._triple_terms:
            facts += _link_triples(names.nodes, source, target, led)
        else:
            goal = Terms((Ref(resource[target[led]]),), None)
            facts = [*_as_phrases(names, note), *facts, (ITSRDF.taIdentRef, led, goal)]
        return Part(note, _place(note, start, end), start, end, tuple(facts))

    def _cited(self, moments: _Moments, sections: _Sections) -> Part:
        source, section, line, start, end = (
            numbers(moments.table[name]) for name in ("source", "section", "line", "start", "end")
        )
        names, count = self._names, len(source)
        note = names.nodes.resource[source]
        led = np.flatnonzero(moments.known)
        facts: list[Fact] = [
            (RDF.type, None, names.all(NG.TimestampCitation, count)),
            (NG.line, None, Terms((line,), Kind.NUMBER)),
            (NIF.anchorOf, None, self._text(moments.table, "written")),
            sections.above(section),
        ]
        if self._triple_terms:
            facts.append(_reifies(note[led], SCHEMA.citation, moments.clips(led).parts, led))
        else:
            facts = [*_as_phrases(names, note), *facts, (ITSRDF.taIdentRef, led, moments.clips(led))]
        return Part(note, _place(note, start, end), start, end, tuple(facts))


class _Sections:
    """The headings of some notes: as parts of these, and as what stands above other parts."""

    def __init__(self, headings: Owned, nodes: Ints, names: Names) -> None:
        self.table, self._rows = headings.table(nodes), headings.rows(nodes)
        node, self.level, self.line = (numbers(self.table[name]) for name in _HEADINGS)
        self.note = names.nodes.resource[node]
        place = node.astype(np.int64) << 32 | self.line
        first = np.zeros(len(place), bool)
        first[np.unique(place, return_index=True)[1]] = True
        self.told = first & (self.level > 0)  # block anchors are names, not sections

    def terms(self, rows: Ints) -> Terms:
        """What sections are called: by the line of their heading (RFC 5147, 2.2.2)."""
        line = self.line[rows]
        return Terms((Ref(self.note[rows]), "#line=", line - 1, ",", line), Kind.LOCAL)

    def above(self, section: Ints) -> Fact:
        """The sections that parts stand in, as far as they stand in any."""
        rows = np.flatnonzero(section >= 0)
        heading = np.searchsorted(self._rows, section[rows])
        told = self.told[heading]
        return (NIF.superString, rows[told], self.terms(heading[told]))


class _Moments:
    """The moments of some notes: as parts of these, and as the clips that they cite."""

    def __init__(self, moments: Owned, nodes: Ints, names: Names) -> None:
        self.table, self._rows = moments.table(nodes), moments.rows(nodes)
        self._target, self._second = (numbers(self.table[name]) for name in ("target", "seconds"))
        self._resource = names.nodes.resource
        self.known = (self._target >= 0) & (self._second >= 0)

    def clips(self, rows: Ints) -> Terms:
        """The clips that moments cite which are known."""
        video = self._resource[self._target[rows]]
        return Terms((Ref(video), "#t=", self._second[rows]), Kind.LOCAL)

    def nearest(self, moment: Ints) -> Fact:
        """The clip that a mention's line cites nearest to it: what is said there can be heard there."""
        rows = np.flatnonzero(moment >= 0)
        cited = np.searchsorted(self._rows, moment[rows])
        known = self.known[cited]
        return (SCHEMA.citation, rows[known], self.clips(cited[known]))


def _place(note: Ints, start: Ints, end: Ints) -> Terms:
    return Terms((Ref(note), "#byte=", start, ",", end), Kind.LOCAL)


def _as_phrases(names: Names, note: Ints) -> list[Fact]:
    """What NIF says of a place; its class stands first, as in the order of N-Triples."""
    return [
        (RDF.type, None, names.all(NIF.Phrase, len(note))),
        (NIF.referenceContext, None, Terms((Ref(note),), Kind.LOCAL)),
    ]


def _link_triples(nodes: Nodes, source: Ints, target: Ints, led: Ints) -> list[Fact]:
    """The very statement that a mention is evidence of, as far as one says so for each single mention."""
    notes = nodes.of_kind(NodeKind.NOTE)
    linked = led[notes[source[led]] & notes[target[led]]]
    mentioned = led[nodes.of_kind(NodeKind.MISSING)[target[led]]]
    note = nodes.resource[source]
    return [
        _reifies(note[linked], NG.linksTo, (Ref(nodes.resource[target[linked]]),), linked),
        _reifies(note[mentioned], SCHEMA.mentions, (Ref(nodes.topic[target[mentioned]]),), mentioned),
    ]


def _reifies(note: Ints, predicate: str, parts: tuple[Piece, ...], rows: Ints) -> Fact:
    return (RDF.reifies, rows, Terms((Ref(note), Verb(predicate), *parts), Kind.TRIPLE))
