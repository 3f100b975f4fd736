"""Finds in a note's text what hides the rest of it: fences, code, comments; for checks that read text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_FENCE: Final = re.compile(
    rb"^[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$", re.MULTILINE
)
_FRONT: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE
)
_HIDDEN: Final = re.compile(
    rb"(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<!--.*?(?:-->|\Z)|%%.*?(?:%%|\Z)|\$\$.*?(?:\$\$|\Z)", re.DOTALL
)
_VISIBLE: Final = re.compile(rb"[^\n]")


class Fence(NamedTuple):
    """A block of code between two fences; ``end`` is -1 if the second one is missing."""

    start: int
    inside: int
    end: int


def fences(data: bytes) -> Iterator[Fence]:
    r"""The fenced blocks of a note, in order.

    A fence ends with one of the same sign that is at least as long and has nothing behind it (CommonMark
    4.5). What stands inside lists and quotes is judged by its line alone.

    Example:
        >>> list(fences(b"a\n```\nb\n```\n~~~\n"))
        [Fence(start=2, inside=6, end=8), Fence(start=12, inside=16, end=-1)]
    """
    if b"```" not in data and b"~~~" not in data:
        return
    opening: re.Match[bytes] | None = None
    for match in _FENCE.finditer(data):
        if opening is None:
            opening = match
        elif match[1][:1] == opening[1][:1] and len(match[1]) >= len(opening[1]) and not match[2].strip():
            yield Fence(opening.start(), opening.end() + 1, match.start())
            opening = None
    if opening is not None:
        yield Fence(opening.start(), min(opening.end() + 1, len(data)), -1)


def body_start(data: bytes) -> int:
    r"""Where the front matter ends.

    >>> body_start(b"---\na: b\n---\ntext")
    13
    """
    match = _FRONT.match(data)
    return match.end() if match else 0


def visible(data: bytes) -> bytes:
    """The note with front matter, code, comments and block math blanked out, every other byte in place.

    >>> visible(b"a `[[b]]` [[c]]")
    b'a         [[c]]'
    """
    pieces, done = [], 0
    spans = [(0, body_start(data)), *((fence.start, _line_end(data, fence.end)) for fence in fences(data))]
    for start, end in spans:
        if end > done:
            pieces += [data[done:start], _blank(data[max(start, done) : end])]
            done = end
    text = b"".join((*pieces, data[done:]))
    return _HIDDEN.sub(lambda match: _blank(match[0]), text)


def _line_end(data: bytes, place: int) -> int:
    """The end of the line a place is in; that of the note for -1."""
    end = data.find(b"\n", place) if place >= 0 else -1
    return len(data) if end < 0 else end


def _blank(data: bytes) -> bytes:
    return _VISIBLE.sub(b" ", data)
