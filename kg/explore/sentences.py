"""Cuts the sentence around a place out of a note's bytes, as plain text."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from operator import itemgetter
from typing import Final

WIDTH: Final = 240  # characters of an excerpt
_REACH: Final = 4000  # bytes looked at before and behind a place: lines of transcripts have no end
_LINES: Final = 20  # lines of one paragraph looked at before and behind
_OPEN, _CLOSE = "\ue000", "\ue001"  # marks around the place, from the area no character is assigned in
_MARK: Final = re.compile(f"([{_OPEN}{_CLOSE}])")
_ELLIPSIS: Final = "…"

# Where a block begins: after a blank line, or with a mark of its own.
_BLOCK: Final = re.compile(
    rb"[ \t]*(?:$|#{1,6}[ \t]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|>|\||---|```|~~~|\[\^|[\w.-]+::)"
)
_ALONE: Final = re.compile(rb"[ \t]*(?:$|#{1,6}[ \t]|\||---|```|~~~)")  # a block of one line

_LABEL: Final = itemgetter(1)
_EMPHASIS: Final = (
    r"\*(?<!\\\*)\*{0,2}|~(?<!\\~)~|=(?<!\\=)=|%(?<!\\%)%|`(?<!\\`)`*"
    r"|_(?<!\\_)(?:(?<!\w_)_{0,2}|_{0,2}(?!\w))"
)
# Markup on one line, what is left of it, and signs without one of which there is none: they are found sooner.
# As far as it can, each pattern begins with one of some letters: places without them are passed over.
_REDUCTIONS: Final = tuple(
    (re.compile(pattern, re.MULTILINE), left, signs)
    for pattern, left, signs in (
        (r"<[^<>\n]{0,1000}>", "", "<"),  # tags
        (r"\[\d{1,3}(?::\d\d){1,2}\](?!\()", "", "["),  # times
        (r"(?:!\[\[|\[\[)(?:[^\[\]|\n]*\|[ \t]*)?([^\[\]\n]*)\]\]", _LABEL, "["),  # a link shows its label
        (r"(?:!\[|\[)([^\[\]\n]*)\]\([^()\n]*\)", _LABEL, "["),
        (r"^[ \t]*(?:>[ \t]?)+(?:\[![\w-]+\][-+]?)?", "", ">"),  # quotes and callouts
        (r"^[ \t]*#{1,6}[ \t]+", "", "#"),
        (r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", "", "-*+.)"),  # items and tasks
        (r"[ \t]+\^[\w-]+$", "", "^"),  # block anchors
        (_EMPHASIS, "", "*~=%`_"),
        (r"\\([!-/:-@\[-`{-~])", _LABEL, "\\"),
    )
)
_CELLS: Final = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")
_BEFORE_STOP: Final = re.compile(r" ([.,;:!?])(?=[ \ue000\ue001]|$)")
_STOPS: Final = (" .", " ,", " ;", " :", " !", " ?")
_END: Final = re.compile(
    "[.!?\u2026\u3002\uff01\uff1f](?:"
    "(?<=[.!?\u2026])[.!?\u2026]*[\"'\u201d\u2019\u00bb)\\]\ue001]*"
    "(?=\\s+[\"'\u201c\u2018\u00ab(\\[]*(?:\ue000|[^\\W_a-z]))"  # links to files may begin small
    "|(?<=[\u3002\uff01\uff1f])[\u3002\uff01\uff1f]*[\u300d\u300f\uff09]?)"  # full-width: no blank
)
# What has a full stop but ends no sentence: abbreviations, initials, and ordinal numbers.
_NO_END: Final = re.compile(
    r"(?:\b(?:[A-Z]|e\.g|i\.e|etc|vs|cf|ca|approx|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Inc|Ltd|Co|Corp|No|Nos|Vol|Fig"
    r"|Eq|Ch|pp|ed|al|Gen|Gov|Sen|Rep|Capt|Lt|z\.B|d\.h|u\.a|bzw|Nr|Hr|Fr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec)|\b[A-Za-z]\.[A-Za-z]|^\d{1,3})\.$"
)


def sentence(data: bytes, start: int, end: int, *, width: int = WIDTH) -> str:
    r"""The sentence around a place, as plain text.

    A sentence does not go beyond its paragraph, list item, quote, heading or row of a table. Links show their
    labels; times, tags and marks are left out. A text longer than the width is cut around the place.

    Args:
        data: The note's bytes.
        start: Offset of the place's first byte.
        end: Offset behind its last byte.
        width: How many characters to give at most, ellipses included; at least 20.

    Returns:
        One line.

    Example:
        >>> text = b"It rained. We met **Dr. Ada** [[b|at the bell]]\nagain. Then home."
        >>> sentence(text, text.index(b"[["), text.index(b"]]") + 2)
        'We met Dr. Ada at the bell again.'
    """
    before, place, after = _block(data, start, end)
    text = f"{_text(before)}{_OPEN}{_text(place)}{_CLOSE}{_text(after)}"
    text = _plain(text)
    first, last = _bounds(text)
    return _fitted(text[first:last].strip(), max(width, 20))


def _text(piece: bytes) -> str:
    return _unmarked(piece.decode(errors="replace"))


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _plain(text: str) -> str:
    """One line of a text without markup; the cells of a table's row apart."""
    for pattern, left, signs in _REDUCTIONS:
        if any(map(text.__contains__, signs)):
            text = pattern.sub(left, text)
    if "|" in text:
        text = "\n".join(map(_cells, text.split("\n")))
    if "&" in text:
        parts = _MARK.split(text)  # an entity must not become a mark
        shown = (part if _MARK.fullmatch(part) else _unmarked(html.unescape(part)) for part in parts)
        text = "".join(shown)
    text = " ".join(text.split())
    return _BEFORE_STOP.sub(_LABEL, text) if any(map(text.__contains__, _STOPS)) else text


def _cells(line: str) -> str:
    """A line; if it is a row of a table, its cells apart."""
    row = _unmarked(line).lstrip().startswith("|")
    return _CELLS.sub(" | ", line.strip().strip("|")) if row else line


def _block(data: bytes, start: int, end: int) -> tuple[bytes, bytes, bytes]:
    """The block around a place: what stands before it, itself, and what stands behind."""
    low, high = max(0, start - _REACH), min(len(data), end + _REACH)
    first = max(data.rfind(b"\n", low, start) + 1, low)
    begins = first == low or data[first - 1 : first] == b"\n"
    line_end = _line_end(data, end, high)
    line = data[first:line_end]
    alone = begins and (bool(_ALONE.match(line)) or start <= _front_matter_end(data))
    for _ in range(0 if alone or not begins else _LINES):
        if first <= low or _BLOCK.match(data[first : _line_end(data, first, high)]):
            break
        above = max(data.rfind(b"\n", low, first - 1) + 1, low)
        if _ALONE.match(data[above : first - 1]):
            break
        first = above
    for _ in range(0 if alone else _LINES):
        below = line_end + 1
        if below >= high or _BLOCK.match(data[below : _line_end(data, below, high)]):
            break
        line_end = _line_end(data, below, high)
    return data[first:start], data[start:end], data[end:line_end]


@lru_cache(maxsize=1)  # a note has many sentences; looking from its start for each is quadratic
def _front_matter_end(data: bytes) -> int:
    """Where the front matter ends, in which each line is a property of its own; -1 if there is none."""
    return data.find(b"\n---", 3) if data.startswith(b"---") else -1


def _line_end(data: bytes, at: int, high: int) -> int:
    found = data.find(b"\n", at, high)
    return found if found >= 0 else high


def _bounds(text: str) -> tuple[int, int]:
    """Start and end of the sentence with the marked place."""
    opened, closed = text.find(_OPEN), text.find(_CLOSE)
    before = []
    for match in _END.finditer(text):
        if match.end() <= opened:
            before.append(match)
        elif match.end() > closed and _is_end(text, match):
            last = match.end()
            break
    else:
        last = len(text)
    first = next((match.end() for match in reversed(before) if _is_end(text, match)), 0)
    return first, last


def _is_end(text: str, match: re.Match[str]) -> bool:
    return not _NO_END.search(_unmarked(text[max(0, match.start() - 12) : match.end()]))


def _fitted(text: str, width: int) -> str:
    """The text without marks, cut around the place if it is too long."""
    opened = text.find(_OPEN)
    closed = max(text.find(_CLOSE) - 1, opened)
    bare = _unmarked(text)
    if len(bare) <= width:
        return bare
    room = width - 2
    first = max(0, min(opened - max(0, room - (closed - opened)) // 2, len(bare) - room))
    cut = bare[first : first + room]
    if first > 0:
        cut = _ELLIPSIS + cut.partition(" ")[2] if " " in cut[: room // 4] else _ELLIPSIS + cut
    if first + room < len(bare):
        head, _, tail = cut.rpartition(" ")
        cut = (head if head and len(tail) < room // 4 else cut) + _ELLIPSIS
    return cut
