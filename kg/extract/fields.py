"""Inline fields (rule B9): ``key:: value`` as a line, ``(key:: value)`` or ``[key:: value]`` in a line."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from kg.extract.dialect import field_names
from kg.extract.rows import DATATYPES, Mentions, Properties, table
from kg.extract.scalars import datatype_of
from kg.extract.scan import Scan

_LONGEST_IN_LINE: Final = 400  # bytes of a value in brackets
_LONGEST: Final = 4000  # bytes of a line looked at
_LINE: Final = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+(?:\[.\]\s+)?|\d+[.)]\s+)?([^\W\d][\w /-]{0,60}?)\Z")
_BRACKET: Final = re.compile(r"[(\[]([^\W\d][\w /-]{0,60}?)\Z")
_CLOSING: Final = {"(": ")", "[": "]"}


def fields(scan: Scan) -> None:
    """Find inline fields, and name the links in their values after their keys."""
    rows, free = [], 0
    colons = _colons(scan)
    lines = scan.line_of(np.array(colons, np.int64)).tolist()
    for at, line in zip(colons, lines, strict=True):
        if at >= free:
            row = _field(scan, at, line)
            if row is not None:
                rows.append(row)
                free = row[4]
    fields = table(Properties, rows)
    scan.tables.append(fields)
    if rows:
        _name_links(scan, fields)
        field_names(scan, fields)


def _colons(scan: Scan) -> list[int]:
    colons = scan.find(ord(":"))
    first = colons[scan.seen[colons + 1] == ord(":")]
    pairs, free = [], 0
    for at in first.tolist():  # of three in a row the first two
        if at >= free:
            pairs.append(at)
            free = at + 2
    return pairs


def _field(scan: Scan, at: int, line: int) -> tuple[int, ...] | None:
    begin, end = int(scan.lines[line]) + 1, int(scan.lines[line + 1])
    before = scan.slice(max(begin, at - 300), at)
    bracket = _BRACKET.search(before)
    whole = _LINE.match(before) if at - begin <= 300 else None
    if not bracket and not whole:
        return None
    after = scan.slice(at + 2, min(end, at + (_LONGEST_IN_LINE if bracket else _LONGEST)))
    if bracket:
        stop = _closing(after, bracket[0][0])
        key, value = bracket[1], after[:stop]
        if stop < 0:
            return None
    elif whole and (not after or after[0] in ' ["'):
        key, value = whole[1], after
    else:
        return None
    lead = len(value) - len(value.lstrip())
    first = at + 2 + len(after[:lead].encode())
    kind = DATATYPES.index(datatype_of(value.strip()))
    start = at - len(key.encode())
    return (start, *scan.append(key.strip()), first, first + len(value.strip().encode()), kind)


def _closing(text: str, opening: str) -> int:
    """Where the bracket closes that stands before the text; -1 if nowhere on the line."""
    depth, closing = 1, _CLOSING[opening]
    if closing not in text:
        return -1
    for index, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return index
    return -1


def _name_links(scan: Scan, fields: Properties) -> None:
    """Set the property of mentions that stand in a field's value."""
    for number, rows in enumerate(scan.tables):
        if not isinstance(rows, Mentions):
            continue
        field = np.searchsorted(fields.value, rows.start, side="right") - 1
        named = (field >= 0) & (rows.start < fields.value_end[field]) & (rows.property < 0)
        names = np.where(named, fields.name[field], rows.property)
        ends = np.where(named, fields.name_end[field], rows.property_end)
        scan.tables[number] = rows._replace(property=names, property_end=ends)
