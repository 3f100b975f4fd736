"""Turns columns into text by the column: a value's escapes, the words around it, a line a row.

Formats of graph tools hold a line or two for each node and edge, of hundreds of thousands. Arrow escapes a
column and joins columns in one step each, and the joined column is the text to write: no Python object is
made for a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = pa.Array  # of large_string, which no amount of text overflows
_ROWS: Final = 1 << 15  # turned into text at a time
_TEXT: Final = pa.large_string()


def parts(table: pa.Table, *, most: int = _ROWS) -> Iterator[dict[str, pa.Array]]:
    """A table a few rows at a time, so that its text never stands in memory as a whole.

    Args:
        table: Any table; its texts may be dictionaries.
        most: How many rows to take at a time.

    Yields:
        The columns of the next rows by name, each as one array.
    """
    for start in range(0, len(table), most):
        rows = table.slice(start, most)
        yield {name: _whole(rows[name]) for name in rows.column_names}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def texts(column: pa.Array) -> Texts:
    """A column as texts: whole numbers in digits, fractions as short as they can be.

    >>> texts(pa.array([1.5, None])).to_pylist()
    ['1.5', None]
    """
    return column.cast(_TEXT)


def escaped(column: pa.Array, escapes: Mapping[str, str]) -> Texts:
    r"""Texts with some characters replaced, one sort after the other.

    Args:
        column: The texts.
        escapes: What stands for what; the sign that escapes begin with comes first.

    Example:
        >>> escaped(pa.array(['a"b\\']), {"\\": "\\\\", '"': '\\"'}).to_pylist()
        ['a\\"b\\\\']
    """
    column = texts(column)
    for plain, escape in escapes.items():
        if pc.any(pc.match_substring(column, plain)).as_py():
            column = pc.replace_substring(column, plain, escape)
    return column


def joined(*pieces: str | pa.Array) -> Texts:
    """The pieces of each row one behind the other; missing where any of them is.

    >>> joined("<", pa.array(["a", None]), ">").to_pylist()
    ['<a>', None]
    """
    return pc.binary_join_element_wise(*map(_piece, pieces), pa.scalar("", _TEXT))


def filled(*pieces: str | pa.Array) -> Texts:
    """The same, but nothing where one of them is missing.

    >>> filled("<", pa.array(["a", None]), ">").to_pylist()
    ['<a>', '']
    """
    return pc.fill_null(joined(*pieces), pa.scalar("", _TEXT))


def _piece(piece: str | pa.Array) -> pa.Scalar | pa.Array:
    return pa.scalar(piece, _TEXT) if isinstance(piece, str) else texts(piece)


def write(stream: BinaryIO, lines: Texts) -> None:
    """Write a column of texts that has none missing, one behind the other.

    Args:
        stream: Where to write.
        lines: The texts, with their ends.
    """
    _, offsets, data = lines.buffers()
    if data is None or not len(lines):
        return
    ends = memoryview(offsets).cast("q")
    stream.write(memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]])


def write_list(stream: BinaryIO, lists: Iterable[Texts]) -> None:
    """Write what stands in a JSON array, a value a line with commas between.

    Args:
        stream: Where to write.
        lists: The values, some at a time.
    """
    first = True
    for values in lists:
        if len(values):
            head, rest = values[:1], values[1:]
            write(stream, head if first else joined(",\n", head))
            write(stream, joined(",\n", rest))
            first = False
    stream.write(b"\n")


# What JSON cannot hold as it is, and what could end a script in which a page holds the file.
_JSON: Final = {"\\": "\\\\", '"': '\\"', "</": "<\\/"}
_JSON_RARE: Final = {chr(code): f"\\u{code:04x}" for code in (*range(32), 0x2028, 0x2029)}
_RARE: Final = f"[{''.join(_JSON_RARE)}]"  # looked for first, all at once


def json_text(value: object) -> str:
    r"""One value as JSON, under the same rules.

    >>> print(json_text({"name": "</script>"}))
    {"name": "<\/script>"}
    """
    text = json.dumps(value, ensure_ascii=False).replace("</", _JSON["</"])
    return re.sub(_RARE, lambda found: _JSON_RARE[found[0]], text)


def json_members(columns: Mapping[str, pa.Array]) -> list[Texts]:
    """A JSON member for each value that is there, with a comma before it; nothing for the others.

    Args:
        columns: Columns of texts or numbers by the member's name.

    Example:
        >>> json_members({"path": pa.array(["a", None]), "line": pa.array([1, 2])})[0].to_pylist()
        [', "path": "a"', '']
    """
    return [filled(f', "{name}": ', json_value(column)) for name, column in columns.items()]


def json_value(column: pa.Array) -> Texts:
    """A column's values as JSON; missing ones stay missing."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return texts(column)
    column = escaped(column, _JSON)
    if pc.any(pc.match_substring_regex(column, _RARE)).as_py():
        column = escaped(column, _JSON_RARE)
    return joined('"', column, '"')
