"""Works out the three addresses of a store (statements, updates, queries) from the one that a user gives."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from kg.errors import UsageError


class Protocol(StrEnum):
    """How statements reach the store."""

    GSP = "gsp"  # SPARQL 1.1 Graph Store HTTP Protocol
    UPDATE = "update"  # INSERT DATA of SPARQL 1.1 Update, where that is missing
    BULK = "bulk"  # one request of it, which Oxigraph's loader takes whole or not at all


class Layout(NamedTuple):
    """What the addresses of a kind of store end with, and what stands in its place for the others."""

    name: str
    store: str
    update: str
    query: str


LAYOUTS: Final = (
    Layout("Oxigraph", "/store", "/update", "/query"),
    Layout("Fuseki", "/data", "/update", "/query"),
    Layout("Virtuoso", "/sparql-graph-crud-auth", "/sparql-auth", "/sparql-auth"),
    Layout("GraphDB and RDF4J", "/rdf-graphs/service", "/statements", ""),
    Layout("Neptune", "/sparql/gsp", "/sparql", "/sparql"),
)


class Endpoints(NamedTuple):
    """Addresses of a store.

    Attributes:
        protocol: How statements reach it.
        store: Takes statements, by either protocol.
        update: Takes SPARQL updates.
        query: Answers SPARQL queries.
    """

    protocol: Protocol
    store: str
    update: str
    query: str


def endpoints(
    url: str, *, protocol: str = Protocol.GSP, update_url: str = "", query_url: str = ""
) -> Endpoints:
    """The addresses of a store.

    Args:
        url: Where statements go: the graph store, or with ``update`` the place for updates.
        protocol: One of `Protocol`.
        update_url: Where updates go, if that is not told by how the address ends.
        query_url: Where queries go, likewise.

    Raises:
        UsageError: An address is none, holds a password, or the others cannot be told from it.

    Example:
        >>> endpoints("http://127.0.0.1:3030/notes/data").query
        'http://127.0.0.1:3030/notes/query'
        >>> endpoints("http://127.0.0.1:7878/update", protocol="update").query
        'http://127.0.0.1:7878/query'
    """
    if protocol not in list(Protocol):
        raise UsageError(f"There is no protocol {protocol!r}.", hint=f"Choose one of {', '.join(Protocol)}.")
    chosen = Protocol(protocol)
    for address in filter(None, (url, update_url, query_url)):
        _check(address)
    whole = url.rstrip("/")
    derived_update = whole if chosen == Protocol.UPDATE else ""
    derived_query = ""
    for layout in LAYOUTS:
        ending = layout.update if chosen == Protocol.UPDATE else layout.store
        if whole.endswith(ending):
            stem = whole.removesuffix(ending)
            derived_update, derived_query = stem + layout.update, stem + layout.query
            break
    update, query = update_url or derived_update, query_url or derived_query
    if not update or not query:
        known = ", ".join(f"{layout.store} ({layout.name})" for layout in LAYOUTS)
        raise UsageError(
            f"Where {url!r} takes {'updates' if not update else 'queries'} cannot be told from it.",
            hint=f"Say it with --update-url and --query-url, or give an address that ends in one of {known}.",
        )
    return Endpoints(chosen, url, update, query)


def _check(address: str) -> None:
    """Refuse what is no address; what may be a password is never repeated."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises if it is none
    except ValueError as error:
        raise UsageError("The address of the store cannot be read.") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "An address must not hold a name or password: others can see what is typed.",
            hint="Set KG_PUSH_USER and KG_PUSH_PASSWORD, or write them into ~/.netrc.",
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"{address!r} is no address of a server.", hint="Write http://… or https://….")
    if parts.fragment:
        raise UsageError(f"{address!r} is no address of a server.", hint="Leave out what stands behind #.")
