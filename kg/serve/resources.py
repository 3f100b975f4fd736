"""Finds what is known of a resource by its IRI: from the store what is said, from the tables where."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

from kg.exporters.rdf.bounded import Asked, Found
from kg.exporters.rdf.iris import canonical
from kg.exporters.rdf.nodes import nodes_by_iri
from kg.exporters.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph

SHOWN: Final = 200  # statements, and places, on a page for people; it says how many there are
_JSON: Final = "application/sparql-results+json"
_PARTS: Final = "(schema:isPartOf|nif:referenceContext)"
_DESCRIPTION: Final = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ BIND (<IRI> AS ?s) ?s ?p ?o }}
  UNION {{ ?s ?p <IRI> . BIND (<IRI> AS ?o) }}
  UNION {{ ?s {_PARTS} <IRI> ; ?p ?o FILTER (STRSTARTS(STR(?s), "IRI#")) }}
}}"""
_SAID: Final = "{ <IRI> ?p ?o }"
_LEADING: Final = '{ ?s ?p <IRI> FILTER (!STRSTARTS(STR(?s), "IRI#")) }'


_NOTHING: Final = Found(404, "text/plain", b"Nothing is said of that.")


class _NoAnswerError(Exception):
    """The store had no answer; what it said instead."""

    def __init__(self, found: Found) -> None:
        super().__init__(found.status)
        self.found = found


class Term(NamedTuple):
    """A term as a page shows it: its text, and where a click on it leads, if anywhere."""

    text: str
    link: str = ""


class Place(NamedTuple):
    """A place in a note that mentions something."""

    note: Term
    line: int
    sentence: str
    moment: str
    link: str


class Resource(NamedTuple):
    """What a page says of a resource.

    Attributes:
        iri: Its IRI.
        title: Its name.
        kind: What it is.
        local: Its IRI without the base, as it stands in addresses.
        said: Statements about it: predicate and object …
        leading: … and those that lead to it: subject and predicate …
        more: … and how many of either are not shown.
        about: The pages about it, if it is a topic.
        places: Where notes mention it …
        places_more: … and how many places are not shown.
    """

    iri: str
    title: str
    kind: str
    local: str
    said: list[tuple[Term, Term]]
    leading: list[tuple[Term, Term]]
    more: tuple[int, int]
    about: list[Term]
    places: list[Place]
    places_more: int


class Resources:
    """All resources of a graph.

    Args:
        graph: The graph.
        base: What IRIs start with.
        ask: What answers queries.
        texts: The notes' texts; without them places have no sentences.
    """

    def __init__(
        self, graph: KnowledgeGraph, base: str, ask: Callable[[Asked], Found], *, texts: Texts | None = None
    ) -> None:
        self.base = base
        self._graph, self._ask, self._texts = graph, ask, texts
        self._nodes = nodes_by_iri(graph)
        self._own = {
            node: iri for iri, nodes in self._nodes.items() if not iri.startswith("topic/") for node in nodes
        }
        self._reading = Lock()  # texts keep what they read

    def description(self, local: str, media_type: str) -> Found:
        """All statements about a resource, its parts, and those that lead to it; 404 if there are none."""
        iri = self._iri(local)
        found = self._ask(Asked(_DESCRIPTION.replace("IRI", iri), self.base, "", media_type))
        try:
            return found if found.status != 200 or self._known(iri) else _NOTHING
        except _NoAnswerError as error:
            return error.found

    def resource(self, local: str) -> Resource | Found:
        """What a page says of a resource, or why there is none."""
        iri = self._iri(local)
        try:
            said, said_count = self._rows(_SAID, iri, "?p ?o")
            leading, leading_count = self._rows(_LEADING, iri, "?p ?s")
        except _NoAnswerError as error:
            return error.found
        if not said and not leading:
            return _NOTHING
        name = iri.removeprefix(self.base)
        nodes = self._nodes.get(name, [])
        places, places_more = self._places(nodes)
        labels = [row["o"]["value"] for row in said if row["p"]["value"] in _NAMES]
        return Resource(
            iri=iri,
            title=labels[0] if labels else name,
            kind=", ".join(sorted({str(self._graph.nodes["kind"].iloc[node]) for node in nodes})),
            local=_quoted(name),
            said=[(term_of(row["p"], self.base), term_of(row["o"], self.base)) for row in said],
            leading=[(term_of(row["s"], self.base), term_of(row["p"], self.base)) for row in leading],
            more=(said_count - len(said), leading_count - len(leading)),
            about=[self._node(node) for node in nodes] if name.startswith("topic/") else [],
            places=places,
            places_more=places_more,
        )

    def _iri(self, local: str) -> str:
        return self.base + canonical(local)

    def _known(self, iri: str) -> bool:
        query = f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }}"
        return bool(self._asked(query).get("boolean", True))

    def _rows(self, pattern: str, iri: str, order: str) -> tuple[list[dict[str, Any]], int]:
        """The first solutions of a pattern, and how many there are."""
        where = f"WHERE {pattern.replace('IRI', iri)}"
        found = self._asked(f"SELECT {order} {where} ORDER BY {order} LIMIT {SHOWN}")
        rows: list[dict[str, Any]] = found["results"]["bindings"]
        if len(rows) < SHOWN:
            return rows, len(rows)
        (count,) = self._asked(f"SELECT (COUNT(*) AS ?n) {where}")["results"]["bindings"]
        return rows, int(count["n"]["value"])

    def _asked(self, query: str) -> dict[str, Any]:
        found = self._ask(Asked(query, self.base, _JSON, ""))
        if found.status != 200:
            raise _NoAnswerError(found)
        document: dict[str, Any] = json.loads(found.content)
        return document

    def _node(self, node: int) -> Term:
        own = self._own.get(node)
        return Term(str(self._graph.nodes["label"].iloc[node]), _page(own) if own else "")

    def _places(self, nodes: list[int]) -> tuple[list[Place], int]:
        from kg.explore.excerpts import excerpts

        mentions = self._graph.mentions
        found = mentions[mentions["target"].isin(nodes) & ~mentions["source"].isin(nodes)]
        shown = found.head(SHOWN)
        with self._reading:
            rows = excerpts(self._graph, shown, texts=self._texts)
        notes = [self._node(source) for source in shown["source"].tolist()]
        texts = (rows[name].fillna("").tolist() for name in ("sentence", "moment", "url"))
        places = [
            Place(note, line, sentence, moment, _harmless(url))
            for note, line, sentence, moment, url in zip(notes, rows["line"].tolist(), *texts, strict=True)
        ]
        return places, len(found) - len(shown)


_NAMES: Final = frozenset((f"{PREFIXES['schema']}name", f"{PREFIXES['skos']}prefLabel"))


def term_of(term: dict[str, Any] | None, base: str) -> Term:
    """A term of SPARQL results in JSON, for a page.

    Args:
        term: The term; None for none.
        base: What local IRIs start with: they lead to their pages.

    Example:
        >>> term_of({"type": "uri", "value": "https://notes.example/note/ü"}, "https://notes.example/")
        Term(text='note/ü', link='/page/note/%C3%BC')
        >>> term_of({"type": "uri", "value": "javascript:alert(1)"}, "https://notes.example/")
        Term(text='javascript:alert(1)', link='')
    """
    if term is None:
        return Term("")
    value = str(term["value"])
    if term["type"] != "uri":
        return Term(value)
    if value.startswith(base):
        local = value.removeprefix(base)
        return Term(local, _page(local.partition("#")[0]))
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return Term(f"{prefix}:{value.removeprefix(namespace)}", value)
    return Term(value, _harmless(value))


def _quoted(local: str) -> str:
    """What follows the base, as it stands in addresses."""
    return quote(local, safe="/%:")


def _page(local: str) -> str:
    return f"/page/{_quoted(local)}"


def _harmless(address: str) -> str:
    """An address that may be clicked: notes may also hold scripts in that form."""
    return address if address.startswith(("https://", "http://")) else ""
