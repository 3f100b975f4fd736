"""Reads plain scalars of front matter by the YAML 1.2 core schema, and blocks of nothing but lines of them.

Most notes have no other front matter; it takes no parser, which need not even be loaded.
"""

from __future__ import annotations

import re
from typing import Final

from kg.extract.rows import DATATYPES, NONE

_CORE: Final = (
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z")),
    ("boolean", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")),
    ("integer", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")),
    ("float", re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|nan)\Z")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d\Z")),
    ("datetime", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?\Z")),
)


def datatype_of(text: str) -> str:
    """Type of a plain scalar.

    >>> [datatype_of(t) for t in ("12:30", "yes", "010", "1.5", "2024-05-01", "")]
    ['string', 'string', 'string', 'float', 'date', 'null']
    """
    return next((name for name, pattern in _CORE if pattern.match(text)), DATATYPES[0])


_SIMPLE_LINE: Final = re.compile(
    rb"""(?!(?i:tags?|alias(?:es)?):)([A-Za-z_][\w-]*):[ ]+(?:
        "([^"\\\n]*)"  # "quoted, no escapes"
      | '([^'\n]*)'    # 'quoted'
      # plain: no mark of YAML's at its start, no control, no ": " and no " #" in it
      | ([^\s\x00-\x1f\x7f"'\[\]{},&*\#?|<>=!%@`:~-](?:[^\n:\#\x00-\x1f\x7f]|:(?=[^\s])|(?<=[^\s])\#)*?)
    )[ ]*\n""",
    re.VERBOSE,
)


Line = tuple[int, int, int, int, int, int]  # place of the value; spans of key and value; place in DATATYPES


def read_simple(text: bytes, start: int, end: int) -> list[Line] | None:
    r"""The lines of a block of nothing but ``key: value``; ``None`` if it holds anything else.

    Most notes have nothing else, and this is twenty times faster than a parser. Lists, links, and the
    properties that may hold several values are left to `kg.extract.yaml_reading`.

    >>> text = b"title: A b\nvideoId: 'x'\n"
    >>> [text[slice(*line[3:5])] for line in read_simple(text, 0, len(text))]
    [b'A b', b'x']
    """
    if text.find(b"[[", start, end) >= 0:
        return None
    lines: list[Line] = []
    at, seen = start, set()
    while at < end:
        match = _SIMPLE_LINE.match(text, at, end)
        if match is None or match[1] in seen:
            return None
        seen.add(match[1])
        group = match.lastindex or _PLAIN
        (_, at), key, span = match.regs[0], match.regs[1], match.regs[group]
        if group != _PLAIN:
            if not match[group].strip():
                return None
            lines.append((span[0] - 1, *key, *span, 0))
        elif _is_text(value := match[group]):
            lines.append((span[0], *key, *span, 0))
        else:
            kind = DATATYPES.index(datatype_of(value.decode()))
            lines.append((span[0], *key, *((NONE, NONE) if kind == _NULL else span), kind))
    return lines


_NULL: Final = DATATYPES.index("null")
_PLAIN: Final = 4  # the pattern's group of plain scalars
_WORDS: Final = frozenset((b"null", b"true", b"false"))
_LONGEST_WORD: Final = max(map(len, _WORDS))


def _is_text(value: bytes) -> bool:
    """Whether a plain scalar can only be a string: it starts with a letter and is no word of YAML's own."""
    return value[:1].isalpha() and (len(value) > _LONGEST_WORD or value.lower() not in _WORDS)
