"""Finds double brackets without their counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity, Spot

if TYPE_CHECKING:
    from kg.extract.scan import Scan

_BRACKETS: Final = re.compile(
    rb"(?<!\\)(?:\\\\)*(\[\[|\]\](?!\())"
)  # `[a [b]](c)` is a link with a bracket in it
_PLAIN: Final = re.compile(rb"\[\[[^\[\]\n]*+\]\]")


def may_be_alone(data: bytes) -> bool:
    """Whether a note holds double brackets beside those of links that are written plainly."""
    opened = data.count(b"[[")
    return opened != data.count(b"]]") or opened != len(_PLAIN.findall(data))


def read(scan: Scan) -> Iterator[Spot]:
    """Opening brackets without closing ones on their line, and the other way round."""
    start = 0
    for line in scan.seen[: int(scan.batch.ends[-1])].tobytes().splitlines(keepends=True):
        if line.count(b"[[") != line.count(b"]]"):
            yield from _alone(line, start)
        start += len(line)


def _alone(line: bytes, offset: int) -> Iterator[Spot]:
    opened: re.Match[bytes] | None = None
    done = 0
    for match in _BRACKETS.finditer(line):
        if match[1] == b"[[":
            opened = match
            continue
        if opened is None and b"[" not in line[done : match.start()]:  # else it may end a single one
            yield _spot(match, offset, "closes a link that was never opened")
        opened, done = None, match.end()
    if opened is not None:
        yield _spot(opened, offset, "opens a link that is never closed on its line")


def _spot(match: re.Match[bytes], offset: int, what: str) -> Spot:
    brackets = match[1].decode()
    return Spot(offset + match.start(1), offset + match.end(1), brackets, f"{brackets} {what}")


CHECK: Final = Check(
    code="KG505",
    name="unbalanced-brackets",
    severity=Severity.WARNING,
    what="Double brackets without their counterpart on the same line.",
    why="What was meant as a link is plain text.",
    example="`[[Graph theory]` or `Graph theory]]`",
    fix="Add the missing bracket. Brackets in code, comments and math are left alone.",
    read=read,
    trace=may_be_alone,
)
