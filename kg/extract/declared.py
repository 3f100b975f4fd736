"""Which mentions a profile gives an edge of their own: structural lines, fields, callouts, sections."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.place import Spots
from kg.extract.rows import CONTEXTS, NONE, Headings, Ints, Strings
from kg.extract.scan import Scan
from kg.model.kinds import Context

_KIND: Final = re.compile(rb"[ \t>]*\[!([^\]\n|]{1,60})")


def declared_edges(
    scan: Scan,
    headings: Headings,
    spots: Spots,
    contexts: NDArray[np.int8],
    section: NDArray[np.int32],
    properties: Strings,
    written: Strings,
) -> NDArray[np.int8]:
    """For each mention, the place of its edge kind in the profile's ``declared_edges``, or ``NONE``.

    Of several rules the most particular one wins: structural line, prefix, field, index list, callout,
    section.
    """
    profile, kinds = scan.profile, scan.profile.declared_edges
    result = np.full(len(spots.at), NONE, np.int8)
    if not kinds:
        return result
    _sections(scan, headings, section, result)
    if profile.link_callouts:
        _callouts(scan, spots.line, contexts, result)
    if profile.index is not None:
        result[contexts == CONTEXTS.index(Context.INDEX_LIST)] = kinds.index(profile.index.edge)
    if profile.fields:
        edges = dict(profile.fields)
        for row, name in enumerate(properties.tolist()):
            edge = edges.get((name or "").partition(".")[0].casefold())
            if edge is not None:
                result[row] = kinds.index(edge)
    if profile.link_prefixes:
        _prefixed(scan, written, result)
    begins = scan.lines[spots.line] + 1
    for rule in reversed(profile.lines):
        result[line_starts_with(scan, begins, rule.prefix)] = kinds.index(rule.edge)
    return result


def line_starts_with(scan: Scan, begins: Ints, prefix: str) -> NDArray[np.bool_]:
    """Whether a prefix stands at each offset."""
    fits = np.ones(len(begins), bool)
    for offset, byte in enumerate(prefix.encode()):
        fits &= scan.seen[np.minimum(begins + offset, len(scan.seen) - 1)] == byte
    return fits


def _sections(scan: Scan, headings: Headings, section: NDArray[np.int32], result: NDArray[np.int8]) -> None:
    """Mentions under a heading of a certain text."""
    for text, edge in scan.profile.link_sections:
        wanted = [
            row
            for row, (first, last) in enumerate(
                zip(headings.text.tolist(), headings.text_end.tolist(), strict=True)
            )
            if scan.batch.text[first:last].decode(errors="replace").casefold() == text
        ]
        result[np.isin(section, _real_rows(headings, wanted))] = scan.profile.declared_edges.index(edge)


def _real_rows(headings: Headings, rows: list[int]) -> list[int]:
    return [row for row in rows if headings.level[row] > 0]


def _prefixed(scan: Scan, written: Strings, result: NDArray[np.int8]) -> None:
    """Mentions whose target starts with certain letters."""
    kinds = scan.profile.declared_edges
    for row, target in enumerate(written.tolist()):
        name = (target or "").casefold()
        for prefix, edge in scan.profile.link_prefixes:
            if name.startswith(prefix):
                result[row] = kinds.index(edge)


def _callouts(scan: Scan, lines: Ints, contexts: NDArray[np.int8], result: NDArray[np.int8]) -> None:
    """Mentions in a callout of a certain kind: walk up to the line that opens it."""
    edges = dict(scan.profile.link_callouts)
    for row in np.flatnonzero(contexts == CONTEXTS.index(Context.CALLOUT)).tolist():
        kind = _callout_kind(scan, int(lines[row]))
        if kind in edges:
            result[row] = scan.profile.declared_edges.index(edges[kind])


def _callout_kind(scan: Scan, line: int) -> str:
    for at in range(line, max(line - 500, -1), -1):
        text = scan.batch.text[scan.lines[at] + 1 : scan.lines[at] + 200]
        match = _KIND.match(text)
        if match:
            return match[1].decode(errors="replace").strip().casefold()
        if not text.lstrip(b" ").startswith(b">"):
            break
    return ""
