"""The closed list of export formats: name, file suffixes, media type and what each one is for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Final, Self

from kg.errors import UsageError

COMPRESSED: Final = ".gz"


class Format(StrEnum):
    """A way of writing a graph for others, chosen by the target's suffix or by name.

    Attributes:
        suffixes: File suffixes that choose the format by themselves.
        media_type: IANA media type of what is written.
        description: One line for help pages.

    Example:
        >>> Format.TURTLE, Format.TURTLE.suffixes
        (<Format.TURTLE: 'turtle'>, ('.ttl',))
    """

    suffixes: tuple[str, ...]
    media_type: str
    description: str

    TURTLE = "turtle", (".ttl",), "text/turtle", "RDF, grouped by subject, for people and stores"
    NTRIPLES = "ntriples", (".nt",), "application/n-triples", "RDF, one sorted line a statement, for diffs"
    NQUADS = "nquads", (".nq",), "application/n-quads", "the same with a named graph a page, for stores"
    TRIG = "trig", (".trig",), "application/trig", "Turtle with a named graph a page"
    JSONLD = "jsonld", (".jsonld",), "application/ld+json", "RDF as JSON, with a context of short names"
    RDFXML = "rdfxml", (".rdf", ".owl"), "application/rdf+xml", "RDF as XML, for older tools"
    GRAPHML = "graphml", (".graphml",), "application/graphml+xml", "nodes and edges for Gephi, yEd, networkx"
    GEXF = "gexf", (".gexf",), "application/gexf+xml", "the same for Gephi, with places, colours, sizes"
    CYTOSCAPE = "cytoscape", (".cyjs",), "application/json", "JSON for Cytoscape and Cytoscape.js"
    NODELINK = "nodelink", (".json",), "application/json", "node-link JSON, for networkx and D3"
    DOT = "dot", (".dot", ".gv"), "text/vnd.graphviz", "for Graphviz"
    NEO4J = (
        "neo4j",
        (),
        "text/csv",
        "x.csv becomes x.nodes.csv and x.relationships.csv, for neo4j-admin database import",
    )
    CYPHER = "cypher", (".cypher", ".cql"), "text/plain", "statements that fill a running Neo4j or Memgraph"
    CSV = (
        "csv",
        (".csv",),
        "text/csv",
        "x.csv becomes x.nodes.csv and x.edges.csv, for spreadsheets and Gephi",
    )
    SQLITE = (
        "sqlite",
        (".sqlite", ".sqlite3", ".db"),
        "application/vnd.sqlite3",
        "all tables with full-text search, for Datasette and anything that reads SQLite",
    )
    MERMAID = "mermaid", (".mmd", ".mermaid"), "text/vnd.mermaid", "a small picture, for Markdown pages"
    CANVAS = "canvas", (".canvas",), "application/json", "JSON Canvas: cards on a board, for Obsidian"
    HTML = (
        "html",
        (".html", ".htm"),
        "text/html",
        "the explorer: the whole graph as one page to look at, search and read (docs/how-to/explorer.md)",
    )
    PYVIS = "pyvis", (), "text/html", "a small picture: a neighbourhood, a path, a community, the top nodes"
    SVG = "svg", (".svg",), "image/svg+xml", "the same picture as the explorer's, for papers and pages"
    PNG = "png", (".png",), "image/png", "the same as pixels"
    REPORT = "report", (), "text/html", "a page to read: what is wrong, what to mend first, topics, numbers"

    def __new__(cls, name: str, suffixes: tuple[str, ...], media_type: str, description: str) -> Self:
        """Make a member whose value is its name, with the rest as attributes."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.suffixes, member.media_type, member.description = suffixes, media_type, description
        return member


RDF: Final = frozenset(
    (Format.TURTLE, Format.NTRIPLES, Format.NQUADS, Format.TRIG, Format.JSONLD, Format.RDFXML)
)


def is_compressed(target: str | PurePath) -> bool:
    """Whether the target's suffix asks for compression."""
    return PurePath(target).suffix.lower() == COMPRESSED


def uncompressed(target: str | PurePath) -> PurePath:
    """The target without the suffix that asks for compression.

    Example:
        >>> uncompressed("graph.nt.gz").name, uncompressed("graph.nt").name
        ('graph.nt', 'graph.nt')
    """
    path = PurePath(target)
    return path.with_suffix("") if is_compressed(path) else path


def format_of(target: str | PurePath, name: str | None = None) -> Format:
    """The format asked for by name, else the one the target's suffix stands for.

    Args:
        target: File to write, or ``-`` for standard output.
        name: Name of a format; overrides the suffix.

    Raises:
        UsageError: If there is no such format, or the suffix belongs to none.

    Example:
        >>> format_of("graph.TTL"), format_of("page.html", "report")
        (<Format.TURTLE: 'turtle'>, <Format.REPORT: 'report'>)
    """
    if name is not None:
        for named in Format:
            if named.value == name:
                return named
        raise UsageError(f"There is no export format {name!r}.", hint=f"Choose one of {', '.join(Format)}.")
    suffix = uncompressed(target).suffix.lower()
    for candidate in Format:
        if suffix in candidate.suffixes:
            return candidate
    known = ", ".join(f"{'/'.join(f.suffixes) or f'--format {f}'} ({f})" for f in Format)
    what = (
        "Standard output has no suffix"
        if str(target) == "-"
        else f"The suffix of {str(target)!r} says no format"
    )
    raise UsageError(f"{what}.", hint=f"Name a format or use one of: {known}.")
