"""Timestamps that cite a moment of a video: HTML anchors, links to a time, and times in square brackets."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import FAULTS, FORMS, NONE, Faults, Ints, Moments, table
from kg.extract.scan import Scan, inside
from kg.extract.stamps import AFTER_VALUE, WIDTH, is_time, seconds_at
from kg.extract.times import read_time
from kg.model.kinds import FaultCode, Form

_ANCHOR: Final = FORMS.index(Form.ANCHOR)
_BARE: Final = FORMS.index(Form.BARE)
_TAG: Final = re.compile(rb"<a\s[^<>\n]{0,300}>?")
_LABEL: Final = re.compile(rb"([^<\n]{0,120})</a>|(\[[^\[\]<\n]{0,40}\])")
_ONE: Final = rb"\d{1,4}(?::\d{1,3}){1,5}"
_TIMES: Final = re.compile(rb"\[\s*" + _ONE + rb"(?:\s*(?:[,;|&-]|\xe2\x80[\x93\x94]|and|to)\s*" + _ONE + rb"){0,99}\s*\]")
_TIME: Final = re.compile(_ONE)


def anchors(scan: Scan) -> None:
    """Timestamp anchors: the usual ones all at once, the odd ones one by one."""
    rules = scan.profile.moments
    if rules is None:
        return
    at = scan.stamps[scan.seen[scan.stamps] == ord("<")]
    value = at + len(rules.tag)
    seconds, over = seconds_at(scan.seen, value)
    none = np.full(len(at), NONE)
    end = value + 2 * WIDTH + len(AFTER_VALUE) + len("]</a>")
    form = np.full(len(at), _ANCHOR)
    scan.tables.append(Moments(at, end, form, value, value + WIDTH, none, none, seconds))
    _range_faults(scan, at, value, over)
    opening = scan.find(ord("<"))
    opening = opening[(scan.seen[opening + 1] == ord("a")) & (scan.seen[opening + 2] <= ord(" "))]
    odd = _OddAnchors(scan, rules.tag)
    for start in np.setdiff1d(opening, at, assume_unique=True).tolist():
        odd.read(start)
    scan.tables += [table(Moments, odd.moments), table(Faults, odd.faults)]


def _range_faults(scan: Scan, at: Ints, value: Ints, over: NDArray[np.bool_]) -> None:
    at, value = at[over], value[over]
    code = np.full(len(at), FAULTS.index(FaultCode.MOMENT_OUT_OF_RANGE))
    scan.tables.append(Faults(at, code, value, value + WIDTH))


class _OddAnchors:
    """Anchors that carry the timestamp's class or attribute, but not in the usual form."""

    def __init__(self, scan: Scan, tag: str) -> None:
        self.scan = scan
        self.moments: list[tuple[int, ...]] = []
        self.faults: list[tuple[int, ...]] = []
        names = re.findall(r'([\w-]+)="([^"]*)', tag)
        self.marks = [value for _, value in names if value]
        self.value = re.compile(rf"\s{re.escape(names[-1][0])}\s*=\s*[\"']?\s*([^\"'<>]*)")

    def read(self, start: int) -> None:
        text = self.scan.seen
        window = text[start : start + 500].tobytes()
        tag = _TAG.match(window)
        if tag is None:
            return
        head = tag[0].decode(errors="replace")
        found = self.value.search(head)
        if found is None and not any(mark in head for mark in self.marks):
            return
        label = _LABEL.match(window, tag.end()) if tag[0].endswith(b">") else None
        shown = (label[1] if label[1] is not None else label[2]).decode(errors="replace") if label else None
        end = start + (label or tag).end()
        self._add(start, end, tag[0], found, shown, start + tag.end())

    def _add(
        self, start: int, end: int, tag: bytes, found: re.Match[str] | None, shown: str | None, label: int
    ) -> None:
        bare = (shown or "").strip("[] ")
        if found is None:
            written, place = bare, (label, label)
            self._fault(FaultCode.MOMENT_NO_VALUE, start, tag.decode(errors="replace"))
        else:
            written = found[1].strip()
            first = start + len(tag.decode(errors="replace")[: found.start(1)].encode())
            place = first, first + len(found[1].encode())
        time = read_time(written)
        if time.fault:
            self._fault(time.fault, start, written)
        labelled = read_time(bare) if bare else None
        if labelled and labelled.seconds is not None and labelled.seconds != time.seconds:
            self._fault(FaultCode.MOMENT_LABEL_DIFFERS, start, f"shows {bare}, means {written}")
        words = (NONE, NONE) if shown in (None, f"[{written}]") else (label, label + len((shown or "").encode()))
        value = place if found is not None else self.scan.append(written)
        seconds = NONE if time.seconds is None else time.seconds
        self.moments.append((start, end, _ANCHOR, *value, *words, seconds))

    def _fault(self, code: FaultCode, start: int, message: str) -> None:
        self.faults.append((start, FAULTS.index(code), *self.scan.append(message)))


def bare_times(scan: Scan) -> None:
    """Times in square brackets that belong to no link and no anchor."""
    if scan.profile.moments is None:
        return
    opening = scan.find(ord("["))
    after, before = scan.seen[opening + 1], scan.seen[opening - 1]
    digit = (after >= ord("0")) & (after <= ord("9"))
    label = (before == ord(">")) & (scan.seen[opening - 2] == ord('"'))
    opening = opening[digit & ~label]
    opening = opening[~inside(opening, *scan.taken())]
    usual = is_time(scan.seen, opening + 1) & (scan.seen[opening + 1 + WIDTH] == ord("]"))
    at = opening[usual]
    seconds, over = seconds_at(scan.seen, at + 1)
    none = np.full(len(at), NONE)
    end = at + WIDTH + 2
    scan.tables.append(Moments(at, end, np.full(len(at), _BARE), at + 1, end - 1, none, none, seconds))
    _range_faults(scan, at, at + 1, over)
    _odd_times(scan, opening[~usual].tolist())


def _odd_times(scan: Scan, opening: list[int]) -> None:
    moments, faults = [], []
    for start in opening:
        window = scan.seen[start : start + 1000].tobytes()
        match = _TIMES.match(window)
        if match is None:
            continue
        times = list(_TIME.finditer(match[0]))
        for piece in times:
            time = read_time(piece[0].decode())
            span = (piece.start(), piece.end()) if len(times) > 1 else (0, match.end())
            place = start + piece.start(), start + piece.end()
            seconds = NONE if time.seconds is None else time.seconds
            moments.append((start + span[0], start + span[1], _BARE, *place, NONE, NONE, seconds))
            if time.fault:
                faults.append((start + span[0], FAULTS.index(time.fault), *place))
    scan.tables += [table(Moments, moments), table(Faults, faults)]
