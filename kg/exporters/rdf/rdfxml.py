"""RDF/XML as a stream: a description a subject.

XML cannot hold most control characters, in whatever disguise; they become U+FFFD. Nor can it write a
predicate whose IRI does not end in a name.
"""

from __future__ import annotations

import re
from typing import Final

from kg.exporters.rdf.escaping import CONTROLS, Escape, lead_bytes
from kg.exporters.rdf.syntax import Graphs, Place, prefixed
from kg.exporters.rdf.terms import DATATYPES, Kind
from kg.exporters.rdf.vocabulary import PREFIXES

_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_UNSAFE: Final = re.compile('[&<>"\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]')
_BYTES: Final = lead_bytes(CONTROLS.replace("\n", "").replace("\t", "") + '&<>"\uffff')
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*\Z")


class RdfXml:
    """A document with one description a subject, an element a statement.

    Attributes:
        replaced: How many characters had to be replaced so far.
    """

    graphs = Graphs.NONE
    every_subject = False

    def __init__(self, base: str) -> None:
        self.base, self.replaced = base, 0
        self.escape = Escape(_BYTES, _UNSAFE, self._escaped)

    def head(self) -> str:
        """The root with the base and the prefixes."""
        names = "".join(f'\n    xmlns:{name}="{iri}"' for name, iri in PREFIXES.items())
        base = self.escape.text(self.base)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xml:base="{base}"{names}>\n'

    def between(self) -> str:
        """Nothing: each description ends its line."""
        return ""

    def tail(self) -> str:
        """The end of the root."""
        return "</rdf:RDF>\n"

    def name(self, iri: str) -> str:
        """The very IRI."""
        return self.escape.text(iri)

    def subject(self, kind: Kind) -> tuple[str, str]:
        """The start of a description; a relative IRI is resolved against the base."""
        del kind
        return '<rdf:Description rdf:about="', '">'

    def opening(self, predicate: str, kind: Kind, place: Place) -> str:
        """The start of the predicate's element."""
        del place
        element, namespace = self._element(predicate)
        start = f"\n  <{element}{namespace}"
        if kind in _RESOURCES:
            return f'{start} rdf:resource="'
        if kind in DATATYPES:
            return f'{start} rdf:datatype="{DATATYPES[kind]}">'
        return f"{start}>"

    def closing(self, predicate: str, kind: Kind, place: Place) -> str:
        """The end of the element, and behind the last one that of the description."""
        end = '"/>' if kind in _RESOURCES else f"</{self._element(predicate)[0]}>"
        return f"{end}{_END if place.closes_subject else ''}"

    def inside(self, predicate: str) -> str:
        """Nothing: this format knows no triple terms."""
        raise NotImplementedError(predicate)

    def told(self, predicate: str) -> bool:
        """Whether the predicate's IRI ends in an XML name."""
        return _NAME.search(predicate) is not None

    def _escaped(self, match: re.Match[str]) -> str:
        if match[0] in _MARKUP:
            return _MARKUP[match[0]]
        self.replaced += 1
        return "\ufffd"

    def _element(self, predicate: str) -> tuple[str, str]:
        """The name of a predicate's element, and the declaration of its namespace if it has no prefix."""
        if name := prefixed(predicate):
            return name, ""
        match = _NAME.search(predicate)
        start = match.start() if match else len(predicate)
        return f"p:{predicate[start:]}", f' xmlns:p="{self.escape.text(predicate[:start])}"'


_RESOURCES: Final = frozenset((Kind.LOCAL, Kind.IRI, Kind.NAME))
_END: Final = "\n</rdf:Description>\n"
