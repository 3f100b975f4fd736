"""Turns described subjects into N-Triples and Turtle, one subject at a time and always in the same order.

rdflib's own serialisers need the whole graph in memory and write some 17,000 statements a second; a vault
of 20,000 notes about videos makes millions. Here each subject is forgotten once it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from rdflib import RDF, XSD, Literal, URIRef

from kg.exporters.rdf.description import Describe
from kg.exporters.rdf.vocabulary import PREFIXES

_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Line and paragraph separators and C1 controls are legal as they are, but end a line for some readers.
_UNSAFE: Final = re.compile('["\\\\\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]')
_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_RELATIVE: Final = re.compile(r"(note|topic|video|channel|file|tag|thing|scheme)/")
_NAMESPACES: Final = tuple(PREFIXES.values())
_BARE: Final = frozenset((XSD.integer, XSD.boolean))  # types that Turtle recognises without quotes


def ntriples(subjects: Iterable[tuple[URIRef, Describe]]) -> Iterator[str]:
    """Lines of N-Triples, each statement once, sorted by code point."""
    for subject, describe in subjects:
        yield from sorted({f"<{subject}> {_iri(p)} {_full(o)} .\n" for p, o in describe()})


def turtle(subjects: Iterable[tuple[URIRef, Describe]], base: str) -> Iterator[str]:
    """Lines of Turtle: prefixes, then a block for each subject, its properties sorted, types first."""
    yield f"@base <{base}> .\n"
    yield from (f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for subject, describe in subjects:
        yield f"\n{_compact(subject, base)}"
        facts = sorted({(_verb(p), _compact(o, base)) for p, o in describe()})
        separator = " "
        for (_, verb), values in groupby(facts, key=itemgetter(0)):
            yield f"{separator}{verb} {', '.join(value for _, value in values)}"
            separator = " ;\n    "
        yield " .\n"


def _full(term: URIRef | Literal) -> str:
    if isinstance(term, URIRef):
        return f"<{term}>"
    return f"{_quoted(term)}^^<{term.datatype}>" if term.datatype else _quoted(term)


def _compact(term: URIRef | Literal, base: str) -> str:
    if isinstance(term, Literal):
        if term.datatype is None:
            return _quoted(term)
        return str(term) if term.datatype in _BARE else f"{_quoted(term)}^^{_prefixed(str(term.datatype))}"
    iri = str(term)  # rdflib's own startswith takes no tuple
    if iri.startswith(_NAMESPACES):
        return _prefixed(iri)
    # What is minted here has no dot segments, so it can be resolved again; a foreign address may have some.
    rest = iri[len(base) :] if iri.startswith(base) else ""
    return f"<{rest}>" if _RELATIVE.match(rest) and "/." not in rest else f"<{iri}>"


@lru_cache(maxsize=1024)
def _verb(predicate: URIRef) -> tuple[bool, str]:
    """A property as Turtle writes it, with whether it comes after the type."""
    return (False, "a") if predicate == RDF.type else (True, _prefixed(str(predicate)))


@lru_cache(maxsize=1024)
def _prefixed(iri: str) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{name}:{iri[len(namespace) :]}"
    return f"<{iri}>"


@lru_cache(maxsize=1024)
def _iri(iri: str) -> str:
    return f"<{iri}>"


def _quoted(text: str) -> str:
    return f'"{_UNSAFE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04X}"
