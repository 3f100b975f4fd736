"""In what kind of place each mention stands: heading, quote, callout, table, footnote or comment."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.declared import line_starts_with
from kg.extract.place import Spots
from kg.extract.rows import CONTEXTS, Headings, Ints, spread
from kg.extract.scan import Scan, inside
from kg.extract.suspects import quote_lines
from kg.model.kinds import Context

_CALLOUT: Final = re.compile(rb" {0,3}>[ \t]*\[!([^\]\n]{1,60})\]")
_ITEM: Final = re.compile(rb"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")


def line_contexts(scan: Scan, headings: Headings) -> NDArray[np.int8]:
    """Code of the context each line of the batch gives to what stands in it."""
    result = np.full(len(scan.lines), CONTEXTS.index(Context.BODY), np.int8)
    starts = scan.lines[:-1] + 1
    _listed(scan, result)
    _quoted(scan, result, starts)
    real = headings.level > 0
    first, last = scan.line_of(headings.start[real]), scan.line_of(headings.text_end[real])
    result[spread(first, np.maximum(last - first, 0) + 1)] = CONTEXTS.index(Context.HEADING)
    for rule in scan.profile.lines:
        rows = np.flatnonzero(scan.seen[starts] == rule.prefix.encode()[0])
        rows = rows[line_starts_with(scan, starts[rows], rule.prefix)]
        result[rows] = CONTEXTS.index(Context.FROM_LINE)
    return result


def contexts_of(scan: Scan, by_line: NDArray[np.int8], spots: Spots) -> NDArray[np.int8]:
    """Code of the context of each position: that of its line, or of the area it stands in."""
    result = by_line[spots.line]
    structural = (CONTEXTS.index(Context.HEADING), CONTEXTS.index(Context.FROM_LINE))
    for context in (Context.FOOTNOTE, Context.TABLE, Context.COMMENT):
        areas = sorted(scan.areas.get(context, []))
        if areas:
            starts, ends = np.array(areas, np.int64).T
            within = inside(spots.at, starts, np.maximum.accumulate(ends))
            result[within & ~np.isin(result, structural)] = CONTEXTS.index(context)
    result[spots.at < scan.bodies[spots.note]] = CONTEXTS.index(Context.PROPERTY)
    return result


def _listed(scan: Scan, result: NDArray[np.int8]) -> None:
    """List items of index pages, where the profile has such pages."""
    for note in np.flatnonzero(scan.index).tolist():
        first, last = scan.line_of(np.array([scan.batch.files[note], scan.batch.ends[note]])).tolist()
        for line in range(first, last + 1):
            if _ITEM.match(scan.batch.text, int(scan.lines[line]) + 1):
                result[line] = CONTEXTS.index(Context.INDEX_LIST)


def _quoted(scan: Scan, result: NDArray[np.int8], starts: Ints) -> None:
    """Block quotes and callouts: a callout is a quote that starts with ``[!kind]``.

    In a plain note a quote is a run of lines that start with ``>``; of other notes the parser knows better.
    """
    rows = np.flatnonzero(quote_lines(scan.seen, starts))
    rows = rows[~scan.parts.are_parsed(starts[rows])]
    opens = np.diff(rows, prepend=-2) > 1
    kinds = np.array([_quote_kind(scan, at) for at in starts[rows[opens]].tolist()], np.int8)
    result[rows] = kinds[np.cumsum(opens) - 1] if len(rows) else 0
    for begin, end in scan.quotes:
        first, last = scan.line_of(np.array([begin, max(begin, end - 1)])).tolist()
        lines = result[first : last + 1]
        lines[lines != CONTEXTS.index(Context.CALLOUT)] = _quote_kind(
            scan, begin
        )  # a quote in a callout is part of it


def _quote_kind(scan: Scan, at: int) -> int:
    return CONTEXTS.index(Context.CALLOUT if _CALLOUT.match(scan.batch.text, at) else Context.QUOTE)
