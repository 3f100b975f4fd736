"""Headings of plain notes: ``# Text`` at the start of a line (suspect notes get theirs from the parser)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import Headings, Ints
from kg.extract.scan import BLANK, NEWLINE, TAB, Scan


def headings(scan: Scan) -> None:
    """Find ATX headings: one to six ``#`` and a blank, a closing run of ``#`` left out."""
    seen, starts = scan.seen, scan.lines[:-1] + 1
    rows = np.flatnonzero(seen[starts] == ord("#"))
    at = starts[rows]
    level = np.ones(len(at), np.int64)
    for depth in range(1, 7):
        level += (level == depth) & (seen[at + depth] == ord("#"))
    behind = seen[at + level]
    good = (level <= 6) & ((behind == BLANK) | (behind == TAB) | (behind == NEWLINE))
    good &= ~scan.parts.are_parsed(at)
    at, level, rows = at[good], level[good], rows[good]
    first, last = trim(scan, at + level, scan.lines[rows + 1])
    scan.tables.append(Headings(at, level, first, _without_closing(scan, first, last)))


def trim(scan: Scan, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Spans without blanks at either end."""
    first, last = first.copy(), last.copy()
    for _ in range(4):  # few spans have more than a blank or two at an end
        first += (first < last) & _blank(scan.seen[first])
        last -= (first < last) & _blank(scan.seen[last - 1])
    more = (first < last) & (_blank(scan.seen[first]) | _blank(scan.seen[last - 1]))
    for row in np.flatnonzero(more).tolist():
        piece = scan.seen[first[row] : last[row]].tobytes()
        first[row] += len(piece) - len(piece.lstrip(b" \t"))
        last[row] = first[row] + len(piece.strip(b" \t"))
    return first, last


def _blank(values: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (values == BLANK) | (values == TAB)


def _without_closing(scan: Scan, first: Ints, last: Ints) -> Ints:
    """Ends of the spans before a closing run of ``#``."""
    for row in np.flatnonzero((first < last) & (scan.seen[last - 1] == ord("#"))).tolist():
        last[row] = without_closing_marks(scan.batch.text, int(first[row]), int(last[row]))[1]
    return last


def without_closing_marks(text: bytes, first: int, last: int) -> tuple[int, int]:
    """Span of a heading's text without blanks and a closing run of ``#`` that a blank precedes.

    >>> without_closing_marks(b"# a # b ##", 1, 10), without_closing_marks(b"# a#", 1, 4)
    ((2, 7), (2, 4))
    """
    piece = text[first:last].rstrip(b" \t")
    bare = piece.rstrip(b"#")
    if not bare or bare[-1:] in (b" ", b"\t"):
        piece = bare.rstrip(b" \t")
    first += len(piece) - len(piece.lstrip(b" \t"))
    return first, first + len(piece.lstrip(b" \t"))
