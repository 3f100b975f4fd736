"""The SQL queries that come along: files of a line that says what each answers, and the query."""

from __future__ import annotations

from importlib.resources import files
from typing import Final, NamedTuple

from kg.errors import UsageError

_SUFFIX: Final = ".sql"


class Query(NamedTuple):
    """A query.

    Attributes:
        text: One statement of SQL.
        about: What it answers, empty for a user's own.
    """

    text: str
    about: str = ""


def shipped() -> dict[str, Query]:
    """The queries that come along, by name.

    >>> shipped()["wanted"].about
    'The missing pages, those most asked for first.'
    """
    folder = files("kg.exporters.sql").joinpath("queries")
    found = {
        file.name.removesuffix(_SUFFIX): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(_SUFFIX)
    }
    return {
        name: Query(text, text.partition("\n")[0].removeprefix("-- ")) for name, text in sorted(found.items())
    }


def query_of(asked: str) -> Query:
    """The query someone means: the name of one that comes along, or the text itself.

    Args:
        asked: A name, which is one word, or a statement, which is more.

    Raises:
        UsageError: If it is one word and no name.

    >>> query_of("SELECT 1").about
    ''
    """
    if len(asked.split()) > 1:
        return Query(asked)
    known = shipped()
    if asked not in known:
        raise UsageError(
            f"{asked!r} is no query and no name of one.", hint=f"Queries that come along: {', '.join(known)}."
        )
    return known[asked]
