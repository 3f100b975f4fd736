"""Finds code fences that are never closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity, Spot

if TYPE_CHECKING:
    from kg.extract.scan import Scan


def may_have_fences(data: bytes) -> bool:
    """Whether a note can hold a fenced block of code."""
    return b"```" in data or b"~~~" in data


def read(scan: Scan) -> Iterator[Spot]:
    """Fences behind whose code no other one stands: they hide what follows, in a list or quote its rest."""
    text = scan.batch.text
    for fence in scan.fences:
        if not text[fence.last : fence.end].strip(b" \t\n>"):
            yield Spot(fence.start, text.index(b"\n", fence.start), "", "this code fence is never closed")


CHECK: Final = Check(
    code="KG504",
    name="unclosed-fence",
    severity=Severity.WARNING,
    what="A code fence that is opened and never closed.",
    why="The rest of the note is shown as code, and its links do not count.",
    example="A line of three backquotes without a second one.",
    fix="Close it where the code ends.",
    read=read,
    trace=may_have_fences,
)
