"""What the formats have in common: how a statement is put together from its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from kg.exporters.rdf.escaping import ESCAPE_QUOTED, Escape
from kg.exporters.rdf.terms import DATATYPES, Kind, ntriples_marks
from kg.exporters.rdf.vocabulary import PREFIXES, RDF

_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
TYPE: Final = RDF.type


class Graphs(StrEnum):
    """How a format tells in which named graph a statement stands."""

    NONE = "none"  # it has no named graphs
    LINE = "line"  # behind each statement
    BLOCK = "block"  # around the statements


class Place(NamedTuple):
    """Where an object stands among those of its subject.

    Attributes:
        opens_subject: It is the first one of the subject.
        opens_predicate: It is the first one of the predicate.
        closes_predicate: It is the last one of the predicate.
        closes_subject: It is the last one of the subject.
    """

    opens_subject: bool
    opens_predicate: bool
    closes_predicate: bool
    closes_subject: bool


class Syntax(Protocol):
    """A format. A statement is its subject (or nothing), `opening`, the object's text and `closing`."""

    @property
    def escape(self) -> Escape:
        """What has to be escaped in any text."""

    @property
    def graphs(self) -> Graphs:
        """How it tells named graphs."""

    @property
    def every_subject(self) -> bool:
        """Whether the subject stands before each statement, and not only before its first."""

    def head(self) -> str:
        """What the file starts with."""

    def between(self) -> str:
        """What stands before each subject but the first."""

    def tail(self) -> str:
        """What the file ends with."""

    def name(self, iri: str) -> str:
        """The text of a term of a vocabulary."""

    def subject(self, kind: Kind) -> tuple[str, str]:
        """What stands around a subject's text."""

    def opening(self, predicate: str, kind: Kind, place: Place) -> str:
        """What stands between the subject, or the object before, and the object's text."""

    def closing(self, predicate: str, kind: Kind, place: Place) -> str:
        """What stands behind the object's text."""

    def inside(self, predicate: str) -> str:
        """What stands between the subject and the object of a triple term."""

    def told(self, predicate: str) -> bool:
        """Whether the format can tell of the predicate at all."""


@dataclass(frozen=True, slots=True)
class NTriples:
    """Lines of N-Triples or N-Quads."""

    base: str
    graphs: Graphs = Graphs.NONE
    escape: Escape = ESCAPE_QUOTED
    every_subject: bool = True

    def head(self) -> str:
        """Nothing."""
        return ""

    def between(self) -> str:
        """Nothing: statements end their lines."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""

    def name(self, iri: str) -> str:
        """The very IRI."""
        return iri

    def subject(self, kind: Kind) -> tuple[str, str]:
        """Angle brackets."""
        return ntriples_marks(kind, self.base)

    def opening(self, predicate: str, kind: Kind, place: Place) -> str:
        """The predicate."""
        del place
        return f" <{predicate}> {ntriples_marks(kind, self.base)[0]}"

    def closing(self, predicate: str, kind: Kind, place: Place) -> str:
        """The end of the line, unless the graph is still to come."""
        del predicate, place
        end = ntriples_marks(kind, self.base)[1]
        return end if self.graphs == Graphs.LINE else f"{end} .\n"

    def inside(self, predicate: str) -> str:
        """The predicate between two IRIs under the base."""
        return f"> <{predicate}> <{self.base}"

    def told(self, predicate: str) -> bool:
        """All."""
        del predicate
        return True


@dataclass(frozen=True, slots=True)
class Turtle:
    """Blocks of Turtle or TriG: a subject with all that is said of it."""

    base: str
    graphs: Graphs = Graphs.NONE
    escape: Escape = ESCAPE_QUOTED
    every_subject: bool = False

    def head(self) -> str:
        """The base and the prefixes."""
        lines = [f"@base <{self.base}> .", *(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())]
        return "\n".join((*lines, ""))

    def between(self) -> str:
        """Nothing: an empty line is part of each subject."""
        return ""

    def tail(self) -> str:
        """Nothing."""
        return ""

    def name(self, iri: str) -> str:
        """The name with its prefix, else the IRI in brackets."""
        return prefixed(iri) or f"<{iri}>"

    def subject(self, kind: Kind) -> tuple[str, str]:
        """A line of its own for each subject."""
        return ("\n", "") if kind == Kind.NAME else ("\n<", ">")

    def opening(self, predicate: str, kind: Kind, place: Place) -> str:
        """The predicate, or a comma behind another object of it."""
        mark = self._marks(kind)[0]
        if not place.opens_predicate:
            return f", {mark}"
        verb = "a" if predicate == TYPE else self.name(predicate)
        return f"{' ' if place.opens_subject else f' ;{_NEXT}'}{verb} {mark}"

    def closing(self, predicate: str, kind: Kind, place: Place) -> str:
        """A full stop behind the last one."""
        del predicate
        return f"{self._marks(kind)[1]}{' .' + chr(10) if place.closes_subject else ''}"

    def inside(self, predicate: str) -> str:
        """The predicate between two IRIs under the base."""
        return f"> {self.name(predicate)} <"

    def told(self, predicate: str) -> bool:
        """All."""
        del predicate
        return True

    @staticmethod
    def _marks(kind: Kind) -> tuple[str, str]:
        if kind in _BARE:
            return "", ""
        if kind in DATATYPES:
            return '"', f'"^^{prefixed(DATATYPES[kind])}'
        return _TURTLE_MARKS.get(kind, ("<", ">"))


_NEXT: Final = "\n    "
_BARE: Final = frozenset((Kind.NAME, Kind.NUMBER, Kind.INTEGER, Kind.BOOLEAN))  # need no quotes in Turtle
_TURTLE_MARKS: Final = {Kind.TEXT: ('"', '"'), Kind.TRIPLE: ("<<( <", "> )>>")}


@lru_cache(maxsize=1024)
def prefixed(iri: str) -> str:
    """A term of a vocabulary by its prefix; empty if that would take escapes.

    >>> prefixed("https://schema.org/name"), prefixed("https://schema.org/a/b")
    ('schema:name', '')
    """
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{name}:{iri[len(namespace) :]}"
    return ""
