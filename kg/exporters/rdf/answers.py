"""Answers SPARQL queries from a store: in a form to hand on, or some rows at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.exporters.rdf.bounded import (
    CALLS,
    Asked,
    Bounds,
    asked_of,
    bounded_answer,
    calls_others,
    unreadable,
)

ENDLESS: Final = Bounds(1 << 40, 1 << 40)  # more than any store has
_PATTERN: Final = re.compile(r"^[^#\n]*?\bWHERE\s*\{", re.IGNORECASE | re.MULTILINE)
_TURTLE: Final = "text/turtle"


class ResultFormat(StrEnum):
    """How rows are written; triples, of CONSTRUCT and DESCRIBE, always are Turtle."""

    JSON = "json"  # SPARQL results as JSON
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"


_FORMATS: Final = {
    ResultFormat.JSON: "application/sparql-results+json",
    ResultFormat.CSV: "text/csv",
    ResultFormat.TSV: "text/tab-separated-values",
    ResultFormat.XML: "application/sparql-results+xml",
}


class Rows(NamedTuple):
    """Some rows of an answer.

    Attributes:
        names: The columns.
        rows: IRIs and texts, None for what is unbound.
        more: Whether there are more rows.
    """

    names: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    more: bool


def answer(
    store: ox.Store,
    query: str,
    *,
    base: str,
    form: str = ResultFormat.JSON,
    values: Mapping[str, str] | None = None,
    bounds: Bounds = ENDLESS,
) -> bytes:
    r"""The answer to a query.

    Args:
        store: The store to ask.
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        form: How to write the answer, see `ResultFormat`. Triples are always Turtle.
        values: What some variables stand for: texts, or IRIs in angle brackets.
        bounds: How large it may be.

    Raises:
        QueryError: If the query is not SPARQL or would ask another computer, or if the answer is too large.

    Example:
        >>> store = ox.Store()
        >>> answer(store, "SELECT ?s WHERE { ?s a ng:Note }", base="https://notes.example/", form="csv")
        b's\r\n'
    """
    asked = Asked(with_values(query, values or {}), base, _FORMATS[ResultFormat(form)], _TURTLE)
    found = bounded_answer(store, asked, bounds)
    if found.status == 200:
        return found.content
    raise QueryError(found.content.decode())


def first_rows(store: ox.Store, query: str, *, base: str, start: int = 0, most: int = 100) -> Rows:
    """Some rows of the answer to a query: what comes after them is never made.

    Args:
        store: The store to ask.
        query: A SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        start: How many rows to pass over.
        most: How many to give.

    Returns:
        The rows.

    Raises:
        QueryError: If the query is not SPARQL, or would ask another computer.

    Example:
        >>> first_rows(ox.Store(), "ASK { ?s ?p ?o }", base="https://notes.example/").rows
        [('false',)]
    """
    results = results_of(store, query, base=base)
    if isinstance(results, ox.QueryBoolean):
        return Rows(("answer",), [(str(bool(results)).lower(),)], more=False)
    shown = list(islice(results, start, start + most + 1))
    rows = [tuple(None if term is None else _text(term) for term in row) for row in shown]
    return Rows(names_of(results), rows[:most], more=len(rows) > most)


def results_of(
    store: ox.Store, query: str, *, base: str
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the engine makes of a query, with its errors in our words.

    Args:
        store: The store to ask.
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.

    Raises:
        QueryError: If the query is not SPARQL, or would ask another computer.
    """
    if calls_others(query):
        raise QueryError(CALLS)
    try:
        return asked_of(store, query, base=base)
    except (SyntaxError, ValueError) as error:
        raise QueryError(unreadable(error)) from error


def names_of(results: ox.QuerySolutions | ox.QueryTriples) -> tuple[str, ...]:
    """The columns of rows, or of triples."""
    if isinstance(results, ox.QuerySolutions):
        return tuple(variable.value for variable in results.variables)
    return ("subject", "predicate", "object")


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def with_values(query: str, values: Mapping[str, str]) -> str:
    """The query with what its variables are, at the start of its pattern: there it narrows the search.

    Args:
        query: SPARQL 1.1.
        values: What some variables stand for: texts, or IRIs in angle brackets.

    Raises:
        UsageError: If the query has no pattern, or something in angle brackets is no IRI.

    Example:
        >>> with_values("ASK WHERE { ?a ?b ?c }", {"c": "bread"})
        'ASK WHERE { VALUES (?c) { ("bread") } ?a ?b ?c }'
    """
    if not values:
        return query
    start = _PATTERN.search(query)
    if start is None:
        raise UsageError("The query has no pattern to put values into.", hint="Write WHERE { … } in it.")
    names = " ".join(f"?{name}" for name in values)
    clause = f" VALUES ({names}) {{ ({' '.join(map(_term, values.values()))}) }}"
    return query[: start.end()] + clause + query[start.end() :]


def _term(value: str) -> str:
    if not (value.startswith("<") and value.endswith(">")):
        return str(ox.Literal(value))
    try:
        return str(ox.NamedNode(value[1:-1]))
    except ValueError as error:
        raise UsageError(f"{value!r} is no IRI.", hint="A text stands without angle brackets.") from error
