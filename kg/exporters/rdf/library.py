"""Hands a graph over to rdflib: term by term while it is small, in an Oxigraph store when it is large."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from kg.exporters.rdf.model import NONE, Detail, statements
from kg.exporters.rdf.statements import Statements
from kg.exporters.rdf.syntax import Graphs, NTriples
from kg.exporters.rdf.vocabulary import PREFIXES, XSD
from kg.exporters.rdf.writing import Pieces, serialised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Dataset, Graph
    from rdflib.term import Literal, URIRef

    from kg.model.graph import KnowledgeGraph

LARGE: Final = 200_000  # statements; rdflib holds about 1.3 kB for each


def to_rdf(
    graph: KnowledgeGraph,
    *,
    base: str = "",
    detail: str = Detail.CORE,
    properties: Mapping[str, str] = NONE,
) -> Graph:
    """The graph as an rdflib graph, to query or to go on from.

    Args:
        graph: The graph.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages``, ``core`` or ``full``, see `Detail`.
        properties: Terms of vocabularies for properties of notes, such as ``schema:author``, by name.

    Returns:
        A new `rdflib.Graph` with all prefixes bound and no blank nodes. From 200,000 statements on it keeps
        them in an Oxigraph store in memory, which holds and answers more, and which gives plain texts back
        with the datatype ``xsd:string``.

    Raises:
        UsageError: If the base is no absolute IRI, or there is no such detail or term.

    Example:
        >>> import kg
        >>> rdf = to_rdf(kg.build({"a.md": "[[b]]", "b.md": ""}), base="https://notes.example/")
        >>> [str(o) for o in rdf.objects(predicate=rdf.namespace_manager.expand_curie("ng:linksTo"))]
        ['https://notes.example/note/b']
    """
    from rdflib import Graph

    told = statements(graph, base=base, detail=detail, properties=properties)
    if len(told) >= LARGE:
        from oxrdflib import OxigraphStore
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        rdf = Graph(
            OxigraphStore(store=store_of(told, Graphs.NONE)), DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none"
        )
    else:
        rdf = Graph(bind_namespaces="none")
        for subject, predicate, value, _ in _parsed(told, Graphs.NONE):
            rdf.add((subject, predicate, value))
    _bind(rdf)
    return rdf


def to_dataset(
    graph: KnowledgeGraph,
    *,
    base: str = "",
    detail: str = Detail.CORE,
    properties: Mapping[str, str] = NONE,
) -> Dataset:
    """The graph as an rdflib dataset, with a named graph for each page.

    Args:
        graph: The graph.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages``, ``core`` or ``full``, see `Detail`.
        properties: Terms of vocabularies for properties of notes, such as ``schema:author``, by name.

    Returns:
        A new `rdflib.Dataset`. What no single page says stands in its default graph.

    Raises:
        UsageError: If the base is no absolute IRI, or there is no such detail or term.

    Example:
        >>> import kg
        >>> rdf = to_dataset(kg.build({"a.md": "[[b]]", "b.md": ""}), base="https://notes.example/")
        >>> sorted(str(g.identifier) for g in rdf.graphs() if str(g.identifier).startswith("https"))
        ['https://notes.example/note/a', 'https://notes.example/note/b']
    """
    from rdflib import Dataset

    told = statements(graph, base=base, detail=detail, properties=properties)
    if len(told) >= LARGE:
        from oxrdflib import OxigraphStore

        rdf = Dataset(OxigraphStore(store=store_of(told, Graphs.LINE)))
    else:
        rdf = Dataset()
        for subject, predicate, value, page in _parsed(told, Graphs.LINE):
            (rdf.default_graph if page is None else rdf.graph(page)).add((subject, predicate, value))
    _bind(rdf)
    return rdf


def read_from(told: Statements, graphs: Graphs) -> tuple[BinaryIO, ox.RdfFormat]:
    """The statements as a file to read from, without ever being one as a whole, and its format."""
    pieces = serialised(told, NTriples(told.base, graphs))
    form = ox.RdfFormat.N_QUADS if graphs == Graphs.LINE else ox.RdfFormat.N_TRIPLES
    return io.BufferedReader(Pieces(pieces), 1 << 20), form


def store_of(told: Statements, graphs: Graphs) -> ox.Store:
    """A store in memory that holds the statements.

    Args:
        told: What a graph says.
        graphs: Whether each page has a graph of its own.
    """
    store = ox.Store()
    file, form = read_from(told, graphs)
    store.bulk_load(file, form)
    return store


def _parsed(
    told: Statements, graphs: Graphs
) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal, URIRef | None]]:
    from rdflib.term import URIRef

    file, form = read_from(told, graphs)
    for quad in ox.parse(file, form):
        page = quad.graph_name
        yield (
            URIRef(quad.subject.value),
            URIRef(quad.predicate.value),
            _value(quad.object),
            None if isinstance(page, ox.DefaultGraph) else URIRef(page.value),
        )


def _value(term: ox.NamedNode | ox.Literal) -> URIRef | Literal:
    from rdflib.term import Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    datatype = None if term.datatype.value == XSD.string else URIRef(term.datatype.value)
    # Not normalised: the value stays as the note has it ("05"), which is a valid form of the type as well.
    return Literal(term.value, datatype=datatype, normalize=False)


def _bind(rdf: Graph) -> None:
    for prefix, namespace in PREFIXES.items():
        rdf.bind(prefix, namespace)
