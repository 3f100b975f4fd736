"""Finds in a note's text what hides the rest of it: fences, code, comments; for checks that read text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_FENCE: Final = re.compile(
    rb"^[ \t>]*+(?:[-*+]|\d+[.)])?[ \t]*+(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$", re.MULTILINE
)
_FRONT: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE
)
_OPENING: Final = re.compile(rb"`+|<!--|%%|\$\$")
_CLOSING: Final = {b"<!--": b"-->", b"%%": b"%%", b"$$": b"$$"}
_TICKS: Final = re.compile(rb"`+|\n")
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
    pieces, done = [], 0
    for start, end in _hidden(text):
        pieces += [text[done:start], _blank(text[start:end])]
        done = end
    return b"".join((*pieces, text[done:]))


def _hidden(text: bytes) -> Iterator[tuple[int, int]]:
    """Code spans within a line, comments and block math; the last of these may stay open to the end."""
    ends = _code_ends(text)
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.end()
        if opening[0][:1] == b"`":
            end = ends.get(opening.start())
        else:
            closing = _CLOSING[opening[0]]
            end = text.find(closing, at) + len(closing)
            end = end if end >= at + len(closing) else len(text)
        if end is not None:
            yield opening.start(), end
            at = end


def _code_ends(text: bytes) -> dict[int, int]:
    """Where the code span ends that each run of backticks opens: with the next one as long on its line.

    One walk from the end: a search from each run would take the square of the line's length.
    """
    ends: dict[int, int] = {}
    following: dict[int, int] = {}  # end of the next run on the line, by length
    for run in reversed(list(_TICKS.finditer(text))):
        if run[0] == b"\n":
            following = {}
            continue
        length = len(run[0])
        if length in following:
            ends[run.start()] = following[length]
        following[length] = run.end()
    return ends


def _line_end(data: bytes, place: int) -> int:
    """The end of the line a place is in; that of the note for -1."""
    end = data.find(b"\n", place) if place >= 0 else -1
    return len(data) if end < 0 else end


def _blank(data: bytes) -> bytes:
    return _VISIBLE.sub(b" ", data)
