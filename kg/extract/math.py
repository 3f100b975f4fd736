"""Math (rule B6): ``$…$`` and ``$$…$$`` hide what is between them; prices do not."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import NONE
from kg.extract.scan import NEWLINE, Scan, escaped

_NOT_FIRST: Final = frozenset(b" \t\n)")
_NOT_LAST: Final = frozenset(b" \t\n(")
_DIGITS: Final = frozenset(b"0123456789")


def math(scan: Scan) -> None:
    """Hide math in all notes.

    Inline math opens before and closes behind something other than a blank, does not close before a digit,
    and stands on one line. It neither begins with a closing parenthesis nor ends with an opening one, as what
    is between the pairs of ``($ n $) and ($ m $)`` would. Block math reaches to the next ``$$``.
    """
    dollars = scan.words(b"$")
    dollars = dollars[~escaped(scan.seen, dollars)]
    spans = []
    for _, places in scan.by_note(dollars):
        if len(places) > 1:
            spans += _spans(scan.seen, places)
    scan.hide_code(spans)


def _spans(text: NDArray[np.uint8], dollars: list[int]) -> list[tuple[int, int]]:
    """Pairs of dollars that enclose math, by one walk over a note's dollars."""
    spans = []
    opened, block, before = NONE, False, NONE  # before: end of the dollars looked at
    for at in dollars:
        if at < before:  # the second of a pair
            continue
        double = text[at + 1] == ord("$")
        if not block and opened != NONE and (text[before:at] == NEWLINE).any():
            opened = NONE
        before = at + 1 + double
        if opened == NONE:
            if double or int(text[at + 1]) not in _NOT_FIRST:
                opened, block = at, bool(double)
        elif block:
            if double:
                spans.append((opened, before))
                opened, block = NONE, False
        elif not double and int(text[at - 1]) not in _NOT_LAST and int(text[at + 1]) not in _DIGITS:
            spans.append((opened, before))
            opened = NONE
    return spans
