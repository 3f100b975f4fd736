"""Which parts of notes could hold something only a CommonMark parser can judge.

Most notes are headings, paragraphs, lists and quotes. In them nothing can hide a link, so rules may scan the
bytes as they are. Every construct that could hide one, or that no rule reads by itself, leaves a trace named
below; a part with a trace goes to the parser. A trace may be found where there is no such construct (that
costs time); a construct without a trace is a defect (a property test compares both ways of reading).
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.code_spans import intricate_backticks
from kg.extract.html import BARE_TAG
from kg.extract.markdown_links import intricate_links
from kg.extract.parts import definitions
from kg.extract.rows import Ints
from kg.extract.scan import BLANK, NEWLINE, TAB, Parts, Scan, among

_LETTER: Final = np.zeros(256, bool)
_LETTER[[*range(65, 91), *range(97, 123), *b"/!?"]] = True
_MARKER: Final = np.zeros(256, bool)
_MARKER[list(b">*+-.)")] = True
_BEFORE_MARKER: Final = np.zeros(256, bool)
_BEFORE_MARKER[list(b"\n\t >0123456789")] = True


def suspects(scan: Scan, parts: Parts) -> NDArray[np.bool_]:
    """Whether each part has to be parsed."""
    found = np.zeros(len(parts.starts), bool)
    for trace in TRACES:
        found[parts.at(trace(scan))] = True
    return found


def code_marks(scan: Scan) -> Ints:
    """Code spans and fences, but for plain code spans: see `kg.extract.code_spans`."""
    return np.concatenate((intricate_backticks(scan), scan.words(b"~~")))


def links_and_definitions(scan: Scan) -> Ints:
    """Markdown links that are not plain; reference and footnote definitions: ``]:`` behind a plain label."""
    colons = definitions(scan)
    defining = [bool(_DEFINITION.match(_before(scan, at))) for at in colons.tolist()]
    return np.concatenate((intricate_links(scan), colons[np.array(defining, bool)]))


def _before(scan: Scan, at: int) -> bytes:
    begin = int(scan.lines[scan.line_of(np.array([at]))[0]]) + 1
    return scan.seen[begin : min(at, begin + 200)].tobytes()


def html(scan: Scan) -> Ints:
    """HTML and autolinks: ``<`` before a letter, but for tags without attributes behind some text.

    A tag opens a block only where a line's text begins, and a timestamp's tag not even there, because the
    visible time follows it on the same line.
    """
    opening = scan.find(ord("<"))
    opening = opening[_LETTER[scan.seen[opening + 1]]]
    opening = opening[~_timestamp_tags(scan, opening)]
    text = scan.batch.text
    bare = np.array([BARE_TAG.match(text, at) is not None for at in opening.tolist()], bool)
    return opening[~(bare & _behind_text(scan.seen, opening))]


def _behind_text(seen: NDArray[np.uint8], positions: Ints) -> NDArray[np.bool_]:
    """Whether something other than blanks and container markers stands before each position on its line."""
    back = np.where(seen[positions - 1] == BLANK, positions - 2, positions - 1)
    last, before = seen[back], seen[np.maximum(back - 1, 0)]
    nothing = _BLANKS[last] | (last == NEWLINE)
    return ~nothing & ~(_MARKER[last] & _BEFORE_MARKER[before])


def _timestamp_tags(scan: Scan, opening: Ints) -> NDArray[np.bool_]:
    """Which of the ``<`` open the profile's timestamp tag with a plain value and text right behind it."""
    if scan.profile.moments is None:
        return np.zeros(len(opening), bool)
    plain = re.compile(re.escape(scan.profile.moments.tag.encode()) + rb"[\w:.]{0,20}\">[^\s]")
    text = scan.batch.text
    return np.array([plain.match(text, at) is not None for at in opening.tolist()], bool)


def indented(scan: Scan) -> Ints:
    """Indented code: four columns behind a line that is no running text, or behind a container's marker."""
    seen, starts = scan.seen, scan.lines[:-1] + 1
    rows = np.flatnonzero(_BLANKS[seen[starts]])
    rows = rows[_deep(seen, starts[rows])]
    first = among(starts[rows], scan.bodies)  # the line before is front matter or another note
    opening, rows = rows[first], rows[~first]
    begin, end = starts[rows - 1], scan.lines[rows]
    odd = (end - begin <= 5) | _OPENING[seen[begin]] | _RULE_END[seen[end - 1]]
    rows = rows[odd]
    confirmed = np.array([bool(_NO_TEXT.match(_line(scan, row - 1))) for row in rows.tolist()], bool)
    return np.concatenate((starts[opening], starts[rows[confirmed]], _wide_markers(scan)))


def _deep(seen: NDArray[np.uint8], starts: Ints) -> NDArray[np.bool_]:
    """Whether four columns of blanks stand at each offset: four blanks, or a tab within the first four."""
    first, second, third, fourth = (seen[starts + i] for i in range(4))
    tab = (second == TAB) | ((second == BLANK) & ((third == TAB) | ((third == BLANK) & _BLANKS[fourth])))
    return (first == TAB) | ((first == BLANK) & tab)


_BLANKS: Final = np.zeros(256, bool)
_BLANKS[[BLANK, TAB]] = True
_OPENING: Final = np.zeros(256, bool)
_OPENING[list(b"#>")] = True
_RULE_END: Final = np.zeros(256, bool)
_RULE_END[list(b"-*_= \t")] = True
_NO_TEXT: Final = re.compile(rb"[ \t]*(?:\Z|[#>]|(?:[-*_=][ \t]*){3,}\Z|.{1,4}\Z)")


_TWO_BLANKS: Final = int.from_bytes(b"  ", "little")


def _wide_markers(scan: Scan) -> Ints:
    """List and quote markers followed by five columns or more."""
    seen = scan.seen
    pairs = np.frombuffer(scan.batch.text[: len(seen) // 2 * 2], np.uint16) == _TWO_BLANKS
    run = 2 * np.flatnonzero(pairs[:-1] & pairs[1:])  # every run of five holds two such pairs side by side
    run = run - (seen[run - 1] == BLANK)
    five = run[_MARKER[seen[run - 1]] & (seen[run + 4] == BLANK)]
    tabs = scan.words(b"\t")
    behind = tabs[_MARKER[seen[tabs - 1]] | (_BLANKS[seen[tabs - 1]] & _MARKER[seen[tabs - 2]])]
    return np.concatenate((five, behind))


def _line(scan: Scan, row: int) -> bytes:
    return scan.seen[scan.lines[row] + 1 : min(scan.lines[row + 1], scan.lines[row] + 200)].tobytes().rstrip()


def underlines(scan: Scan) -> Ints:
    """Setext headings: a line of ``-`` or ``=``, alone or inside containers, right below another line."""
    seen, ends = scan.seen, scan.lines[1:]
    last = seen[ends - 1]
    last = np.where(last == BLANK, seen[ends - 2], last)
    rows = np.flatnonzero(_UNDERLINE_END[last] & (ends - scan.lines[:-1] > 1))
    rows = rows[rows > 0]
    rows = rows[seen[scan.lines[rows] - 1] != NEWLINE]
    fits = np.array([bool(_UNDERLINE.match(_line(scan, row))) for row in rows.tolist()], bool)
    return scan.lines[rows[fits]] + 1


_UNDERLINE_END: Final = np.zeros(256, bool)
_UNDERLINE_END[list(b"-= \t")] = True
_CONTAINERS: Final = rb"(?:[ \t>]|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*"
_UNDERLINE: Final = re.compile(_CONTAINERS + rb"(?:-+|=+)\Z")
_NESTED: Final = re.compile(_CONTAINERS + rb"\Z")
_DEFINITION: Final = re.compile(_CONTAINERS + rb"\[|[^\[]*\Z")


def nested_headings(scan: Scan) -> Ints:
    """Headings behind blanks or inside lists and quotes: ``> # Heading``, ``- # Heading``."""
    seen, hashes = scan.seen, scan.find(ord("#"))
    hashes = hashes[_BLANKS[seen[hashes - 1]] | (seen[hashes - 1] == ord(">"))]
    begins = scan.lines[scan.line_of(hashes)] + 1
    nested = [
        bool(_NESTED.match(seen[begin:at].tobytes())) if at - begin < 200 else False
        for begin, at in zip(begins.tolist(), hashes.tolist(), strict=True)
    ]
    return hashes[np.array(nested, bool)]


def intricate_quotes(scan: Scan) -> Ints:
    """Quotes in quotes or lists, and quotes whose last paragraph may go on in the line below."""
    seen, starts = scan.seen, scan.lines[:-1] + 1
    quote = quote_lines(seen, starts)
    rows = np.flatnonzero(quote & ~np.append(quote[1:], True))
    follows = starts[rows + 1]
    rows = rows[(seen[follows] != NEWLINE) & ~among(follows, scan.batch.files)]
    lazy = [row for row in rows.tolist() if not _INTERRUPTION.match(_line(scan, row + 1))]
    marks = scan.find(ord(">"))
    before = seen[marks - 1]
    marks = marks[_BLANKS[before] | (before == ord(">"))]
    begins = scan.lines[scan.line_of(marks)] + 1
    inner = [
        at - begin < 200 and bool(_INNER_QUOTE.match(seen[begin:at].tobytes()))
        for begin, at in zip(begins.tolist(), marks.tolist(), strict=True)
    ]
    return np.concatenate((starts[lazy], marks[np.array(inner, bool)]))


_INTERRUPTION: Final = re.compile(rb"#{1,6}(?:[ \t]|\Z)|[-*+][ \t]+[^ \t]")  # what no paragraph goes on with


_INNER_QUOTE: Final = re.compile(rb"(?=[ \t]*[^ \t]|[ \t]{4})" + _CONTAINERS + rb"\Z")


def quote_lines(seen: NDArray[np.uint8], starts: Ints) -> NDArray[np.bool_]:
    """Whether a ``>`` stands first on each line, behind up to three blanks."""
    quote = seen[starts] == ord(">")
    blank = np.flatnonzero(seen[starts] == BLANK)
    for width in (1, 2, 3):
        quote[blank[seen[starts[blank] + width] == ord(">")]] = True
        blank = blank[seen[starts[blank] + width] == BLANK]
    return quote


def tables(scan: Scan) -> Ints:
    """The row of dashes below a table's head."""
    pipes = scan.find(ord("|"))
    return pipes[_dash_beyond_blanks(scan.seen, pipes, 1) | _dash_beyond_blanks(scan.seen, pipes, -1)]


def _dash_beyond_blanks(seen: NDArray[np.uint8], positions: Ints, step: int) -> NDArray[np.bool_]:
    """Whether ``-`` or ``:`` is next in a direction, or four blanks are."""
    for _ in range(3):
        positions = positions + step * _BLANKS[seen[np.minimum(positions + step, len(seen) - 1)]]
    beyond = seen[np.minimum(positions + step, len(seen) - 1)]
    return (beyond == ord("-")) | (beyond == ord(":")) | _BLANKS[beyond]


TRACES: Final = (
    code_marks,
    links_and_definitions,
    html,
    indented,
    underlines,
    nested_headings,
    intricate_quotes,
    tables,
)
