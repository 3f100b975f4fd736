"""What is asked of a triple store, in SPARQL 1.1 and its Graph Store Protocol."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode

from kg.errors import ServerError
from kg.exporters.remote.client import Client
from kg.exporters.remote.endpoints import Endpoints, Protocol

_BACKSLASH: Final = re.compile(rb"\\(?:\\([uU])|.)", re.DOTALL)
_STEP: Final = 200_000  # statements; Oxigraph holds about 600 bytes of memory for each
_RESULTS: Final = "application/sparql-results+json"


class RemoteStore:
    """A store, as far as a push needs it.

    Args:
        client: The connection.
        addresses: Where it takes what.
    """

    def __init__(self, client: Client, addresses: Endpoints) -> None:
        self._client, self._at = client, addresses

    def add(self, graph: str, lines: bytes) -> None:
        """Add statements to a graph; those it has already stay one.

        Args:
            graph: IRI of the graph.
            lines: N-Triples.
        """
        if not lines:  # some stores take no update that inserts nothing
            return
        if self._at.protocol == Protocol.UPDATE:
            self._update(b"INSERT DATA { GRAPH <%b> {\n%b} }" % (graph.encode(), as_sparql(lines)))
            return
        self._client.post(
            self._at.store, lines, media_type="application/n-triples", parameters={"graph": graph}
        )

    def load(self, graph: str, lines: Callable[[], Iterator[bytes]]) -> None:
        """Add statements to a graph in one request, which Oxigraph's loader takes whole or not at all.

        Args:
            graph: IRI of the graph.
            lines: Makes N-Triples, piece by piece, for each try anew.
        """
        loader = {"graph": graph, "no_transaction": "", "lenient": ""}  # what we write needs no second look
        self._client.post(self._at.store, lines, media_type="application/n-triples", parameters=loader)

    def content(self, graph: str) -> Iterator[bytes]:
        """A graph as N-Triples, in pieces as they come."""
        return self._client.get(self._at.store, accept="application/n-triples", parameters={"graph": graph})

    def change(self, graph: str, *, gone: bytes, new: bytes) -> None:
        """Take statements away and add others, in a single step.

        Args:
            graph: IRI of the graph.
            gone: N-Triples without blank nodes …
            new: … and those that come.
        """
        steps = [
            b"%b DATA { GRAPH <%b> {\n%b} }" % (verb, graph.encode(), as_sparql(lines))
            for verb, lines in ((b"DELETE", gone), (b"INSERT", new))
            if lines
        ]
        if steps:
            self._update(b" ;\n".join(steps))

    def adapt(self, source: str, target: str) -> None:
        """Make one graph what another is, in a single step that is only as large as their difference."""
        spo = "{ ?s ?p ?o }"
        for_each = "{{ GRAPH <{}> {} FILTER NOT EXISTS {{ GRAPH <{}> {} }} }}"
        gone, new = for_each.format(target, spo, source, spo), for_each.format(source, spo, target, spo)
        change = f"{{ GRAPH <{target}> {spo} }}"
        self._update(f"DELETE {change} WHERE {gone} ;\nINSERT {change} WHERE {new}".encode())

    def copy(self, source: str, target: str) -> None:
        """Make one graph what another is, in a single step; unlike MOVE this may be asked twice."""
        self._update(f"COPY <{source}> TO <{target}>".encode())

    def drop(self, graph: str) -> None:
        """Throw a graph away, if there is one."""
        self._update(f"DROP SILENT GRAPH <{graph}>".encode())

    def clear(self, graph: str, *, size: int) -> None:
        """Throw a graph of so many statements away, in steps that a server holds in memory."""
        some = f"{{ SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {_STEP} }}"
        for _ in range(0, size, _STEP):
            self._update(f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {some}".encode())
        self.drop(graph)

    def count(self, graph: str) -> int:
        """How many statements a graph has.

        Raises:
            ServerError: The answer is no number.
        """
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        answer = self._client.post(
            self._at.query,
            urlencode({"query": query}).encode(),
            media_type="application/x-www-form-urlencoded",
            accept=_RESULTS,
        )
        try:
            (row,) = json.loads(answer.text)["results"]["bindings"]
            return int(row["n"]["value"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ServerError(
                f"{self._at.query} answers a query with something that is no SPARQL result.",
                hint="Is it the address for queries? --query-url names another.",
            ) from error

    def _update(self, text: bytes) -> None:
        self._client.post(self._at.update, text, media_type="application/sparql-update")


def as_sparql(lines: bytes) -> bytes:
    r"""N-Triples as SPARQL reads them: there a ``\u`` counts before anything else does.

    So a backslash of a text, itself escaped, must not stand before the letter u.

    >>> as_sparql(rb'"C:\\users \\\\u \u00e9"').decode()
    '"C:\\\\\\u0075sers \\\\\\\\\\u0075 \\u00e9"'
    """
    if rb"\\u" not in lines and rb"\\U" not in lines:
        return lines
    return _BACKSLASH.sub(lambda found: rb"\\\u00%02x" % found[1][0] if found[1] else found[0], lines)
