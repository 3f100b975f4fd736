"""Turns a graph into statements: the whole RDF model, piece by piece, before any format is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.engine.memory import give_back
from kg.errors import UsageError
from kg.exporters.rdf.clips import Clips
from kg.exporters.rdf.columns import distinct
from kg.exporters.rdf.dataset import say_dataset
from kg.exporters.rdf.evidence import Evidence, Names, prepare_evidence
from kg.exporters.rdf.iris import is_iri, path_iri
from kg.exporters.rdf.nodes import nodes_of
from kg.exporters.rdf.pages import say_pages
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.shares import Material, Shares, Sources
from kg.exporters.rdf.statements import Statements, settled, slots_of
from kg.exporters.rdf.topics import say_tags, say_topics
from kg.exporters.rdf.vocabulary import PAGES, SCHEMA, mapped_properties

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph


NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Detail(StrEnum):
    """How much is said."""

    PAGES = "pages"  # pages, topics and what they link to
    CORE = "core"  # and every moment of a video that a page cites
    FULL = "full"  # and every mention, moment and heading with its place in the note: the evidence


def statements(
    graph: KnowledgeGraph,
    *,
    base: str = "",
    detail: str = Detail.CORE,
    ascii_iris: bool = False,
    triple_terms: bool = False,
    properties: Mapping[str, str] = NONE,
) -> Statements:
    """All that is said of a graph, in order.

    Args:
        graph: The graph.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: One of `Detail`.
        ascii_iris: Percent-encode all that is not ASCII in the IRIs minted here.
        triple_terms: Tie evidence to statements by RDF 1.2 triple terms; it has to be asked for in full.
        properties: Terms of vocabularies for properties of notes, such as ``schema:author``, by name.

    Raises:
        UsageError: If the base is no absolute IRI, there is no such detail or term, or options contradict.
    """
    check(detail, triple_terms=triple_terms)
    mapped = mapped_properties(properties)
    made = _made(
        graph, full_base(graph, base), detail, mapped, ascii_iris=ascii_iris, triple_terms=triple_terms
    )
    give_back()  # a fifth of the memory until here; writing needs it next
    return made


def _made(
    graph: KnowledgeGraph,
    base: str,
    detail: str,
    mapped: Mapping[str, str],
    *,
    ascii_iris: bool,
    triple_terms: bool,
) -> Statements:
    said = Said()
    nodes = nodes_of(graph, said, ascii_iris=ascii_iris, mapped=mapped)
    for say in (say_pages, say_topics):
        give_back()  # before the next step takes as much: batches leave free memory between what is kept
        say(graph, nodes, said)
    say_tags(nodes, said)
    dataset = say_dataset(graph, said, base, detail)
    clip = said.name(SCHEMA.Clip)
    terms = prepare_evidence(nodes, said) if detail == Detail.FULL else {}
    table = said.table()
    give_back()
    clips = None if detail == Detail.PAGES else Clips(graph, nodes, clip)
    names, full = Names(nodes, table, terms), detail == Detail.FULL
    counted, written = (
        Sources(clips, Evidence(graph, names, triple_terms=triple_terms, texts=texts) if full else None)
        for texts in (False, True)
    )
    owners = distinct(nodes.resource[counted.sizes(len(nodes.resource)) > 0])
    give_back()
    slots = slots_of(table, said.subjects(), owners, base)
    give_back()
    facts = settled(said.facts, slots, table, base)
    give_back()
    pages = nodes.of_kind(*PAGES)
    shares = Shares(Material(base, table, slots, facts, nodes.resource, pages, dataset, written))
    counts = shares.counts(counted)
    return Statements(base, counts, partial(shares.made, sum(counts.values())))


def check(detail: str, *, triple_terms: bool = False) -> None:
    """Whether there is such a detail.

    Raises:
        UsageError: There is none, or it has no evidence that triple terms could tie to statements.
    """
    if detail not in Detail.__members__.values():
        raise UsageError(f"There is no detail {detail!r}.", hint=f"Choose one of {', '.join(Detail)}.")
    if triple_terms and detail != Detail.FULL:
        raise UsageError(
            "Triple terms say what a mention is evidence of.", hint="Ask for the detail full as well."
        )


def full_base(graph: KnowledgeGraph, base: str) -> str:
    """The base that IRIs start with, ending in a slash.

    Raises:
        UsageError: If it is no absolute IRI, or has a query or a fragment.
    """
    full = base or f"https://example.org/{path_iri(graph.manifest.vault)}/"
    if not is_iri(full) or "?" in full or "#" in full:
        raise UsageError(
            f"{full!r} cannot be the base of IRIs.",
            hint="Give an absolute address such as https://example.org/x/.",
        )
    return full if full.endswith("/") else f"{full}/"
