"""What dialects write beside wikilinks (rules G1, H1, I1, J1); a profile's ``[syntax]`` says which of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

import numpy as np

from kg.extract.fragments import fragment_of
from kg.extract.rows import FRAGMENTS, MENTION_KINDS, NONE, Mentions, Names, Properties, table
from kg.extract.scan import Scan, inside
from kg.model.kinds import Fragment, MentionKind

LINK: Final = MENTION_KINDS.index(MentionKind.LINK)
FRONTMATTER: Final = MENTION_KINDS.index(MentionKind.FRONTMATTER)
_EMBED: Final = MENTION_KINDS.index(MentionKind.EMBED)
_MARKDOWN: Final = MENTION_KINDS.index(MentionKind.MARKDOWN)
_BLOCK: Final = FRAGMENTS.index(Fragment.BLOCK)
_REFERENCE: Final = re.compile(
    rb"\(\(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)\)", re.IGNORECASE
)
_MACRO: Final = re.compile(rb"\{\{embed[ \t]+\Z")
_SHOWN: Final = 300  # bytes of a label looked at
_TRAIL: Final = re.compile(r"[^\W\d_]+")
_TRICK: Final = re.compile(r"^(?::?[^:]*:)?(.*?)(?: *\([^()]*\)|, .*)?$")
_USER: Final = re.compile(r"@([\w.-]*\w)")
_TAG: Final = re.compile(rb"<(?:a|img)[ \t\n][^>]*>", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    rb"[ \t\n](?:href|src)[ \t]*=[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)')", re.IGNORECASE
)


def dialect(scan: Scan) -> None:
    """Find what the profile's dialect writes otherwise."""
    syntax = scan.profile.syntax
    if syntax.html_links:
        _html_links(scan)
    if syntax.block_references:
        _block_references(scan)
    if syntax.macros:
        _macros(scan)
    if syntax.trails:
        _trails(scan)
    if syntax.user_page:
        _users(scan)


def unseen(scan: Scan) -> None:
    """Drop the links in comments where the dialect does not show them."""
    areas = sorted(scan.areas.get("comment", []))
    if scan.profile.syntax.comment_links or not areas:
        return
    starts, ends = np.array(areas, np.int64).T
    for number, rows in enumerate(scan.tables):
        if isinstance(rows, Mentions):
            keep = ~inside(rows.start, starts, np.maximum.accumulate(ends))
            scan.tables[number] = Mentions(*(column[keep] for column in rows))


def _html_links(scan: Scan) -> None:
    """The addresses of anchors and images in HTML."""
    rows = []
    for begin, end in sorted(set(scan.html)):
        for tag in _TAG.finditer(scan.batch.text, begin, end):
            address = _ADDRESS.search(tag[0])
            target, _, fragment = _attribute(address).partition("#")
            if target:
                kind, shown = fragment_of(fragment, target)
                piece = (FRAGMENTS.index(kind), *scan.append(shown)) if kind else (NONE, NONE, NONE)
                image = tag[0][1:2].lower() == b"i"
                rows.append((*tag.span(), _MARKDOWN, int(image), *scan.append(target), *piece, *[NONE] * 4))
    scan.tables.append(table(Mentions, rows))


def _attribute(found: re.Match[bytes] | None) -> str:
    """An attribute's value, whichever quotes hold it."""
    return unescape(_text(found[1] or found[2] or b"")) if found else ""


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


def _block_references(scan: Scan) -> None:
    """``((name))`` leads to the block of that name, wherever it is."""
    rows = [
        (*match.span(), LINK, 0, *match.span(1), _BLOCK, *match.span(1), *[NONE] * 4)
        for match in _REFERENCE.finditer(scan.seen.tobytes())
    ]
    found = table(Mentions, rows)
    for number, links in enumerate(scan.tables):
        if isinstance(links, Mentions) and rows:  # [label](((name))) is a link to an odd address to a parser
            after = np.searchsorted(found.start, links.start)
            holds = found.start[np.minimum(after, len(rows) - 1)]
            own = (links.kind == _MARKDOWN) & (holds > links.start) & (holds < links.end)
            scan.tables[number] = Mentions(*(column[~own] for column in links))
    scan.tables.append(found)


def _macros(scan: Scan) -> None:
    """``{{embed …}}`` around a link, and ``[label](…)``."""
    text = scan.batch.text
    for rows in _links(scan):
        for row, (start, end) in enumerate(zip(rows.start.tolist(), rows.end.tolist(), strict=True)):
            line = text.rfind(b"\n", 0, start) + 1
            if text[start - 2 : start] == b"](" and text[end : end + 1] == b")":
                label = text.rfind(b"[", max(line, start - _SHOWN), start - 2)
                if label >= 0:
                    rows.label[row], rows.label_end[row] = label + 1, start - 2
            elif _MACRO.search(text[max(line, start - 40) : start]) and text[end : end + 2] == b"}}":
                rows.kind[row], rows.embed[row] = _EMBED, 1


def _trails(scan: Scan) -> None:
    """Letters behind a link are shown as part of it; an empty label is made from the target."""
    text = scan.batch.text
    for rows in _links(scan):
        for row, end in enumerate(rows.end.tolist()):
            target = _text(text[rows.written[row] : rows.written_end[row]])
            label = _text(text[rows.label[row] : rows.label_end[row]]) if rows.label[row] >= 0 else None
            trail = _TRAIL.match(text[end : end + 100].decode(errors="ignore"))
            if label == "":
                trick = _TRICK.match(target)
                label = (trick[1] if trick else "") or target
            elif trail is None:
                continue
            shown = (target if label is None else label) + (trail[0] if trail else "")
            rows.label[row], rows.label_end[row] = scan.append(shown)


def _links(scan: Scan) -> Iterator[Mentions]:
    """The tables with wikilinks in them, each with columns that may be changed."""
    for number, rows in enumerate(scan.tables):
        if isinstance(rows, Mentions) and (rows.kind == LINK).any():
            own = Mentions(*(column.copy() for column in rows))
            scan.tables[number] = own
            yield own


def _users(scan: Scan) -> None:
    """``@name`` behind a blank, at the start of a line or behind a bracket."""
    marks = scan.find(ord("@"))
    before = scan.seen[marks - 1]
    marks = marks[(before <= ord(" ")) | (before == ord("("))]
    marks = marks[~inside(marks, *scan.taken())]
    rows = []
    for at in marks.tolist():
        match = _USER.match(scan.seen[at : at + 200].tobytes().decode(errors="ignore"))
        if match is not None:
            page = scan.append(scan.profile.syntax.user_page.replace("{value}", match[1]))
            rows.append((at, at + len(match[0].encode()), LINK, 0, *page, *[NONE] * 7))
    scan.tables.append(table(Mentions, rows))


def field_names(scan: Scan, fields: Properties) -> None:
    """Names of notes and blocks, and lists of pages, in inline fields."""
    syntax = scan.profile.syntax
    if not (syntax.names or syntax.block_names or syntax.page_lists):
        return
    names, lists = [], []
    heads = _heads(scan, fields)
    text = scan.batch.text + bytes(scan.appended)
    for row, place in enumerate(fields.start.tolist()):
        name = _text(text[fields.name[row] : fields.name_end[row]]).lower()
        first, last = int(fields.value[row]), int(fields.value_end[row])
        if name in syntax.block_names or (name in syntax.names and place in heads):
            for begin, end in _entries(text, first, last):
                word = _text(text[begin:end]).removeprefix("#").removeprefix("[[").removesuffix("]]")
                names.append((place, 1, *scan.append(word)))
        elif name in syntax.page_lists:
            key = int(fields.name[row]), int(fields.name_end[row])
            lists += [
                (begin, end, LINK, 0, begin, end, *[NONE] * 5, *key)
                for begin, end in _entries(text, first, last)
                if text[begin : begin + 1] not in (b"#", b"[")  # which are links already
            ]
    scan.tables += [table(Names, names), table(Mentions, lists)]


def _entries(text: bytes, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The spans of what commas separate."""
    for match in re.finditer(rb"[^,\s](?:[^,\n]*[^,\s])?", text[first:last]):
        yield first + match.start(), first + match.end()


def _heads(scan: Scan, fields: Properties) -> set[int]:
    """Places of the fields that stand in an unbroken run at the start of their note."""
    order = np.argsort(fields.start, kind="stable")
    places = fields.start[order]
    lines, notes = scan.line_of(places).tolist(), scan.batch.note_at(places).tolist()
    following = {note: int(scan.line_of(scan.bodies[note : note + 1])[0]) for note in set(notes)}
    found = set()
    for place, line, note in zip(places.tolist(), lines, notes, strict=True):
        if line == following[note]:
            following[note] += 1
            found.add(place)
    return found
