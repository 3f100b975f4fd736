"""Finds double brackets without their counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.health.check import Check, Severity, Spot
from kg.health.prose import visible

_BRACKETS: Final = re.compile(
    rb"(?<!\\)(?:\\\\)*(\[\[|\]\](?!\())"
)  # `[a [b]](c)` is a link with a bracket in it


def read(data: bytes) -> Iterator[Spot]:
    """Opening brackets without closing ones on their line, and the other way round."""
    if data.count(b"[[") == data.count(b"]]"):
        return
    text = visible(data)
    start = 0
    for line in text.splitlines(keepends=True):
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
)
