"""Answers a stranger's query: within bounds of rows and bytes, from this store and no other server."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, cast

import pyoxigraph as ox

from kg.exporters.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from typing_extensions import Buffer

RESULTS: Final = {  # media types of the answers to SELECT and ASK, the default first
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES: Final = {  # and to CONSTRUCT and DESCRIBE
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
CALLS: Final = "A query with SERVICE would ask another computer: leave it out."
_BUFFER: Final = 1 << 16  # bytes
_LONGEST: Final = 60  # characters of what the engine says that it expects
# A call of another server, wherever it may stand: rather some text too many than a call too few. Escapes
# count before anything else does, so they are resolved first. What follows ?, $ or : is a name.
_GAP: Final = r"(?:\s|#[^\n\r]*+[\n\r])*+"
_SERVICE: Final = re.compile(
    rf"(?<![?$:])service{_GAP}(?:silent{_GAP})?(?:[<?$]|[^\s:<>\"'{{}}]{{0,99}}:)", re.IGNORECASE
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Asked(NamedTuple):
    """A query and what it may see.

    Attributes:
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        results: Media type for rows, one of `RESULTS`; empty if none is wanted.
        triples: Media type for triples, one of `TRIPLES`; empty likewise.
        default_graphs: IRIs of the graphs that make up the default graph …
        named_graphs: … and of those that have a name; both empty for what the store has.
    """

    query: str
    base: str
    results: str
    triples: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Bounds(NamedTuple):
    """How large an answer may be; triples count as rows."""

    rows: int
    size: int


class Found(NamedTuple):
    """An answer: HTTP's status, the media type, and the content, which is a remark unless all went well."""

    status: int
    media_type: str
    content: bytes


def bounded_answer(store: ox.Store, asked: Asked, bounds: Bounds) -> Found:
    """The answer to a query, or why there is none.

    Args:
        store: The store. If it has named graphs, all together are its default graph.
        asked: The query.
        bounds: How large the answer may be; one that is larger is refused, not cut.

    Returns:
        200 with the answer; 400 for what is no query, 403 for one that calls other servers, 406 if no
        format of the answer is wanted, 500 if the answer is too large or cannot be had.

    Example:
        >>> asked = Asked("ASK { ?s ?p ?o }", "https://notes.example/", "text/csv", "")
        >>> bounded_answer(ox.Store(), asked, Bounds(10, 1000))
        Found(status=200, media_type='text/csv', content=b'false')
    """
    if calls_others(asked.query):
        return _told(403, CALLS)
    try:
        graphs = _graphs(asked)
    except ValueError as error:
        return _told(400, f"A graph's name is no IRI: {error}")
    try:
        return _written(asked_of(store, asked.query, base=asked.base, **graphs), asked, bounds)
    except (SyntaxError, ValueError) as error:
        return _told(400, unreadable(error))
    except _TooLargeError as error:
        return _told(500, str(error))
    except (OSError, RuntimeError) as error:
        return _told(500, f"The query cannot be answered: {error}")


def asked_of(
    store: ox.Store, query: str, *, base: str, **graphs: Sequence[ox.NamedNode]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the engine makes of a query: all prefixes are known, and all graphs are one unless some are named.

    Args:
        store: The store.
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        **graphs: ``default_graph`` and ``named_graphs``.

    Raises:
        SyntaxError: If it is no query.
    """
    union = not graphs and next(store.named_graphs(), None) is not None  # without names it would be slower
    return store.query(
        query, base_iri=base, prefixes=PREFIXES, use_default_graph_as_union=union, **cast("Any", graphs)
    )


def unreadable(error: Exception) -> str:
    """What to say of a query that the engine cannot read, without the long list of what could stand there.

    >>> told = unreadable(ValueError("error at 1:29: expected one of Prefix not found, ['%'], ['0' ..= '9']"))
    >>> told.partition(" Known prefixes")[0]
    'The query cannot be read: error at 1:29: Prefix not found.'
    """
    place, expected, rest = str(error).splitlines()[0].partition(": expected")
    if "Prefix not found" in rest:
        reason = f"{place}: Prefix not found"
    elif len(rest) > _LONGEST:
        reason = f"{place}: something else is expected there"
    else:
        reason = place + expected + rest
    return f"The query cannot be read: {reason}. Known prefixes: {', '.join(PREFIXES)}."


def calls_others(query: str) -> bool:
    r"""Whether a query may make the engine call another server.

    >>> calls_others("SELECT * { SERVICE SILENT <http://x.example/> { ?s ?p ?o } }")
    True
    >>> calls_others(r"SELECT * { \u0053ERVICE ?x { ?s ?p ?o } }"), calls_others("ASK { ?service a ?x }")
    (True, False)
    """
    resolved = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), query)
    return bool(_SERVICE.search(query) or _SERVICE.search(resolved))


def _graphs(asked: Asked) -> dict[str, list[ox.NamedNode]]:
    if not asked.default_graphs and not asked.named_graphs:
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in asked.default_graphs],
        "named_graphs": [ox.NamedNode(iri) for iri in asked.named_graphs],
    }


def _written(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, asked: Asked, bounds: Bounds
) -> Found:
    if isinstance(results, ox.QueryTriples):
        if not asked.triples:
            return _told(406, f"The answer is triples; they come as {', '.join(TRIPLES)}.")
        triples, wanted = _counted(results, bounds), TRIPLES[asked.triples]
        content = _collected(
            lambda file: ox.serialize(triples, file, format=wanted, prefixes=PREFIXES), bounds
        )
        return Found(200, asked.triples, content)
    if not asked.results:
        return _told(406, f"The answer is rows; they come as {', '.join(RESULTS)}.")
    form = RESULTS[asked.results]
    if isinstance(results, ox.QueryBoolean):
        return Found(200, asked.results, results.serialize(format=form) or b"")
    rows = ox.QueryResultsFormat.TSV  # here alone a line is a row
    content = _collected(lambda file: results.serialize(file, format=rows), bounds, lines=bounds.rows + 1)
    if form != rows:
        solutions = ox.parse_query_results(content, rows)
        content = _collected(lambda file: solutions.serialize(file, format=form), bounds)
    return Found(200, asked.results, content)


def _counted(triples: Iterable[ox.Triple], bounds: Bounds) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= bounds.rows:
            raise _TooLargeError(f"The answer has more than {bounds.rows:,} triples: ask for less.")
        yield triple


class _TooLargeError(Exception):
    """An answer is larger than it may be."""


class _Sink(io.RawIOBase):
    """Takes what is written, as long as it is not too much."""

    def __init__(self, bounds: Bounds, lines: int | None) -> None:
        super().__init__()
        self._bounds, self._lines = bounds, lines
        self._size = self._seen = 0
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Take some bytes."""
        part = bytes(data)
        if self._over():  # told already; what a buffer still holds goes nowhere
            return len(part)
        self._size += len(part)
        self._seen += 0 if self._lines is None else part.count(b"\n")
        self.parts.append(part)
        if message := self._over():
            raise _TooLargeError(message)
        return len(part)

    def _over(self) -> str:
        if self._lines is not None and self._seen > self._lines:
            return f"The answer has more than {self._bounds.rows:,} rows: LIMIT asks for less."
        if self._size > self._bounds.size:
            return f"The answer has more than {self._bounds.size:,} bytes: ask for less."
        return ""


def _collected(write: Callable[[BinaryIO], object], bounds: Bounds, *, lines: int | None = None) -> bytes:
    """What is written to a file, within bounds. The engine writes word by word, so it is buffered."""
    sink = _Sink(bounds, lines)
    with io.BufferedWriter(sink, _BUFFER) as file:
        write(file)
    return b"".join(sink.parts)


def _told(status: int, text: str) -> Found:
    return Found(status, "text/plain", " ".join(text.split()).encode())
