"""Hashtags (rules D1-D5): ``#topic``, ``#area/topic``."""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np

from kg.extract.rows import MENTION_KINDS, NONE, Mentions, table
from kg.extract.scan import Scan, inside
from kg.model.kinds import MentionKind

_TAG: Final = MENTION_KINDS.index(MentionKind.TAG)
_LINK: Final = MENTION_KINDS.index(MentionKind.LINK)
_LONGEST: Final = 800  # bytes looked at; a longer word is no tag
_INNER: Final = frozenset("_-/")


def tags(scan: Scan) -> None:
    """Find hashtags: at the start of a line or behind a blank, with something in them that is no digit.

    In some dialects they are links to pages (H1, J1).
    """
    syntax = scan.profile.syntax
    if not syntax.hashtags:
        return
    marks = scan.find(ord("#"))
    before, after = scan.seen[marks - 1], scan.seen[marks + 1]
    blank = before <= ord(" ")
    for row in np.flatnonzero(before > 127).tolist():  # a no-break blank, say, or a wide one
        blank[row] = scan.slice(int(marks[row]) - 4, int(marks[row]))[-1:].isspace()
    marks = marks[blank & (after > ord(" ")) & (after != ord("#"))]
    marks = marks[~inside(marks, *scan.taken())]
    commented = sorted(scan.areas.get("comment", []))
    if commented:
        marks = marks[~inside(marks, *np.array(commented, np.int64).T)]
    rows = []
    for at in marks.tolist():
        text = scan.seen[at + 1 : at + 1 + _LONGEST].tobytes().decode(errors="ignore")
        name = _tag_at(text, inner=syntax.tag_marks)
        if name:
            end = at + 1 + len(name.encode())
            kind, page = tag_or_page(scan, name)
            rows.append((at, end, kind, 0, *(page or (at + 1, end)), *[NONE] * 7))
    scan.tables.append(table(Mentions, rows))


def tag_or_page(scan: Scan, name: str) -> tuple[int, tuple[int, int] | None]:
    """Kind of the mention a tag makes, and the page it links to if it is none."""
    page = scan.profile.syntax.tag_page
    return (_LINK, scan.append(page.replace("{value}", name))) if page else (_TAG, None)


def _tag_at(text: str, *, inner: str = "") -> str:
    """The tag a text starts with, without ``#``, or nothing.

    >>> _tag_at("area/topic, and"), _tag_at("1984 was"), _tag_at("y1984!"), _tag_at("日本 x")
    ('area/topic', '', 'y1984', '日本')
    """
    end = next((i for i, c in enumerate(text) if not _belongs(c) and c not in inner), len(text))
    name = text[:end].rstrip(f"/{inner}")
    return "" if all(c.isdigit() or c == "/" for c in name) else name


def _belongs(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _INNER
    return unicodedata.category(character)[0] in "LMNS" or character == "\u200d"
