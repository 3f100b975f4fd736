"""Checks RDF against the model's SHACL shapes, and says in which note and line a violation has its cause."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

import pyoxigraph as ox

from kg.errors import UnreadableError, UsageError
from kg.exporters.formats import is_compressed, uncompressed
from kg.exporters.rdf.shape_engines import chosen_engine, results
from kg.exporters.rdf.vocabulary import DCTERMS, ITSRDF, NG, NIF, SCHEMA

if TYPE_CHECKING:
    from pandas import DataFrame

_READERS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}
_SHACL: Final = b"<http://www.w3.org/ns/shacl#"


class Violation(NamedTuple):
    """One thing that is not as a shape demands.

    Attributes:
        note: Path of the note in which it has its cause, empty if none is known.
        line: The line there, 0 for the note as a whole.
        focus: What it was found at.
        message: What the shape demands.
        path: The property in question; a path of several in the words of SPARQL.
        value: The value in question, empty if the lack of one is.
    """

    note: str
    line: int
    focus: str
    message: str
    path: str
    value: str


def validate(data: bytes, *, shapes: str | Path | None = None, engine: str | None = None) -> DataFrame:
    """Check statements against shapes (Shapes Constraint Language, W3C 2017).

    Args:
        data: The statements, as N-Triples.
        shapes: A file of shapes; without it those of this model.
        engine: ``pyshacl`` or ``shacl``, see `ShapeEngine`. Without it the quicker one, ``shacl``, checks the
            model's own shapes where it is installed, and pySHACL all else.

    Returns:
        A row a violation, with the columns of `Violation`, in their order. None means that all is well.

    Raises:
        UsageError: There is no such engine, or it is not installed.
        UnreadableError: The shapes cannot be read or used.

    Example:
        >>> len(validate(b'<https://x.example/a> <https://schema.org/name> "A" .'))
        0
    """
    from pandas import DataFrame

    own = Path(str(files("kg.exporters.rdf").joinpath("shapes.ttl")))
    who = chosen_engine(engine, own_shapes=shapes is None)
    rules = read_file(own if shapes is None else Path(shapes))
    if _SHACL not in rules:
        raise UnreadableError(f"{str(shapes)!r} holds no shapes.")
    found = list(results(who, data, rules))
    store = ox.Store()
    if found:
        store.bulk_load(data, ox.RdfFormat.N_TRIPLES)
    violations = [Violation(*_place(store, result.focus), *result) for result in found]
    return DataFrame(sorted(violations), columns=list(Violation._fields))


def read_file(path: Path) -> bytes:
    """The statements of a file in any RDF format as N-Triples, graphs aside.

    Raises:
        UsageError: The suffix says no RDF format.
        UnreadableError: The file cannot be read as that format, or holds what only RDF 1.2 has.
    """
    form = _READERS.get(uncompressed(path).suffix.lower())
    if form is None:
        known = ", ".join(_READERS)
        raise UsageError(f"The suffix of {str(path)!r} says no RDF format.", hint=f"Known are {known}.")
    try:
        with gzip.open(path) if is_compressed(path) else path.open("rb") as file:
            return _triples(cast("BinaryIO", file), form)
    except FileNotFoundError as error:
        raise UnreadableError(
            f"{str(path)!r} does not exist.", hint="`kg export GRAPH -o FILE.ttl` makes one."
        ) from error
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].removesuffix(".")
        raise UnreadableError(f"{str(path)!r} cannot be read: {reason}.") from error


def _triples(file: BinaryIO, form: ox.RdfFormat) -> bytes:
    def plain() -> Iterator[ox.Triple]:
        for quad in ox.parse(file, form):
            if isinstance(quad.object, ox.Triple):
                raise ValueError("it holds triple terms (RDF 1.2), of which shapes cannot speak")  # noqa: TRY004
            yield quad.triple

    written = io.BytesIO()
    ox.serialize(plain(), written, ox.RdfFormat.N_TRIPLES)
    return written.getvalue()


def _place(store: ox.Store, focus: str) -> tuple[str, int]:
    """The note and line at which something is said: its own place, else the first one that leads to it."""
    try:
        node = ox.NamedNode(focus)
    except ValueError:  # a text, or a node without a name
        return "", 0
    found = [
        (path, int(line))
        for place in (node, *_subjects(store, ITSRDF.taIdentRef, node))
        for page in _objects(store, place, NIF.referenceContext)
        for path in _texts(store, page, DCTERMS.identifier) or [""]
        for line in _texts(store, place, NG.line)[:1] or ["0"]
    ]
    if found:
        return min(found)
    speaks = (SCHEMA.citation, SCHEMA.mentions, SCHEMA.isBasedOn)
    pages = [node, *(page for predicate in speaks for page in _subjects(store, predicate, node))]
    names = sorted(name for page in pages for name in _texts(store, page, DCTERMS.identifier))
    return (names[0] if names else ""), 0


def _subjects(store: ox.Store, predicate: str, node: ox.NamedNode) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, ox.NamedNode(predicate), node)
    return [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]


def _objects(store: ox.Store, node: ox.NamedNode, predicate: str) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(node, ox.NamedNode(predicate), None)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _texts(store: ox.Store, node: ox.NamedNode, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(node, ox.NamedNode(predicate), None)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.Literal))
