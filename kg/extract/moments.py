"""Timestamps that cite a moment of a video: HTML anchors, links to a time, and times in square brackets."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import FAULTS, FORMS, NONE, Faults, Ints, Moments, table
from kg.extract.scan import Scan, inside
from kg.extract.stamps import WIDTH, eights, is_time, seconds_of, stamp_length
from kg.extract.times import read_time
from kg.model.kinds import FaultCode, Form

_ANCHOR: Final = FORMS.index(Form.ANCHOR)
_BARE: Final = FORMS.index(Form.BARE)
_TAG: Final = re.compile(rb"<a\s(?:[^<>\n]|\n(?!\s*\n)){0,300}>?")
_LABEL: Final = re.compile(rb"([^<\n]{0,120})</a>|(\[[^\[\]<\n]{0,40}\])")
_ONE: Final = rb"\d{1,4}(?::\d{1,3}){1,5}"
_TIMES: Final = re.compile(
    rb"\[\s*" + _ONE + rb"(?:\s*(?:[,;|&-]|\xe2\x80[\x93\x94]|and|to)\s*" + _ONE + rb")*\s*\]"
)
_TIME: Final = re.compile(_ONE)


def anchors(scan: Scan) -> None:
    """Timestamp anchors: the usual ones all at once, the odd ones one by one."""
    rules = scan.profile.moments
    if rules is None:
        return
    at = scan.stamps[~inside(scan.stamps, *scan.code)]
    value = at + len(rules.tag)
    seconds, over = seconds_of(eights(np.frombuffer(scan.batch.text, np.uint8))[value])
    none = np.full(len(at), NONE)
    end = at + stamp_length(rules.tag)
    form = np.full(len(at), _ANCHOR)
    scan.tables.append(Moments(at, end, form, value, value + WIDTH, none, none, seconds))
    _range_faults(scan, at, value, over)
    opening = scan.find(ord("<"))
    opening = opening[(scan.seen[opening + 1] == ord("a")) & (scan.seen[opening + 2] <= ord(" "))]
    odd = _OddAnchors(scan, rules.tag, scan.seen.tobytes() if len(opening) else b"")
    for start in opening.tolist():
        odd.read(start)
    scan.tables += [table(Moments, odd.moments), table(Faults, odd.faults)]


def _range_faults(scan: Scan, at: Ints, value: Ints, over: NDArray[np.bool_]) -> None:
    at, value = at[over], value[over]
    code = np.full(len(at), FAULTS.index(FaultCode.MOMENT_OUT_OF_RANGE))
    scan.tables.append(Faults(at, code, value, value + WIDTH))


class _OddAnchors:
    """Anchors that carry the timestamp's class or attribute, but not in the usual form."""

    def __init__(self, scan: Scan, tag: str, text: bytes) -> None:
        self.scan, self.text = scan, text
        self.moments: list[tuple[int, ...]] = []
        self.faults: list[tuple[int, ...]] = []
        attributes = re.findall(r'([\w-]+)="([^"]*)', tag)
        self.marks = [value.encode() for _, value in attributes if value]
        name = re.escape(attributes[-1][0].encode())
        self.nearly = re.compile(re.escape(tag).encode() + rb"([^\s\"'<>]{0,40})\">([^<\n]{0,120})</a>")
        self.value = re.compile(rb"\s" + name + rb"\s*=\s*[\"']?\s*([^\"'<>]*)")

    def read(self, start: int) -> None:
        """Read the anchor at an offset, if it is one that cites a moment."""
        nearly = self.nearly.match(self.text, start)
        if nearly is not None:  # most of them: another form of time, or no brackets around it
            self._add(start, nearly.end(), nearly.span(1), nearly.span(2))
            return
        tag = _TAG.match(self.text, start)
        if tag is None:
            return
        found = self.value.search(self.text, start, tag.end())
        if found is None and not any(mark in tag[0] for mark in self.marks):
            return
        label = _LABEL.match(self.text, tag.end()) if tag[0].endswith(b">") else None
        shown = label.span(1 if label[1] is not None else 2) if label else None
        if found is None:
            self._fault(FaultCode.MOMENT_NO_VALUE, start, tag.span())
        self._add(start, (label or tag).end(), found.span(1) if found else None, shown)

    def _add(
        self, start: int, end: int, value: tuple[int, int] | None, shown: tuple[int, int] | None
    ) -> None:
        visible = self.text[slice(*shown)] if shown else b""
        bare = visible.strip(b"[] ")
        first, last = value or _inner(self.text, start, shown, bare)
        written = self.text[first:last].rstrip()
        place = first, first + len(written)
        time = read_time(written.decode(errors="replace"))
        if time.fault:
            self._fault(time.fault, start, place)
        if value and bare and bare != written:
            self._compare(start, time.seconds, written, bare)
        label = shown if shown and visible != b"[" + written + b"]" else (NONE, NONE)
        seconds = NONE if time.seconds is None else time.seconds
        self.moments.append((start, end, _ANCHOR, *place, *label, seconds))

    def _compare(self, start: int, seconds: int | None, written: bytes, shown: bytes) -> None:
        """Report a visible time that is not the one meant."""
        label = shown.decode(errors="replace")
        labelled = read_time(label).seconds
        if labelled is not None and labelled != seconds:
            message = f"shows {label}, means {written.decode(errors='replace')}"
            self._fault(FaultCode.MOMENT_LABEL_DIFFERS, start, self.scan.append(message))

    def _fault(self, code: FaultCode, start: int, message: tuple[int, int]) -> None:
        self.faults.append((start, FAULTS.index(code), *message))


def _inner(text: bytes, start: int, shown: tuple[int, int] | None, bare: bytes) -> tuple[int, int]:
    """Where the visible time stands, without its brackets; an empty span if there is none."""
    if not shown or not bare:
        return start, start
    first = text.find(bare, shown[0])
    return first, first + len(bare)


def bare_times(scan: Scan) -> None:
    """Times in square brackets that belong to no link and no anchor."""
    if scan.profile.moments is None:
        return
    opening = scan.find(ord("["))
    after = scan.seen[opening + 1]
    opening = opening[(after >= ord("0")) & (after <= ord("9"))]
    opening = opening[~inside(opening, *scan.taken())]
    times = eights(scan.seen)[opening + 1]
    usual = is_time(times) & (scan.seen[opening + 1 + WIDTH] == ord("]"))
    at = opening[usual]
    seconds, over = seconds_of(times[usual])
    none = np.full(len(at), NONE)
    end = at + WIDTH + 2
    scan.tables.append(Moments(at, end, np.full(len(at), _BARE), at + 1, end - 1, none, none, seconds))
    _range_faults(scan, at, at + 1, over)
    _odd_times(scan, opening[~usual].tolist())


def _odd_times(scan: Scan, opening: list[int]) -> None:
    moments, faults = [], []
    text = scan.seen.tobytes() if opening else b""
    for start in opening:
        match = _TIMES.match(text, start)
        if match is None:
            continue
        times = [piece.span() for piece in _TIME.finditer(text, *match.span())]
        for place in times:
            time = read_time(text[slice(*place)].decode())
            span = place if len(times) > 1 else match.span()
            seconds = NONE if time.seconds is None else time.seconds
            moments.append((*span, _BARE, *place, NONE, NONE, seconds))
            if time.fault:
                faults.append((span[0], FAULTS.index(time.fault), *place))
    scan.tables += [table(Moments, moments), table(Faults, faults)]
