"""Checks RDF against the model's SHACL shapes, and says in which note and line a violation has its cause."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UnreadableError, UsageError
from kg.exporters.formats import is_compressed, uncompressed
from kg.exporters.rdf.vocabulary import DCTERMS, ITSRDF, NG, NIF, SCHEMA

if TYPE_CHECKING:
    from pandas import DataFrame
    from rdflib import Graph
    from rdflib.term import Node

_READERS: Final = {
    ".ttl": "turtle",
    ".nt": "nt",
    ".nq": "nquads",
    ".trig": "trig",
    ".jsonld": "json-ld",
    ".rdf": "xml",
    ".owl": "xml",
}


class Violation(NamedTuple):
    """One thing that is not as a shape demands.

    Attributes:
        note: Path of the note in which it has its cause, empty if none is known.
        line: The line there, 0 for the note as a whole.
        focus: What it was found at.
        message: What the shape demands.
        path: The property in question.
        value: The value in question, empty if the lack of one is.
    """

    note: str
    line: int
    focus: str
    message: str
    path: str
    value: str


def validate(data: Graph, *, shapes: str | Path | None = None) -> DataFrame:
    """Check statements against shapes, by pySHACL (Shapes Constraint Language, W3C 2017).

    Args:
        data: The statements.
        shapes: A file of shapes; without it those of this model.

    Returns:
        A row a violation, with the columns of `Violation`, in their order. None means that all is well.

    Raises:
        UsageError: pySHACL is not installed.
        UnreadableError: The shapes cannot be read.

    Example:
        >>> import kg
        >>> rdf = kg.to_rdf(kg.build({"a.md": "[[b]]"}), base="https://notes.example/")
        >>> len(validate(rdf))
        0
    """
    from pandas import DataFrame
    from rdflib import RDF, SH

    try:
        from pyshacl import validate as check
    except ImportError as error:
        raise UsageError(
            "Validation needs pySHACL, which is not installed.", hint="Install it: pip install 'kg[shacl]'."
        ) from error
    own = Path(str(files("kg.exporters.rdf").joinpath("shapes.ttl")))
    rules = read_file(own if shapes is None else Path(shapes))
    _, report, _ = check(data, shacl_graph=rules, inference="none", advanced=False)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        note, line = _place(data, focus)
        message = report.value(result, SH.resultMessage)
        path = report.value(result, SH.resultPath)
        found.append(Violation(note, line, str(focus), str(message), str(path or ""), str(value or "")))
    return DataFrame(sorted(found), columns=list(Violation._fields))


def read_file(path: Path) -> Graph:
    """The statements of a file in any RDF format, graphs aside.

    Raises:
        UsageError: The suffix says no RDF format.
        UnreadableError: The file cannot be read as that format.
    """
    import gzip

    from rdflib import Dataset, Graph

    form = _READERS.get(uncompressed(path).suffix.lower())
    if form is None:
        known = ", ".join(_READERS)
        raise UsageError(f"The suffix of {str(path)!r} says no RDF format.", hint=f"Known are {known}.")
    rdf: Graph = Dataset(default_union=True) if form in {"nquads", "trig"} else Graph()
    try:
        content = path.read_bytes()
        rdf.parse(data=gzip.decompress(content) if is_compressed(path) else content, format=form)
    except FileNotFoundError as error:
        raise UnreadableError(
            f"{str(path)!r} does not exist.", hint="`kg export GRAPH -o FILE.ttl` makes one."
        ) from error
    except Exception as error:  # each reader has errors of its own
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableError(f"{str(path)!r} cannot be read: {reason}.") from error
    return rdf


def _place(data: Graph, focus: Node | None) -> tuple[str, int]:
    """The note and line at which something is said: its own place, else the first one that leads to it."""
    from rdflib import URIRef

    line, within, path, leads = map(
        URIRef, (NG.line, NIF.referenceContext, DCTERMS.identifier, ITSRDF.taIdentRef)
    )
    places = [focus, *data.subjects(leads, focus)]
    found = [
        (str(data.value(page, path) or ""), int(str(data.value(place, line) or 0)))
        for place in places
        for page in data.objects(place, within)
    ]
    if found:
        return min(found)
    speaks = (URIRef(SCHEMA.citation), URIRef(SCHEMA.mentions), URIRef(SCHEMA.isBasedOn))
    pages = [focus, *(page for predicate in speaks for page in data.subjects(predicate, focus))]
    names = sorted(str(name) for page in pages for name in data.objects(page, path))
    return (names[0] if names else ""), 0
