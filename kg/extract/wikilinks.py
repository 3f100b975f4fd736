"""Wikilinks and embeds (rules A1-A15): ``[[target#fragment|label]]``, ``![[…]]``."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from kg.extract.fragments import fragment_of
from kg.extract.headings import trim
from kg.extract.rows import FRAGMENTS, MENTION_KINDS, NONE, Ints, Mentions
from kg.extract.scan import Scan, escaped
from kg.model.kinds import MentionKind

_LINK: Final = MENTION_KINDS.index(MentionKind.LINK)
_EMBED: Final = MENTION_KINDS.index(MentionKind.EMBED)

_RANGE: Final = re.compile(rb"(?:,\d+)?(?::#.*)?\Z", re.DOTALL)  # how far to go on from a heading


def wikilinks(scan: Scan) -> None:
    """Find all wikilinks of the batch."""
    first, last = pairs(scan, scan.find(ord("[")), scan.find(ord("]")))
    begin, end, label, label_end, mark = _parts(scan, first, last)
    embed = (scan.seen[first - 1] == ord("!")) & ~escaped(scan.seen, first - 1)
    start = first - embed
    fragment_type, fragment, fragment_end = _fragments(scan, begin, mark, end)
    target, target_end = trim(scan, begin, np.where(mark >= 0, mark, end))
    if scan.profile.syntax.scheme:
        target = _behind(scan, target, scan.profile.syntax.scheme.encode())
    kept = (target < target_end) | (fragment >= 0)
    missing = np.full(len(first), NONE)
    rows = Mentions(
        start,
        last + 2,
        np.where(embed, _EMBED, _LINK),
        embed.astype(np.int64),
        target,
        target_end,
        fragment_type,
        fragment,
        fragment_end,
        label,
        label_end,
        missing,
        missing,
    )
    scan.tables.append(Mentions(*(column[kept] for column in rows)))


def pairs(scan: Scan, opening: Ints, closing: Ints) -> tuple[Ints, Ints]:
    """Offsets of ``[[`` and of the ``]]`` that closes it: the innermost pairs on one line (A8-A10).

    Looked for among the given offsets of ``[`` and ``]``.
    """
    opening = opening[scan.seen[opening + 1] == ord("[")]
    opening = opening[~escaped(scan.seen, opening)]
    closing = closing[scan.seen[closing + 1] == ord("]")]
    if not len(opening) or not len(closing):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    behind = np.searchsorted(closing, opening + 2)
    has_end = behind < len(closing)
    opening, behind = opening[has_end], behind[has_end]
    last = closing[behind]
    innermost = np.append(opening[1:] > last[:-1] - 2, True)[: len(opening)]
    one_line = scan.line_of(opening) == scan.line_of(last)
    good = innermost & one_line
    return opening[good], last[good]


def _first_between(positions: Ints, starts: Ints, ends: Ints) -> Ints:
    """The first of the sorted positions in each span, or ``NONE``."""
    if not len(positions):
        return np.full(len(starts), NONE)
    at = np.minimum(np.searchsorted(positions, starts), len(positions) - 1)
    found = positions[at]
    return np.where((found >= starts) & (found < ends), found, NONE)


def _behind(scan: Scan, target: Ints, scheme: bytes) -> Ints:
    """Where targets begin, less what may stand before them."""
    text = scan.batch.text
    leads = np.array([text.startswith(scheme, at) for at in target.tolist()], bool)
    return target + leads * len(scheme)


def _parts(scan: Scan, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Span of target and fragment, span of the label, and place of the ``#``."""
    pipe = _first_between(scan.find(ord("|")), first + 2, last)
    piped = pipe >= 0
    end = np.where(piped, pipe - (scan.seen[pipe - 1] == ord("\\")), last)
    end = np.maximum(end, first + 2)
    begin, shown, shown_end = first + 2, np.where(piped, pipe + 1, last), last
    if scan.profile.syntax.label_first:
        shown, shown_end = begin, end
        begin, end = np.where(piped, pipe + 1, begin), last
    label, label_end = trim(scan, shown, shown_end)
    label, label_end = np.where(piped, label, NONE), np.where(piped, label_end, NONE)
    mark = _first_between(scan.find(ord("#")), begin, end)
    return begin, end, label, label_end, mark


def _fragments(scan: Scan, begin: Ints, mark: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Kind and span of what stands behind ``#``; few links have any."""
    kinds, begins, ends = (np.full(len(mark), NONE) for _ in range(3))
    text = scan.batch.text
    for row in np.flatnonzero(mark >= 0).tolist():
        target, piece = text[begin[row] : mark[row]], text[mark[row] + 1 : end[row]]
        if scan.profile.syntax.ranges:
            piece = _RANGE.sub(b"", piece)
        kind, shown = fragment_of(piece.decode().strip(), target.decode().strip())
        if kind is not None:
            kinds[row] = FRAGMENTS.index(kind)
            begins[row], ends[row] = scan.append(shown)
    return kinds, begins, ends
