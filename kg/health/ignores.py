"""Reads the comments by which a note's writer says that a finding is meant so."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

MARK: Final = b"kg-ignore"
_COMMENT: Final = re.compile(
    rb"(?:%%|<!--)[ \t]*kg-ignore(-file)?((?:[ \t,]+[A-Za-z0-9-]+)*?)[ \t]*(?:%%|-->)"
)
_ALONE: Final = re.compile(rb"[ \t>]*\Z")
_ALL: Final = frozenset(("*",))


class Ignores(NamedTuple):
    """What a note wants to hear nothing of.

    Attributes:
        everywhere: Codes and names of checks, in lower case; ``*`` for all.
        at: The same by line.
    """

    everywhere: frozenset[str]
    at: dict[int, frozenset[str]]

    def covers(self, line: int, code: str, name: str) -> bool:
        """Whether a finding of this check on this line is meant so."""
        told = self.everywhere | self.at.get(line, frozenset())
        return bool(told & {"*", code.lower(), name.lower()})


def ignores(data: bytes) -> Ignores:
    r"""The comments of a note.

    ``%% kg-ignore KG101 %%`` or ``<!-- kg-ignore dangling-link -->`` holds for its own line or, if it
    stands alone on a line, for the next one; ``kg-ignore-file`` holds for the note. Without codes, all
    checks are meant.

    Args:
        data: The note.

    Returns:
        What it ignores.

    Example:
        >>> found = ignores(b"<!-- kg-ignore KG101 -->\n[[x]]")
        >>> found.covers(2, "KG101", "dangling-link"), found.covers(2, "KG104", "ambiguous-name")
        (True, False)
    """
    everywhere: set[str] = set()
    at: dict[int, set[str]] = {}
    ends = line_ends(data)
    for match in _COMMENT.finditer(data):
        codes = {code.decode().lower() for code in match[2].replace(b",", b" ").split()} or _ALL
        if match[1]:
            everywhere |= codes
            continue
        line = bisect_right(ends, match.start()) + 1
        start = ends[line - 2] if line > 1 else 0
        rest = data[match.end() :].partition(b"\n")[0]
        alone = _ALONE.match(data[start : match.start()]) and not rest.strip()
        at.setdefault(line + bool(alone), set()).update(codes)
    return Ignores(frozenset(everywhere), {line: frozenset(codes) for line, codes in at.items()})


def line_ends(data: bytes) -> list[int]:
    r"""Where each line but the last ends: the offset behind its line feed.

    >>> line_ends(b"a\nb\n")
    [2, 4]
    """
    ends, place = [], data.find(b"\n")
    while place >= 0:
        ends.append(place + 1)
        place = data.find(b"\n", place + 1)
    return ends
