"""The shelf of SPARQL queries that come along, and how someone names one of them or their own."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import UsageError
from kg.exporters.rdf.model import Detail

_SUFFIX: Final = ".rq"
_HEAD: Final = re.compile(r"# (?P<about>.+)\n# detail: (?P<detail>\w+)\n")


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
