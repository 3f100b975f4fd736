"""Turns a graph into RDF: Turtle and N-Triples files, or an rdflib graph."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from rdflib import Graph

from kg.errors import UsageError
from kg.exporters.rdf.description import Describe, subjects
from kg.exporters.rdf.iris import is_iri, path_iri
from kg.exporters.rdf.view import view_of
from kg.exporters.rdf.vocabulary import PREFIXES
from kg.exporters.rdf.writing import ntriples, turtle

if TYPE_CHECKING:
    from rdflib import URIRef

    from kg.model.graph import KnowledgeGraph

__all__ = ["Detail", "to_rdf", "write_ntriples", "write_turtle"]


class Detail(StrEnum):
    """How much is said."""

    PAGES = "pages"  # pages, topics and what they link to
    CORE = "core"  # and every moment of a video that a page cites


def to_rdf(graph: KnowledgeGraph, *, base: str = "", detail: str = Detail.CORE) -> Graph:
    """The graph as an rdflib graph, to query or to go on from.

    rdflib holds about 1.3 kB a statement: for a big vault of videos prefer ``detail="pages"``, or write a
    file and load it into a store.

    Args:
        graph: The graph.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages`` or ``core``, see `Detail`.

    Returns:
        A new `rdflib.Graph` with all prefixes bound and no blank nodes.

    Raises:
        UsageError: If the base is no absolute IRI, or there is no such detail.

    Example:
        >>> import kg
        >>> rdf = to_rdf(kg.build({"a.md": "[[b]]", "b.md": ""}), base="https://notes.example/")
        >>> [str(o) for o in rdf.objects(predicate=rdf.namespace_manager.expand_curie("ng:linksTo"))]
        ['https://notes.example/note/b']
    """
    rdf = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        rdf.bind(prefix, namespace)
    for subject, describe in _described(graph, _base(graph, base), detail):
        for predicate, value in describe():
            rdf.add((subject, predicate, value))
    return rdf


def write_turtle(
    graph: KnowledgeGraph, stream: BinaryIO, *, base: str = "", detail: str = Detail.CORE
) -> tuple[str, ...]:
    """Write Turtle, grouped by subject.

    Args:
        graph: The graph.
        stream: Where to write.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages`` or ``core``, see `Detail`.

    Returns:
        Remarks for the user.
    """
    full_base = _base(graph, base)
    _write(turtle(_described(graph, full_base, detail), full_base), stream)
    return _remarks(base, full_base)


def write_ntriples(
    graph: KnowledgeGraph, stream: BinaryIO, *, base: str = "", detail: str = Detail.CORE
) -> tuple[str, ...]:
    """Write N-Triples, sorted by code point: there are no blank nodes, so equal graphs give equal bytes.

    Args:
        graph: The graph.
        stream: Where to write.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages`` or ``core``, see `Detail`.

    Returns:
        Remarks for the user.
    """
    full_base = _base(graph, base)
    _write(ntriples(_described(graph, full_base, detail)), stream)
    return _remarks(base, full_base)


def _described(graph: KnowledgeGraph, base: str, detail: str) -> Iterator[tuple[URIRef, Describe]]:
    if detail not in Detail.__members__.values():
        raise UsageError(f"There is no detail {detail!r}.", hint=f"Choose one of {', '.join(Detail)}.")
    return subjects(view_of(graph, base=base, moments=detail == Detail.CORE))


def _base(graph: KnowledgeGraph, base: str) -> str:
    full = base or f"https://example.org/{path_iri(graph.manifest.vault)}/"
    if not is_iri(full) or "?" in full or "#" in full:
        raise UsageError(
            f"{full!r} cannot be the base of IRIs.",
            hint="Give an absolute address such as https://example.org/x/.",
        )
    return full if full.endswith("/") else f"{full}/"


def _remarks(base: str, full_base: str) -> tuple[str, ...]:
    return () if base else (f"No base was given: all IRIs start with {full_base}",)


def _write(lines: Iterator[str], stream: BinaryIO) -> None:
    while batch := "".join(islice(lines, 4096)):
        stream.write(batch.encode())
