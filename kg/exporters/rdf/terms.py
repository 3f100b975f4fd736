"""Columns of RDF terms: what they are, apart from how a format writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.exporters.rdf.escaping import ESCAPE_QUOTED
from kg.exporters.rdf.vocabulary import XSD
from kg.store.buffers import array, texts
from kg.store.spooled import SpooledTexts

Ints: TypeAlias = NDArray[Any]


class Kind(IntEnum):
    """What a term is. Its text is what stands between the marks of its kind."""

    LOCAL = 0  # an IRI under the base; the text is what follows the base
    IRI = 1  # any other resource
    NAME = 2  # a term of a vocabulary, which formats shorten
    TEXT = 3  # a plain literal
    NUMBER = 4  # a number of ours, always in the one canonical form
    INTEGER = 5  # a value of a note, in one of the forms that an integer may have
    DOUBLE = 6  # the same for xsd:double
    BOOLEAN = 7  # true or false
    DATE = 8  # an existing day
    DATETIME = 9  # an existing day and time
    TRIPLE = 10  # an RDF 1.2 triple term


DATATYPES: Final = {
    Kind.NUMBER: XSD.integer,
    Kind.INTEGER: XSD.integer,
    Kind.DOUBLE: XSD.double,
    Kind.BOOLEAN: XSD.boolean,
    Kind.DATE: XSD.date,
    Kind.DATETIME: XSD.dateTime,
}


class Ref(NamedTuple):
    """A column of terms that stand in the table of terms."""

    at: Ints


class Words(NamedTuple):
    """A column of texts, in another order than the table they come from."""

    texts: pa.StringArray
    at: Ints


class Verb(NamedTuple):
    """A predicate inside a triple term, which formats write in their own way."""

    iri: str


Part: TypeAlias = str | Ref | Words | Verb | Ints  # numbers are written as they are


@dataclass(frozen=True, slots=True)
class Terms:
    """A column of terms, each joined from the parts.

    Attributes:
        parts: Fixed texts, and columns of terms, texts and numbers.
        kind: The kind of all; None if each is the kind of the one `Ref` that it consists of.
    """

    parts: tuple[Part, ...]
    kind: Kind | None

    def at(self, rows: slice | Ints) -> Terms:
        """Some of the rows, in the order asked for."""
        return Terms(tuple(_some(part, rows) for part in self.parts), self.kind)

    def refs(self) -> Iterator[Ints]:
        """The numbers of terms that these are made of."""
        return (part.at for part in self.parts if isinstance(part, Ref))

    def renumbered(self, number: Ints) -> Terms:
        """The same, as terms have other numbers now."""
        parts = (Ref(number[part.at]) if isinstance(part, Ref) else part for part in self.parts)
        return Terms(tuple(parts), self.kind)


def _some(part: Part, rows: slice | Ints) -> Part:
    match part:
        case str() | Verb():
            return part
        case Ref(at):
            return Ref(at[rows])
        case Words(column, at):
            return Words(column, at[rows])
        case _:
            return part[rows]


class Table(NamedTuple):
    """Terms by their numbers.

    Attributes:
        text: The text of each.
        kind: The kind of each.
    """

    text: pa.StringArray | pa.LargeStringArray
    kind: NDArray[np.int8]

    def some(self, rows: Ints) -> Table:
        """The terms of some numbers, in memory."""
        text = pc.cast(self.text.take(array(rows)), pa.string())
        return Table(text, self.kind[rows])

    def forms(self, rows: Ints, base: str) -> pa.StringArray:
        """How N-Triples writes some terms."""
        return ntriples_form(*self.some(rows), base)


class Collector:
    """Gathers terms by the column, on disk: there are many more than are written at a time."""

    def __init__(self) -> None:
        self._texts = SpooledTexts()
        self._kinds: list[NDArray[np.int8]] = []

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, kind: Kind | NDArray[np.int8], values: Sequence[str] | pa.StringArray) -> Ints:
        """Take terms in.

        Args:
            kind: The kind of all, or of each.
            values: Their texts.

        Returns:
            For each its number; one term may have several.
        """
        start = len(self._texts)
        for column in _columns(values):
            self._texts.add(column)
        count = len(self._texts) - start
        self._kinds.append(np.broadcast_to(np.asarray(kind, np.int8), count))
        return np.arange(start, start + count, dtype=np.int32)

    def table(self) -> Table:
        """All terms; no more can be added afterwards."""
        return Table(self._texts.column(), np.concatenate(self._kinds))


def _columns(values: Sequence[str] | pa.StringArray | pa.ChunkedArray) -> list[pa.StringArray]:
    if isinstance(values, pa.ChunkedArray):
        return list(values.chunks)
    return [values if isinstance(values, pa.StringArray) else texts(values)]


def ntriples_form(text: pa.StringArray, kind: NDArray[np.int8], base: str) -> pa.StringArray:
    r"""Terms as N-Triples writes them.

    >>> kinds = np.array([Kind.LOCAL, Kind.TEXT, Kind.NUMBER], np.int8)
    >>> print(*ntriples_form(texts(["note/a", "b", "5"]), kinds, "https://x.example/").to_pylist())
    <https://x.example/note/a> "b" "5"^^<http://www.w3.org/2001/XMLSchema#integer>
    """
    before, after = zip(*(ntriples_marks(each, base) for each in Kind), strict=True)
    at = array(kind)
    parts = texts(before).take(at), ESCAPE_QUOTED.column(text), texts(after).take(at)
    return pc.binary_join_element_wise(*parts, "")


def ntriples_marks(kind: Kind, base: str) -> tuple[str, str]:
    """What N-Triples puts around a term."""
    if kind in DATATYPES:
        return '"', f'"^^<{DATATYPES[kind]}>'
    return {Kind.LOCAL: (f"<{base}", ">"), Kind.TEXT: ('"', '"'), Kind.TRIPLE: (f"<<( <{base}", "> )>>")}.get(
        kind, ("<", ">")
    )
