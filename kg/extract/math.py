"""Math (rule B6): ``$…$`` and ``$$…$$`` hide what is between them; prices do not."""

from __future__ import annotations

from typing import Final

from kg.extract.rows import NONE
from kg.extract.scan import Scan, escaped

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
    text = scan.seen.tobytes() if len(dollars) else b""
    for _, places in scan.by_note(dollars):
        if len(places) > 1:
            spans += _spans(text, places)
    scan.hide_code(spans)


def _spans(text: bytes, dollars: list[int]) -> list[tuple[int, int]]:
    """Pairs of dollars that enclose math, by one walk over a note's dollars."""
    spans = []
    opened, block, before = NONE, False, NONE  # before: end of the dollars looked at
    for at in dollars:
        if at < before:  # the second of a pair
            continue
        double = text[at + 1] == ord("$")
        if not block and opened != NONE and text.find(b"\n", before, at) >= 0:
            opened = NONE
        before = at + 1 + double
        if opened == NONE:
            if double or text[at + 1] not in _NOT_FIRST:
                opened, block = at, double
        elif block:
            if double:
                spans.append((opened, before))
                opened, block = NONE, False
        elif not double and text[at - 1] not in _NOT_LAST and text[at + 1] not in _DIGITS:
            spans.append((opened, before))
            opened = NONE
    return spans
