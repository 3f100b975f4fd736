"""Writes tables and documents for programs: JSON, JSON lines, CSV.

Columns are encoded one after the other, not row by row: with a quarter of a million links that decides
whether one waits.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_CHUNK: Final = 8192  # rows turned into Python objects at a time
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell
_RAW: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_Form = TypeVar("_Form")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)
_WORDS: Final = {True: "true", False: "false", None: "null"}
_FORMS: Final[dict[type, Callable[[Any], str]]] = {  # what occurs by the million, without a detour
    str: encode_basestring,
    int: int.__repr__,
    bool: _WORDS.__getitem__,
    type(None): _WORDS.__getitem__,
}


def encode(value: object) -> str:
    r"""The value as JSON in one line, in which no character can act on a terminal.

    Args:
        value: Anything JSON has a form for.

    Returns:
        JSON; letters of all scripts stay as they are.

    Example:
        >>> print(encode({"raw": "é\u202e"}))
        {"raw": "é\u202e"}
    """
    return _harmless(_encoded([value])[0])


def json_lines(table: DataFrame) -> Iterator[str]:
    """A table as JSON, one object a line.

    Args:
        table: Any table.

    Returns:
        The lines, without their ends.

    Example:
        >>> from pandas import DataFrame
        >>> list(json_lines(DataFrame({"path": ["a.md", None], "words": [1, 2]})))
        ['{"path": "a.md", "words": 1}', '{"path": null, "words": 2}']
    """
    names = [encode(name).replace("%", "%%") for name in table.columns]
    pattern = "{" + ", ".join(f"{name}: %s" for name in names) + "}"
    return map(_harmless, map(pattern.__mod__, _lines(table, _encoded)))


def _encoded(values: list[Any]) -> list[str]:
    return [_FORMS.get(type(value), _ENCODER.encode)(value) for value in values]


def _harmless(text: str) -> str:
    return text if text.isascii() else _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_json_lines(table: DataFrame) -> None:
    """Print a table, one object a line.

    Args:
        table: Any table.
    """
    write_text(f"{line}\n" for line in json_lines(table))


def write_json_array(table: DataFrame) -> None:
    """Print a table as one array, an object a line.

    Args:
        table: Any table.
    """
    write_text(["[\n" if len(table) else "["])
    write_text(f",\n{line}" if number else line for number, line in enumerate(json_lines(table)))
    write_text(["\n]\n" if len(table) else "]\n"])


def write_json(document: Mapping[str, Any]) -> None:
    """Print one object, a line for each of its values or of their items.

    Args:
        document: The object.
    """
    members = []
    for name, value in document.items():
        listed = isinstance(value, list) and value
        inner = "[\n    " + ",\n    ".join(map(encode, value)) + "\n  ]" if listed else encode(value)
        members.append(f"  {encode(name)}: {inner}")
    write_text(["{\n", ",\n".join(members), "\n}\n"])


def write_csv(table: DataFrame) -> None:
    """Print CSV: a header, a line a row, lists and dictionaries as JSON, nothing for what is missing.

    Text that a spreadsheet would run as a formula, because it starts with ``=``, ``+``, ``-``, ``@``, a tab
    or a carriage return, gets an apostrophe in front; numbers stay as they are.

    Args:
        table: Any table.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    lines = chain([tuple(table.columns)], _lines(table, _cells))
    write_text(writer.writerow(line) for line in lines)


class _Echo:
    """A file that hands back what is written to it: `csv` passes it on, so lines can stream."""

    def write(self, text: str) -> str:
        """Hand back the text."""
        return text


def _cells(values: list[Any]) -> list[Any]:
    return [value if type(value) is int or value is None else _cell(value) for value in values]


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return encode(value) if isinstance(value, bool | list | dict) else value


def write_text(parts: Iterable[str]) -> None:
    """Write to stdout as UTF-8, whatever the terminal prefers: programs rely on it.

    Args:
        parts: What to write.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that is no Unicode has lone surrogates; as \udc… it is valid JSON and can be told apart.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    sys.stdout.writelines(parts)


def rows(table: DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as tuples of Python values, None for what is missing.

    Args:
        table: Any table.

    Returns:
        One tuple a row.
    """
    return _lines(table, list)


def records(table: DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table as dictionaries, None for what is missing.

    Args:
        table: Any table.

    Returns:
        One dictionary a row.
    """
    names: list[str] = list(table.columns)
    return (dict(zip(names, row, strict=True)) for row in rows(table))


def _lines(table: DataFrame, form: Callable[[list[Any]], list[Any]]) -> Iterator[tuple[Any, ...]]:
    """The rows, each value in the given form."""
    for start in range(0, len(table), _CHUNK):
        part = table.iloc[start : start + _CHUNK]
        yield from zip(*(formed(part[name], form) for name in part), strict=True)


def formed(column: Series[Any], form: Callable[[list[Any]], list[_Form]]) -> list[_Form]:
    """The values of a column in some form; what a category holds over and over is formed once.

    Args:
        column: Any column.
        form: A function of Python values, None for what is missing, that gives as many.

    Returns:
        One for each row.
    """
    if column.dtype == "category":
        forms = form([*column.cat.categories.tolist(), None])  # the last one is what -1 finds
        return [forms[code] for code in column.cat.codes.tolist()]
    missing = column.isna()
    if missing.all():
        return form([None]) * len(column)
    values = column.astype(object)
    return form((values.where(~missing, None) if missing.any() else values).tolist())
