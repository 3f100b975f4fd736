"""Writes a graph as RDF, in one of six formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.exporters.formats import Format, format_of
from kg.exporters.rdf.jsonld import JsonLd
from kg.exporters.rdf.model import NONE, Detail, statements
from kg.exporters.rdf.rdfxml import RdfXml
from kg.exporters.rdf.syntax import Graphs, NTriples, Syntax, Turtle
from kg.exporters.rdf.writing import left_out, serialised

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_SYNTAXES: Final[dict[Format, Callable[[str], Syntax]]] = {
    Format.TURTLE: Turtle,
    Format.NTRIPLES: NTriples,
    Format.NQUADS: lambda base: NTriples(base, Graphs.LINE),
    Format.TRIG: lambda base: Turtle(base, Graphs.BLOCK),
    Format.JSONLD: JsonLd,
    Format.RDFXML: RdfXml,
}
_TRIPLE_TERMS: Final = frozenset((Format.TURTLE, Format.NTRIPLES, Format.NQUADS, Format.TRIG))


def write_rdf(  # noqa: PLR0913  # as many options as there are to an export
    graph: KnowledgeGraph,
    stream: BinaryIO,
    *,
    format: str,  # noqa: A002  # the word users look for
    base: str = "",
    detail: str = Detail.CORE,
    ascii_iris: bool = False,
    triple_terms: bool = False,
    properties: Mapping[str, str] = NONE,
) -> tuple[str, ...]:
    """Write RDF in one of its formats.

    The model is described in docs/explanation/rdf.md. There are no blank nodes and N-Triples are sorted by
    code point, each once, so equal graphs give equal bytes in every format. N-Quads and TriG tell of each
    page, and of the places in it, in a graph that is called like the page; of all else in the default graph.

    Args:
        graph: The graph.
        stream: Where to write.
        format: Name of one of the RDF formats.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages``, ``core`` or ``full``, see `Detail`.
        ascii_iris: Percent-encode all that is not ASCII in the IRIs minted here, for stores that need it.
        triple_terms: Tie evidence to what it proves by RDF 1.2 triple terms, which few stores read yet.
            Formats that have none write plain phrases and say so.
        properties: Terms of vocabularies for properties of notes, such as ``schema:author``, by name.

    Returns:
        Remarks for the user.

    Raises:
        UsageError: If the base is no absolute IRI, there is no such detail, or options contradict.

    Example:
        >>> import io, kg
        >>> stream = io.BytesIO()
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": ""})
        >>> remarks = write_rdf(graph, stream, format="ntriples", base="https://notes.example/")
        >>> b"<https://notes.example/note/a> <https://w3id.org/notegraph/ns#linksTo>" in stream.getvalue()
        True
    """
    chosen = format_of("", format)
    plain = triple_terms and chosen not in _TRIPLE_TERMS
    told = statements(
        graph,
        base=base,
        detail=detail,
        ascii_iris=ascii_iris,
        triple_terms=triple_terms and not plain,
        properties=properties,
    )
    syntax = _SYNTAXES[chosen](told.base)
    stream.writelines(serialised(told, syntax))
    left, replaced = left_out(told, syntax), getattr(syntax, "replaced", 0)
    return (
        *(() if base else (f"No base was given: all IRIs start with {told.base}",)),
        *((f"{chosen} has no triple terms: evidence is told by plain phrases",) if plain else ()),
        *((f"{left} statements are left out: XML has no name for their predicates",) if left else ()),
        *((f"{replaced} characters that XML cannot hold became U+FFFD",) if replaced else ()),
    )
