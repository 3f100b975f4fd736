"""Code spans of notes that need no parser for them: single backticks, an even number on each line.

In such a note no fence can open, and by CommonMark the first backtick of a line pairs with the second, the
third with the fourth. Every other note with a backtick goes to the parser.
"""

from __future__ import annotations

import numpy as np

from kg.extract.rows import Ints
from kg.extract.scan import Scan

_BACKTICK, _BACKSLASH = ord("`"), ord("\\")


def intricate_backticks(scan: Scan) -> Ints:
    """A backtick of every note whose code spans only the parser can find."""
    marks = scan.words(b"`")
    if not len(marks):
        return marks
    beside = (scan.seen[marks + 1] == _BACKTICK) | (scan.seen[marks - 1] == _BACKTICK)
    beside |= scan.seen[marks - 1] == _BACKSLASH
    lines = scan.line_of(marks)
    _, first, count = np.unique(lines, return_index=True, return_counts=True)
    return np.concatenate((marks[beside], marks[first[count % 2 == 1]]))


def code_spans(scan: Scan) -> None:
    """Hide the code spans of the notes the parser does not look at."""
    marks = scan.words(b"`")
    marks = marks[~scan.parts.are_parsed(marks)]
    scan.hide_code(list(zip(marks[::2].tolist(), (marks[1::2] + 1).tolist(), strict=True)))
