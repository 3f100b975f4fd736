"""In what kind of place each mention stands: heading, quote, callout, table, footnote, comment …"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.declared import line_starts_with
from kg.extract.rows import CONTEXTS, Headings, Ints
from kg.extract.scan import BLANK, Scan, inside
from kg.model.ids import folded, folder_of, stem_of, without_suffix
from kg.model.kinds import Context

_CALLOUT: Final = re.compile(rb" {0,3}>[ \t]*\[!([^\]\n]{1,60})\]")
_ITEM: Final = re.compile(rb"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]")


def contexts_of(scan: Scan, headings: Headings, positions: Ints) -> NDArray[np.int8]:
    """Code of the context of each position; of several that apply, the one set last wins."""
    lines = scan.line_of(positions)
    notes = scan.batch.note_at(positions)
    result = np.full(len(positions), CONTEXTS.index(Context.BODY), np.int8)
    _listed(scan, result, lines, notes)
    _quoted(scan, result, lines)
    for context in (Context.FOOTNOTE, Context.TABLE):
        _in_areas(result, context, positions, scan.areas.get(context, []))
    real = headings.level > 0
    spans = headings.start[real], np.maximum.accumulate(headings.text_end[real])
    result[inside(positions, *spans)] = CONTEXTS.index(Context.HEADING)
    _in_areas(result, Context.COMMENT, positions, scan.areas.get("comment", []))
    _structural(scan, result, lines)
    result[positions < scan.bodies[notes]] = CONTEXTS.index(Context.PROPERTY)
    return result


def _in_areas(
    result: NDArray[np.int8], context: Context, positions: Ints, areas: list[tuple[int, int]]
) -> None:
    if areas:
        starts, ends = np.array(sorted(areas), np.int64).T
        result[inside(positions, starts, np.maximum.accumulate(ends))] = CONTEXTS.index(context)


def _listed(scan: Scan, result: NDArray[np.int8], lines: Ints, notes: Ints) -> None:
    """List items of index pages, where the profile has such pages."""
    pages = [number for number, path in enumerate(scan.batch.paths) if is_index(scan, path)]
    for row in np.flatnonzero(np.isin(notes, pages)).tolist():
        if _ITEM.match(scan.batch.text, int(scan.lines[lines[row]]) + 1):
            result[row] = CONTEXTS.index(Context.INDEX_LIST)


def is_index(scan: Scan, path: str) -> bool:
    """Whether a note is an index page: named as its folder, or in the profile's list."""
    rules = scan.profile.index
    if rules is None:
        return False
    folder = folder_of(path).rpartition("/")[2]
    return without_suffix(path) in rules.names or (folder != "" and folded(stem_of(path)) == folded(folder))


def _quoted(scan: Scan, result: NDArray[np.int8], lines: Ints) -> None:
    """Lines that start with ``>``; a run of them is a callout if its first has a ``[!kind]``."""
    starts = scan.lines[:-1] + 1
    for _ in range(3):
        starts = starts + (scan.seen[starts] == BLANK)
    quote = scan.seen[starts] == ord(">")
    opens = quote & ~np.concatenate(([False], quote[:-1]))
    first = np.maximum.accumulate(np.where(opens, np.arange(len(quote)), 0))
    rows = np.flatnonzero(quote[lines])
    runs, which = np.unique(first[lines[rows]], return_inverse=True)
    matches = [_CALLOUT.match(scan.batch.text, int(scan.lines[run]) + 1) for run in runs.tolist()]
    called = np.array([match is not None for match in matches], bool)
    result[rows] = CONTEXTS.index(Context.QUOTE)
    result[rows[called[which]]] = CONTEXTS.index(Context.CALLOUT)


def _structural(scan: Scan, result: NDArray[np.int8], lines: Ints) -> None:
    """Lines the profile declares to be structure."""
    begins = scan.lines[lines] + 1
    for rule in scan.profile.lines:
        result[line_starts_with(scan, begins, rule.prefix)] = CONTEXTS.index(Context.FROM_LINE)
