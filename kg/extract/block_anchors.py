"""Block anchors (rule A5): ``^id`` at the end of a line names the block above or before it."""

from __future__ import annotations

import re
from typing import Final

from kg.extract.rows import Headings, table
from kg.extract.scan import Scan

_ANCHOR: Final = re.compile(rb"\^([A-Za-z0-9-]{1,200})[ \t]*(?:\n|\Z)")


def block_anchors(scan: Scan) -> None:
    """Find block anchors; they are kept beside the headings, with level 0."""
    marks = scan.words(b"^")
    marks = marks[scan.seen[marks - 1] <= ord(" ")]
    rows = []
    for at in marks.tolist():
        match = _ANCHOR.match(scan.seen[at : at + 260].tobytes())
        if match:
            rows.append((at, 0, at + 1, at + 1 + len(match[1])))
    scan.tables.append(table(Headings, rows))
