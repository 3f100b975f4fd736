"""The SPARQL 1.1 Protocol: what a request asks, and how its answer looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from kg.exporters.rdf.bounded import RESULTS, TRIPLES, Asked, Found
from kg.serve.accept import best
from kg.serve.message import Request, Response, plain

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
LONGEST: Final = 1 << 16  # bytes of a query
_FIELDS: Final = 100


class RefusedError(Exception):
    """A request that is not answered, with what to say instead."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def answer(request: Request, ask: Callable[[Asked], Found], *, base: str, graphs: bool) -> Response:
    """What a request to the endpoint gets.

    Args:
        request: The request.
        ask: What answers queries.
        base: What relative IRIs in a query are resolved against.
        graphs: Whether there are named graphs to choose from.
    """
    try:
        asked = asked_by(request, base=base)
    except RefusedError as refused:
        return refused.response
    if not graphs and (asked.default_graphs or asked.named_graphs):
        return plain(400, "There is one graph only here; `kg serve --graphs` has one for each page.")
    if not asked.results and not asked.triples:
        return plain(406, f"There are {', '.join((*RESULTS, *TRIPLES))}.")
    found = ask(asked)
    again = {"Retry-After": "10"} if found.status == 503 else {}
    return Response(found.status, found.content, found.media_type, {"Vary": "Accept", **again})


def asked_by(request: Request, *, base: str) -> Asked:
    """The query in a request.

    Raises:
        RefusedError: There is none, or more than one, or it is asked for in a way that does not exist.
    """
    fields = _fields(request.query)
    match request.method:
        case "GET" | "HEAD":
            pass
        case "POST":
            fields += _posted(request)
        case _:
            raise _refused(405, "Queries come by GET or POST.", Allow="GET, HEAD, POST, OPTIONS")
    names = [name for name, _ in fields]
    if "update" in names:
        raise _refused(403, "Nothing is changed here.")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise _refused(400, "A request holds one query." if queries else "There is no query.")
    if len(queries[0].encode()) > LONGEST:
        raise _refused(413, f"A query has at most {LONGEST:,} bytes.")
    return Asked(
        queries[0],
        base,
        best(request.accept, RESULTS),
        best(request.accept, TRIPLES),
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
    )


def _posted(request: Request) -> list[tuple[str, str]]:
    name, *parameters = (part.strip() for part in request.headers.get("content-type", "").lower().split(";"))
    if any(part.startswith("charset=") and part[8:].strip('"') != "utf-8" for part in parameters):
        raise _refused(415, "Queries are UTF-8.")
    match name:
        case "application/x-www-form-urlencoded":
            return _fields(_text(request.body))
        case "application/sparql-query":
            return [("query", _text(request.body))]
        case "application/sparql-update":
            raise _refused(403, "Nothing is changed here.")
    raise _refused(415, f"Send {FORM} or {QUERY}.", **{"Accept-Post": f"{FORM}, {QUERY}"})


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise _refused(400, "Queries are UTF-8.") from error
    except ValueError as error:
        raise _refused(400, f"A request has at most {_FIELDS} fields.") from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _refused(400, "Queries are UTF-8.") from error


def _refused(status: int, text: str, **headers: str) -> RefusedError:
    return RefusedError(plain(status, text, **headers))
