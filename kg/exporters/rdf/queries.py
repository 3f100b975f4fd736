"""Answers SPARQL queries: those of users, and a shelf of queries that come along."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import pyoxigraph as ox

from kg.errors import QueryTimeoutError, UsageError
from kg.exporters.rdf.bounded import calls_others
from kg.exporters.rdf.model import NONE, Detail
from kg.exporters.rdf.vocabulary import PREFIXES

_SUFFIX: Final = ".rq"
_LONGEST: Final = 60  # characters of what an engine expects
_PATTERN: Final = re.compile(r"^[^#\n]*?\bWHERE\s*\{", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = re.compile(r"# (?P<about>.+)\n# detail: (?P<detail>\w+)\n")


class ResultFormat(StrEnum):
    """How an answer is written."""

    JSON = "json"  # SPARQL results as JSON
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    TURTLE = "turtle"  # of CONSTRUCT and DESCRIBE, always


_Result = TypeVar("_Result")
_FORMATS: Final = {
    ResultFormat.JSON: ox.QueryResultsFormat.JSON,
    ResultFormat.CSV: ox.QueryResultsFormat.CSV,
    ResultFormat.TSV: ox.QueryResultsFormat.TSV,
    ResultFormat.XML: ox.QueryResultsFormat.XML,
}


class Query(NamedTuple):
    """A query.

    Attributes:
        text: SPARQL 1.1; all prefixes of an export are known, and its base.
        about: What it answers, empty for a user's own.
        detail: How much has to be in the store for it.
    """

    text: str
    about: str = ""
    detail: str = Detail.CORE


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


def shipped() -> dict[str, Query]:
    """The queries that come along, by name.

    >>> shipped()["wanted"].about
    'The wanted topics: linked, but not written; the most wanted first.'
    """
    return {file.name.removesuffix(_SUFFIX): _parsed(file) for file in sorted(_shelf(), key=lambda f: f.name)}


def _shelf() -> list[Traversable]:
    folder = files("kg.exporters.rdf").joinpath("queries")
    return [file for file in folder.iterdir() if file.name.endswith(_SUFFIX)]


def _parsed(file: Traversable) -> Query:
    text = file.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    assert head is not None, file.name  # noqa: S101  # a shipped query says what it is
    return Query(text, head["about"], head["detail"])


def query_of(asked: str) -> Query:
    """The query someone means: the name of a shipped one, a file, or the text itself.

    Raises:
        UsageError: If it is none of these.

    Example:
        >>> query_of("wanted").detail, query_of("ASK { ?s ?p ?o }").about
        ('pages', '')
    """
    if "{" in asked:
        return Query(asked)
    known = shipped()
    if asked in known:
        return known[asked]
    try:
        return Query(Path(asked).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{asked!r} is no query, no file and no name of a query.",
            hint=f"Queries that come along: {', '.join(known)}.",
        ) from error


def answer(
    store: ox.Store,
    query: str,
    *,
    base: str,
    form: str = ResultFormat.JSON,
    values: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> bytes:
    r"""The answer to a query.

    Args:
        store: The store to ask.
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        form: How to write the answer, see `ResultFormat`. Triples are always Turtle.
        values: What some variables stand for: texts, or IRIs in angle brackets.
        timeout: Seconds it may take.

    Raises:
        UsageError: If the query is not SPARQL.
        QueryTimeoutError: If it takes too long.

    Example:
        >>> store = ox.Store()
        >>> answer(store, "SELECT ?s WHERE { ?s a ng:Note }", base="https://notes.example/", form="csv")
        b's\r\n'
    """
    return within(timeout, partial(_answered, store, query, base, form, values or {}))


def first_rows(
    store: ox.Store, query: str, *, base: str, start: int = 0, most: int = 100, timeout: float | None = None
) -> Rows:
    """Some rows of the answer to a query: what comes after them is never made.

    Args:
        store: The store to ask.
        query: A SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        start: How many rows to pass over.
        most: How many to give.
        timeout: Seconds it may take.

    Returns:
        The rows.

    Raises:
        UsageError: If the query is not SPARQL.
        QueryTimeoutError: If it takes too long.

    Example:
        >>> first_rows(ox.Store(), "ASK { ?s ?p ?o }", base="https://notes.example/").rows
        [('false',)]
    """
    return within(timeout, partial(_some, store, query, base, start, most))


def within(timeout: float | None, work: Callable[[], _Result]) -> _Result:
    """What some work with a store gives, within some time, with the engine's errors in our words.

    Args:
        timeout: Seconds it may take; None for as long as it needs.
        work: What to do.

    Raises:
        UsageError: If a query in it is not SPARQL.
        QueryTimeoutError: If it takes too long.
    """
    outcome: list[_Result | Exception] = []

    def run() -> None:
        try:
            outcome.append(work())
        except Exception as error:  # noqa: BLE001  # raised again where the caller is
            outcome.append(error)

    # The engine cannot be interrupted, so it works in a thread that nobody waits for at the end.
    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(timeout)
    if not outcome:
        raise QueryTimeoutError(
            f"The query took more than {timeout:g} seconds.", hint="Ask for less, or --timeout."
        )
    (found,) = outcome
    if isinstance(found, SyntaxError | ValueError):
        raise UsageError(
            f"The query cannot be read: {_reason(found)}.", hint=f"Known prefixes: {', '.join(PREFIXES)}."
        ) from found
    if isinstance(found, Exception):
        raise found
    return found


def _reason(error: Exception) -> str:
    """Where a query is wrong, without the long list of all that could stand there.

    >>> _reason(ValueError("error at 1:29: expected one of Prefix not found, ['%'], ['-' | '0' ..= '9']"))
    'error at 1:29: Prefix not found'
    """
    place, expected, rest = str(error).splitlines()[0].partition(": expected")
    if "Prefix not found" in rest:
        return f"{place}: Prefix not found"
    return f"{place}: something else is expected there" if len(rest) > _LONGEST else place + expected + rest


def _answered(store: ox.Store, query: str, base: str, form: str, values: Mapping[str, str]) -> bytes:
    results = found_by(store, query, base, values)
    if isinstance(results, ox.QueryTriples):
        made = ox.serialize(results, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    else:
        made = results.serialize(format=_FORMATS[ResultFormat(form)])
    assert made is not None  # noqa: S101  # without a file to write to, it gives the bytes
    return made


def _some(store: ox.Store, query: str, base: str, start: int, most: int) -> Rows:
    results = found_by(store, query, base)
    if isinstance(results, ox.QueryBoolean):
        return Rows(("answer",), [(str(bool(results)).lower(),)], more=False)
    names: tuple[str, ...] = ("subject", "predicate", "object")
    if isinstance(results, ox.QuerySolutions):
        names = tuple(variable.value for variable in results.variables)
    shown = list(islice(results, start, start + most + 1))
    rows = [tuple(None if term is None else _told(term) for term in row) for row in shown]
    return Rows(names, rows[:most], more=len(rows) > most)


def _told(term: object) -> str:
    return str(getattr(term, "value", term))


def found_by(
    store: ox.Store, query: str, base: str, values: Mapping[str, str] = NONE
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What a query finds, which is worked out while it is read.

    Args:
        store: The store to ask.
        query: SPARQL 1.1.
        base: What relative IRIs in it are resolved against.
        values: What some variables stand for: texts, or IRIs in angle brackets.

    Raises:
        UsageError: If the query would ask another computer, or has no place for values.
    """
    if calls_others(query):
        raise UsageError("A query with SERVICE would ask another computer.", hint="Leave it out.")
    return store.query(_bound(query, values), base_iri=base, prefixes=PREFIXES)


def _bound(query: str, values: Mapping[str, str]) -> str:
    """The query with what its variables are, at the start of its pattern: there it narrows the search."""
    if not values:
        return query
    start = _PATTERN.search(query)
    if start is None:
        raise UsageError("The query has no pattern to put values into.", hint="Write WHERE { … } in it.")
    names = " ".join(f"?{name}" for name in values)
    clause = f" VALUES ({names}) {{ ({' '.join(map(_term, values.values()))}) }}"
    return query[: start.end()] + clause + query[start.end() :]


def _term(value: str) -> str:
    iri = value.startswith("<") and value.endswith(">")
    return str(ox.NamedNode(value[1:-1]) if iri else ox.Literal(value))
