"""Markdown links (rules E1-E8): ``[label](destination)``, and autolinks.

Where a link is, a CommonMark parser says, or the pattern below for links that leave nothing to judge.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

import numpy as np

from kg.extract.fragments import fragment_of
from kg.extract.rows import FORMS, FRAGMENTS, MENTION_KINDS, NONE, Ints, Mentions, Moments, table
from kg.extract.scan import Scan, among
from kg.extract.times import linked_time, read_time
from kg.model.kinds import Form, MentionKind

_MARKDOWN: Final = MENTION_KINDS.index(MentionKind.MARKDOWN)
_URL: Final = MENTION_KINDS.index(MentionKind.URL)
_LINK: Final = FORMS.index(Form.LINK)
# No bracket, markup or escape in the label; no blank, parenthesis, escape or entity in the destination.
_PLAIN: Final = re.compile(
    rb"\[(?!\^)([^\[\]<>`\\\n\x7f]{0,300})(\]\()([\w:/?=&.#%~+,@!*'$-]{0,500})\)", re.ASCII
)


class MarkdownLinks:
    """Rows of the Markdown links of a batch: mentions, and timestamps where a link means a time."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._mentions: list[tuple[int, ...]] = []
        self._moments: list[tuple[int, ...]] = []

    def store(self) -> None:
        """Hand the rows over to the scan."""
        self._scan.tables += [table(Mentions, self._mentions), table(Moments, self._moments)]

    def add_address(self, address: str, begin: int, stop: int) -> None:
        """Take an autolink: ``<https://…>``."""
        self._mentions.append((begin, stop, _URL, 0, *self._scan.append(address), *[NONE] * 7))

    def add(self, destination: str, begin: int, stop: int, label: tuple[int, int], *, image: bool) -> None:
        """Take a link or an image between two offsets, its label's span known."""
        if self._scan.profile.moments and not image and self._moment(destination, begin, stop, label):
            return
        if destination.startswith("[[") and destination.endswith("]]"):  # the wikilink counts
            return
        target, _hash, fragment = destination.partition("#")
        kind, text = fragment_of(unquote(fragment), target)
        if kind is None and not target:
            return
        piece = (FRAGMENTS.index(kind), *self._scan.append(text)) if kind else (NONE, NONE, NONE)
        written = self._scan.append(target)
        self._mentions.append((begin, stop, _MARKDOWN, int(image), *written, *piece, *label, NONE, NONE))

    def _moment(self, destination: str, begin: int, stop: int, label: tuple[int, int]) -> bool:
        """Take a link to a time as a timestamp; says whether it was one."""
        shown = self._scan.batch.text[slice(*label)].decode(errors="replace")
        written = linked_time(destination, shown)
        if written is None:
            return False
        time = read_time(written)
        words = self._scan.append(written)
        seconds = NONE if time.seconds is None else time.seconds
        visible = (NONE, NONE) if shown.strip("[] ") == written else label
        self._moments.append((begin, stop, _LINK, *words, *visible, seconds))
        if time.fault:
            self._scan.fault(time.fault, begin, written)
        return True


def markdown_links(scan: Scan) -> None:
    """Find the links where the parser does not look, which are all plain."""
    closing = _closing(scan)
    closing = closing[~scan.parts.are_parsed(closing)]
    found = MarkdownLinks(scan)
    for match in _plain(scan, closing):
        if match is not None:
            image = scan.seen[match.start() - 1] == ord("!")
            label = match.span(1)
            found.add(match[3].decode(), match.start() - image, match.end(), label, image=bool(image))
    found.store()


def intricate_links(scan: Scan) -> Ints:
    """The ``](`` that only a parser can judge."""
    closing = _closing(scan)
    return closing[np.array([match is None for match in _plain(scan, closing)], bool)]


def _closing(scan: Scan) -> Ints:
    """The ``](``, but for ``](<a …>[…]</a>``: a destination in angle brackets ends with the closing one."""
    closing = scan.find(ord("]"))
    closing = closing[scan.seen[closing + 1] == ord("(")]
    return closing[~among(closing + 2, scan.stamps)]


def _plain(scan: Scan, closing: Ints) -> list[re.Match[bytes] | None]:
    """The plain link that holds each ``](``, or ``None``."""
    opening = scan.find(ord("["))
    if not len(closing) or not len(opening):
        return [None] * len(closing)
    last = np.searchsorted(opening, closing) - 1
    text, found = scan.batch.text, []
    for start, at in zip(opening[last].tolist(), closing.tolist(), strict=True):
        match = _PLAIN.match(text, start)
        fits = match is not None and match.start(2) == at and _stands_free(text, start)
        found.append(match if fits else None)
    return found


def _stands_free(text: bytes, start: int) -> bool:
    """Whether no bracket, escape or footnote before a link could make it another's part."""
    return text[start - 1] not in b"[]\\^" and text[start - 2 : start] != b"\\!"
