"""Tells which places of notes a link could be written in, and where they are for a person."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.contexts import contexts_of, line_contexts
from kg.extract.place import Places
from kg.extract.rows import CONTEXTS, Headings, Ints, spread
from kg.extract.scan import HIDDEN, Scan
from kg.model.kinds import Context


def linkable(scan: Scan, starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Whether each span is plain text: no part of code, math, HTML, front matter, a comment or a mention.

    Args:
        scan: Notes after all rules.
        starts: Offsets of the spans in the batch.
        ends: Offsets behind them; no span is empty.

    Returns:
        One boolean a span.

    Example:
        >>> from kg.extract.batch import Note, assemble
        >>> from kg.extract.note import RULES
        >>> from kg.extract.scan import start_scan
        >>> from kg.model.profile import Profile
        >>> scan = start_scan(assemble([Note("a.md", b"bell `bell` [[bell]]")]), Profile())
        >>> for rule in RULES:
        ...     rule(scan)
        >>> linkable(scan, np.array([1, 7, 15]), np.array([5, 11, 19])).tolist()
        [True, False, False]
    """
    lengths = ends - starts
    hidden = scan.seen[spread(starts, lengths)] == HIDDEN
    first = np.cumsum(lengths) - lengths
    free = ~np.logical_or.reduceat(hidden, first) if len(starts) else np.zeros(0, bool)
    for taken_starts, taken_ends in (scan.taken(), _area(scan, Context.COMMENT)):
        if len(taken_starts):
            before = np.searchsorted(taken_starts, ends) - 1
            free &= (before < 0) | (taken_ends[before] <= starts)
    return free


def places(scan: Scan, starts: Ints, ends: Ints) -> dict[str, NDArray[Any]]:
    """Where spans are.

    Args:
        scan: Notes after all rules.
        starts: Offsets of the spans in the batch.
        ends: Offsets behind them.

    Returns:
        Columns ``note`` (its number in the batch), ``line``, ``column``, ``start`` and ``end`` (as in the
        table of mentions), and ``context`` (a code of `kg.extract.rows.CONTEXTS`).
    """
    headings = scan.found(Headings)
    order = np.argsort(headings.start, kind="stable")
    by_line = line_contexts(scan, Headings(*(column[order] for column in headings)))
    where = Places(scan)
    spots = where.spots(starts)
    return {**where.spans(spots, ends), "context": contexts_of(scan, by_line, spots)}


def context_names(codes: NDArray[Any]) -> NDArray[np.object_]:
    """The contexts behind their codes."""
    return np.array([str(context) for context in CONTEXTS], object)[codes]


def _area(scan: Scan, context: Context) -> tuple[Ints, Ints]:
    areas = sorted(scan.areas.get(context, []))
    if not areas:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts, ends = np.array(areas, np.int64).T
    return starts, np.maximum.accumulate(ends)
