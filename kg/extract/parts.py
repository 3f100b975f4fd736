"""Cuts notes into parts that a CommonMark parser may read one by one.

A line that starts with ``#`` below an empty line ends every block before it, but for fenced code and for HTML
such as ``<script>`` that goes on to a certain end. So what stands below a heading can be parsed by itself. A
note that holds anything of that sort, or a definition other parts may refer to, is one part.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import Ints
from kg.extract.scan import BLANK, NEWLINE, Parts, Scan

_OPEN_ENDED: Final = re.compile(rb"<(?:[!?]|(?i:script|pre|style|textarea))")
_FIRST: Final = np.zeros(256, bool)
_FIRST[list(b"!?sSpPtT")] = True


def parts_of(scan: Scan) -> Parts:
    """The parts of all notes, none of them for the parser so far."""
    seen, starts = scan.seen, scan.lines[:-1] + 1
    below = starts[np.flatnonzero(seen[starts] == ord("#"))]
    blank = (seen[below - 2] == BLANK) & (seen[below - 3] == NEWLINE)  # as of a line that ended in CR LF
    below = below[(seen[below - 2] == NEWLINE) | blank]
    whole = np.zeros(len(scan.batch.paths) + 1, bool)
    for positions in (_fences(scan), _open_ended(scan), definitions(scan)):
        whole[scan.batch.note_at(positions)] = True
    note = scan.batch.note_at(below)
    below = below[~whole[note] & (below > scan.bodies[note])]
    bounds = np.sort(np.concatenate((scan.batch.files, below)))
    return Parts(bounds, np.append(bounds[1:], len(seen)), np.zeros(len(bounds), bool))


def _fences(scan: Scan) -> Ints:
    ticks = scan.words(b"`")
    return np.concatenate((ticks[:-2][ticks[2:] - ticks[:-2] == 2], scan.words(b"~~")))


def _open_ended(scan: Scan) -> Ints:
    opening = scan.find(ord("<"))
    opening = opening[_FIRST[scan.seen[opening + 1]]]
    text = scan.batch.text
    found: list[bool] = [_OPEN_ENDED.match(text, at) is not None for at in opening.tolist()]
    return opening[np.array(found, bool)]


def definitions(scan: Scan) -> Ints:
    """The ``]:`` that could end the label of a reference or footnote definition."""
    closing = scan.find(ord("]"))
    kept: NDArray[np.bool_] = (scan.seen[closing + 1] == ord(":")) & (scan.seen[closing - 1] != ord("]"))
    return closing[kept]
