"""Finds notes that stand as a whole inside a code fence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity, Spot
from kg.health.checks.unclosed_fence import may_have_fences

if TYPE_CHECKING:
    from kg.extract.scan import Scan

_LONGEST: Final = 80  # bytes of that line
_LEAST: Final = 0.8  # share of the body that has to be inside
_MARKDOWN: Final = (b"[[", b"](", b"\n#", b"<a ", b"**")


def read(scan: Scan) -> Iterator[Spot]:
    """A fence that opens in the first lines of the body and holds nearly all of it, if that is Markdown."""
    text = scan.batch.text
    notes = scan.batch.note_at(np.array([fence.start for fence in scan.fences], np.int64))
    _, firsts = np.unique(notes, return_index=True)
    for first in firsts.tolist():
        fence, note = scan.fences[first], notes[first]
        start, end = int(scan.bodies[note]), int(scan.batch.ends[note])
        before, inside = text[start : fence.start].strip(), text[fence.first : fence.last]
        whole = len(inside) >= _LEAST * len(text[start:end].strip())
        if whole and len(before) <= _LONGEST and b"\n" not in before and any(m in inside for m in _MARKDOWN):
            yield Spot(fence.start, fence.first - 1, "", "the whole note is inside a code fence")


CHECK: Final = Check(
    code="KG503",
    name="fenced-note",
    severity=Severity.WARNING,
    what="A note whose whole text stands inside a code fence.",
    why="It is shown as code, and none of its links, headings and timestamps counts.",
    example="A note that begins with ```` ```markdown ```` because it was pasted from a chat.",
    fix="Delete the two fences.",
    read=read,
    trace=may_have_fences,
)
