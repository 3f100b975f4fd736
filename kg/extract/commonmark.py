"""Asks a CommonMark parser what a suspect note holds: code, HTML, Markdown links, headings, tables."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pyromark
from numpy.typing import NDArray

from kg.extract.headings import without_closing_marks
from kg.extract.markdown_links import MarkdownLinks
from kg.extract.parts import parts_of
from kg.extract.rows import NONE, Headings, Ints, spread, table
from kg.extract.scan import Fence, Scan
from kg.extract.stamps import stamp_length
from kg.extract.suspects import suspects
from kg.extract.wikilinks import pairs

_OPTIONS: Final = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
_AREAS: Final = {"Table": "table", "FootnoteDefinition": "footnote"}


def commonmark(scan: Scan) -> None:
    """Hide code, set HTML apart, and take links and headings of every suspect part from the parser."""
    parts = parts_of(scan)
    scan.parts = parts = parts._replace(parsed=suspects(scan, parts))
    found = _Events(scan)
    notes = scan.batch.note_at(parts.starts)
    for part in np.flatnonzero(parts.parsed).tolist():
        start = max(int(parts.starts[part]), int(scan.bodies[notes[part]]))
        found.read(start, min(int(parts.ends[part]), int(scan.batch.ends[notes[part]])))
    scan.hide_code(found.code)
    scan.html = found.html
    scan.tables.append(table(Headings, found.headings))
    found.links.store()


def _simplified(scan: Scan) -> NDArray[np.uint8]:
    """The text with commas for wikilinks and usual timestamps that hold no markup, where the parser looks.

    Their brackets and tags are balanced and so hide nothing from the parser, but are most of what it would
    otherwise have to report.
    """
    plain = scan.batch.text
    if b"\x0b" in plain or b"\x0c" in plain:
        plain = plain.translate(_CONTROLS)
    text = np.frombuffer(plain, np.uint8).copy()
    if scan.parts.parsed.any():
        _blot(text, *_plain_links(scan))
        if scan.profile.moments is not None:
            first = scan.parts.within(scan.stamps)
            _blot(text, first, first + stamp_length(scan.profile.moments.tag))
    return text


# Blots are commas: a letter could end up in the name of a tag, and a bracket in a link.
_NEUTRAL: Final = ord(",")
_CONTROLS: Final = bytes.maketrans(b"\x0b\x0c", b",,")  # blanks to this parser, but not to CommonMark


def _blot(text: NDArray[np.uint8], first: Ints, last: Ints) -> None:
    chosen = ~_may_be_destination(text, first)
    text[spread(first[chosen], (last - first)[chosen])] = _NEUTRAL


def _may_be_destination(text: NDArray[np.uint8], first: Ints) -> NDArray[np.bool_]:
    """Whether a parenthesis or colon stands before: ``[a]([[b]])`` is no link to ``xxxxx``."""
    before = first - 1
    for _ in range(3):
        before = np.maximum(before - (text[before] <= ord(" ")), 0)
    return (text[before] <= ord(" ")) | (text[before] == ord("(")) | (text[before] == ord(":"))


def _plain_links(scan: Scan) -> tuple[Ints, Ints]:
    places = [scan.find(byte) for byte in b"[]<"] + [scan.words(mark) for mark in (b"`", b"\\", b"~~")]
    opening, closing, *marks = (scan.parts.within(positions) for positions in places)
    first, last = pairs(scan, opening, closing)
    markup = np.concatenate(marks)
    markup.sort()
    plain = np.searchsorted(markup, first) == np.searchsorted(markup, last)
    return first[plain], last[plain] + 2


class _Events:
    """What the parser's events say, in offsets of the batch."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.text = _simplified(scan)
        self.code: list[tuple[int, int]] = []
        self.html: list[tuple[int, int]] = []
        self.headings: list[tuple[int, ...]] = []
        self.links = MarkdownLinks(scan)
        self._open: list[tuple[dict[str, Any], bool, int]] = []  # links being read, innermost last
        self._images = 0  # how many of them are images
        self._heading: tuple[int, int] | None = None  # level, end of its text so far
        self._fence: Fence | None = None

    def read(self, start: int, end: int) -> None:
        """Read one part of a note."""
        self._open, self._images, self._heading, self._fence = [], 0, None, None
        text = self.text[start:end].tobytes().decode()
        for event, place in pyromark.events_with_range(text, options=_OPTIONS, merge_text=True):
            if isinstance(event, str):  # a soft or hard break, a rule
                continue
            begin, stop = start + place["start"], start + place["end"]
            if "Text" in event:
                if self._open or self._heading:
                    self._cover(stop)
                elif self._fence:
                    self._fence = self._fence._replace(last=stop)
            elif "Start" in event:
                self._start(event["Start"], begin, stop)
            elif "End" in event:
                self._end(event["End"], begin, stop)
            else:
                self._leaf(next(iter(event)), begin, stop)

    def _start(self, value: Any, begin: int, stop: int) -> None:
        kind, detail = next(iter(value.items())) if isinstance(value, dict) else (value, {})
        if kind == "CodeBlock":
            self.code.append((begin, stop))
            if detail != "Indented":
                first = min(self.scan.batch.text.index(b"\n", begin) + 1, stop)
                self._fence = Fence(begin, first, first, stop)
        elif kind == "HtmlBlock":
            self.html.append((begin, stop))
        elif kind in ("Link", "Image"):
            self._open.append((detail, kind == "Image", NONE))
            self._images += kind == "Image"
        elif kind == "Heading":
            self._heading = int(detail["level"][1:]), NONE
        elif kind == "BlockQuote":
            self.scan.quotes.append((begin, stop))
        elif kind in _AREAS:
            self.scan.areas.setdefault(_AREAS[kind], []).append((begin, stop))

    def _leaf(self, name: str, begin: int, stop: int) -> None:
        if name == "Code":
            self.code.append((begin, stop))
        elif name in ("Html", "InlineHtml"):
            comment = self.scan.batch.text.startswith(b"<!--", begin)
            (self.code if comment else self.html).append((begin, stop))
        self._cover(stop)

    def _cover(self, stop: int) -> None:
        """Let the link and the heading being read reach to the end of a piece of their text."""
        if self._open:
            self._open[-1] = (*self._open[-1][:2], stop)
        if self._heading:
            self._heading = self._heading[0], stop

    def _end(self, value: Any, begin: int, stop: int) -> None:
        kind = next(iter(value)) if isinstance(value, dict) else value
        if kind in ("Link", "Image"):
            opened = self._open.pop()
            self._images -= opened[1]
            self._cover(stop)
            if not self._images:  # what stands inside an image is its alternative text
                self._link(*opened, begin, stop)
        elif kind == "Heading" and self._heading:
            level, last = self._heading
            text = heading_text(self.scan.batch.text, begin, max(begin, last))
            self.headings.append((begin, level, *text))
            self._heading = None
        elif kind == "CodeBlock":
            if self._fence:
                self.scan.fences.append(self._fence)
                self._fence = None
        elif kind != "HtmlBlock":
            self._cover(stop)

    def _link(self, detail: dict[str, Any], image: bool, last: int, begin: int, stop: int) -> None:  # noqa: FBT001
        destination = detail["dest_url"]
        if detail["link_type"] in ("Autolink", "Email"):
            address = f"mailto:{destination}" if detail["link_type"] == "Email" else destination
            self.links.add_address(address, begin, stop)
        else:
            first = begin + 1 + image
            self.links.add(destination, begin, stop, (first, max(first, last)), image=image)


_ATX: Final = re.compile(rb"#{1,6}(?=[ \t\n]|\Z)")


def heading_text(text: bytes, start: int, end: int) -> tuple[int, int]:
    """Span of a heading's text: of a line that starts with ``#`` the rest, else up to ``end``."""
    marks = _ATX.match(text, start)
    if marks:
        return without_closing_marks(text, marks.end(), text.find(b"\n", start))
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip(b" \t"))
    return first, first + len(piece.strip(b" \t"))
