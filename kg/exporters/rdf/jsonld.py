"""JSON-LD as a stream: one object a subject, in the words of the context that this package ships.

The context stands in the file itself, so that no reader has to fetch anything. Two keys beside it make it
fit the file: the base, by which identifiers stay short.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from kg.exporters.rdf.escaping import ESCAPE_QUOTED, Escape
from kg.exporters.rdf.syntax import TYPE, Graphs, Place, prefixed
from kg.exporters.rdf.terms import DATATYPES, Kind
from kg.exporters.rdf.vocabulary import PREFIXES

_RESOURCES: Final = frozenset((Kind.LOCAL, Kind.IRI, Kind.NAME))


@lru_cache(maxsize=1)
def context() -> dict[str, Any]:
    """The context: short names for what this model says.

    >>> context()["name"], context()["linksTo"]["@id"]
    ('schema:name', 'ng:linksTo')
    """
    text = files("kg.exporters.rdf").joinpath("context.jsonld").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["@context"]
    return found


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, bool]]:
    """The word for each predicate that has one, and whether its values are resources."""
    words = {}
    for word, meaning in context().items():
        name = meaning["@id"] if isinstance(meaning, dict) else meaning
        prefix, colon, local = name.partition(":") if isinstance(name, str) else ("", "", "")
        if colon and prefix in PREFIXES:
            words[PREFIXES[prefix] + local] = (word, isinstance(meaning, dict))
    return words


@dataclass(frozen=True, slots=True)
class JsonLd:
    """A document with one object a subject, a line each."""

    base: str
    graphs: Graphs = Graphs.NONE
    escape: Escape = ESCAPE_QUOTED
    every_subject: bool = False

    def head(self) -> str:
        """The context with this file's base, and the start of the list."""
        both = json.dumps({**context(), "@base": self.base}, ensure_ascii=False)
        return f'{{"@context": {both},\n"@graph": [\n'

    def between(self) -> str:
        """A comma behind the object before."""
        return ",\n"

    def tail(self) -> str:
        """The end of the list."""
        return "\n]}\n"

    def name(self, iri: str) -> str:
        """The name with its prefix, else the IRI."""
        return prefixed(iri) or iri

    def subject(self, kind: Kind) -> tuple[str, str]:
        """The object's first key."""
        del kind
        return '{"id": "', '"'

    def opening(self, predicate: str, kind: Kind, place: Place) -> str:
        """The key, and a bracket if there is more than one value."""
        mark = self._marks(predicate, kind)[0]
        if not place.opens_predicate:
            return f", {mark}"
        several = "" if place.closes_predicate else "["
        return f', "{self._key(predicate)}": {several}{mark}'

    def closing(self, predicate: str, kind: Kind, place: Place) -> str:
        """The brackets that are open."""
        mark = self._marks(predicate, kind)[1]
        several = "]" if place.closes_predicate and not place.opens_predicate else ""
        return f"{mark}{several}{'}' if place.closes_subject else ''}"

    def inside(self, predicate: str) -> str:
        """Nothing: this format knows no triple terms."""
        raise NotImplementedError(predicate)

    def told(self, predicate: str) -> bool:
        """All."""
        del predicate
        return True

    @staticmethod
    def _key(predicate: str) -> str:
        if predicate == TYPE:
            return "type"
        word, _ = _words().get(predicate, (prefixed(predicate) or predicate, False))
        return word

    @staticmethod
    def _marks(predicate: str, kind: Kind) -> tuple[str, str]:
        resources = predicate == TYPE or _words().get(predicate, ("", False))[1]
        if kind in _RESOURCES:
            return ('"', '"') if resources else ('{"id": "', '"}')
        if kind == Kind.NUMBER and not resources:
            return "", ""
        if kind in DATATYPES:
            return '{"@value": "', f'", "@type": "{prefixed(DATATYPES[kind])}"}}'
        return ('{"@value": "', '"}') if resources else ('"', '"')
