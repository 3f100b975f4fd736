"""Turns a table of findings into values that the formats write, and paths into the forms they want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pandas import DataFrame


class Row(NamedTuple):
    """A finding. The fields are the columns of `kg.health.gate.check`."""

    path: str
    line: int
    column: int
    code: str
    check: str
    severity: str
    message: str
    fingerprint: str
    start: int
    end: int


def rows(findings: DataFrame) -> Iterator[Row]:
    """The findings, one after the other.

    Args:
        findings: What `kg.health.gate.check` found.

    Yields:
        Each as a tuple of Python values.
    """
    columns = (findings[name].astype(object).tolist() for name in Row._fields)
    yield from map(Row._make, zip(*columns, strict=True))


def within(prefix: str, path: str) -> str:
    """A path from the vault's folder as one from the folder that other programs start from.

    >>> within("notes", "a.md"), within("", "a.md")
    ('notes/a.md', 'a.md')
    """
    return f"{prefix}/{path}" if prefix else path
