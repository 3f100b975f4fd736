"""Finds code fences that are never closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.health.check import Check, Severity, Spot
from kg.health.prose import fences


def read(data: bytes) -> Iterator[Spot]:
    """A fence that hides the note from its line to the end."""
    for fence in fences(data):
        if fence.end < 0:
            end = data.find(b"\n", fence.start)
            yield Spot(fence.start, len(data) if end < 0 else end, "", "this code fence is never closed")


CHECK: Final = Check(
    code="KG504",
    name="unclosed-fence",
    severity=Severity.WARNING,
    what="A code fence that is opened and never closed.",
    why="The rest of the note is shown as code, and its links do not count.",
    example="A line of three backquotes without a second one.",
    fix="Close it where the code ends.",
    read=read,
)
