"""Finds notes that stand as a whole inside a code fence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.health.check import Check, Severity, Spot
from kg.health.prose import body_start, fences

_LONGEST: Final = 80  # bytes of that line
_LEAST: Final = 0.8  # share of the body that has to be inside
_MARKDOWN: Final = (b"[[", b"](", b"\n#", b"<a ", b"**")


def read(data: bytes) -> Iterator[Spot]:
    """A fence that opens in the first lines of the body and holds nearly all of it, if that is Markdown."""
    for fence in fences(data):
        start = body_start(data)
        body = data[start:].strip()
        before = data[start : fence.start].strip()
        inside = data[fence.inside : fence.end if fence.end >= 0 else len(data)]
        whole = len(before) <= _LONGEST and b"\n" not in before and len(inside) >= _LEAST * len(body)
        if whole and any(mark in inside for mark in _MARKDOWN):
            yield Spot(fence.start, fence.inside - 1, "", "the whole note is inside a code fence")
        return


CHECK: Final = Check(
    code="KG503",
    name="fenced-note",
    severity=Severity.WARNING,
    what="A note whose whole text stands inside a code fence.",
    why="It is shown as code, and none of its links, headings and timestamps counts.",
    example="A note that begins with ```` ```markdown ```` because it was pasted from a chat.",
    fix="Delete the two fences.",
    read=read,
)
