"""Bare addresses in the text (rule E9): ``https://…`` outside links."""

from __future__ import annotations

import re
from typing import Final

from kg.extract.rows import MENTION_KINDS, NONE, Mentions, table
from kg.extract.scan import Scan, inside
from kg.model.kinds import MentionKind

_URL: Final = MENTION_KINDS.index(MentionKind.URL)
_SCHEME: Final = re.compile(rb"(?:https?|ftp)\Z", re.IGNORECASE)
_REST: Final = re.compile(rb"://[^\s<>\x00-\x20\x7f\"`|\\^{}]{1,4000}")
_CLOSING: Final = {b")": b"(", b"]": b"["}


def urls(scan: Scan) -> None:
    """Find bare addresses; punctuation that ends a sentence does not belong to them (GFM autolinks)."""
    colons = scan.find(ord(":"))
    slashes = colons[scan.seen[colons + 1] == ord("/")] + 1
    slashes = slashes[scan.seen[slashes + 1] == ord("/")]
    slashes = slashes[~inside(slashes, *scan.taken())]
    rows, free = [], 0
    for at in slashes.tolist():
        before = scan.seen[max(at - 7, 0) : at - 1].tobytes()
        scheme = _SCHEME.search(before)
        start = at - 1 - len(scheme[0]) if scheme else 0
        if scheme is None or start < free or _is_word(scan.seen[start - 1]):
            continue
        rest = _REST.match(scan.seen[at - 1 : at + 4005].tobytes())
        if rest is None:
            continue
        free = end = at - 1 + len(_trimmed(rest[0]))
        if end > at + 1:
            rows.append((start, end, _URL, 0, start, end, *[NONE] * 7))
    scan.tables.append(table(Mentions, rows))


def _is_word(byte: int) -> bool:
    return chr(byte).isalnum() or byte > 127


def _trimmed(address: bytes) -> bytes:
    """The address without trailing punctuation, and without a closing bracket that none opens."""
    while True:
        last = address[-1:]
        if (last in _CLOSING and address.count(last) > address.count(_CLOSING[last])) or (
            last and last in b"?!.,:;*_~'"
        ):
            address = address[:-1]
        else:
            return address
