"""Front matter (rules C1-C7, D6): properties, names, tags, and the wikilinks inside property texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.extract.fragments import fragment_of
from kg.extract.rows import (
    DATATYPES,
    FRAGMENTS,
    MENTION_KINDS,
    NONE,
    Mentions,
    Names,
    Properties,
    table,
)
from kg.extract.scalars import read_simple
from kg.extract.scan import Scan
from kg.extract.tags import tag_or_page
from kg.model.kinds import FaultCode, MentionKind

if TYPE_CHECKING:
    from kg.extract.yaml_reading import Value

_OPEN: Final = np.frombuffer(b"---", np.uint8)
_CLOSE: Final = re.compile(rb"\n---[ \t]*\n")
_FIRST_LINE: Final = re.compile(rb"---[ \t]*\n")
_WIKILINK: Final = re.compile(r"!?\[\[((?:(?!\[\[|\]\]).)+)\]\]")
_FRONTMATTER: Final = MENTION_KINDS.index(MentionKind.FRONTMATTER)


def front_matter(scan: Scan) -> None:
    """Read every block and hide it from the rules for the body."""
    starts = scan.batch.starts
    begins = (scan.seen[starts[:, None] + np.arange(3)] == _OPEN).all(axis=1)
    found, blocks = _Found(), []
    for note in np.flatnonzero(begins).tolist():
        start, end = int(starts[note]), int(scan.batch.ends[note])
        first = _FIRST_LINE.match(scan.batch.text, start)
        close = _CLOSE.search(scan.batch.text, first.end() - 1, end + 1) if first else None
        if first is None or close is None:
            continue
        _read_block(scan, found, first.end(), close.start() + 1)
        blocks.append((start, close.end()))
        scan.bodies[note] = close.end()
    scan.hide(blocks)
    found.store(scan)


class _Found:
    """Rows of all blocks of a batch."""

    def __init__(self) -> None:
        self.properties: list[tuple[int, ...]] = []
        self.names: list[tuple[int, ...]] = []
        self.mentions: list[tuple[int, ...]] = []

    def store(self, scan: Scan) -> None:
        scan.tables += [
            table(Properties, self.properties),
            table(Names, self.names),
            table(Mentions, self.mentions),
        ]


def _read_block(scan: Scan, found: _Found, start: int, end: int) -> None:
    lines = read_simple(scan.batch.text, start, end)
    if lines is None or scan.profile.syntax.names:
        _read_yaml(scan, found, start, end)
        return
    found.properties += lines
    for place, key, key_end, value, value_end, _ in lines:
        if key_end - key == len("title") and scan.batch.text[key:key_end].lower() == b"title":
            found.names.append((place, 0, value, value_end))


def _read_yaml(scan: Scan, found: _Found, start: int, end: int) -> None:
    from kg.extract.yaml_reading import YamlError, read_yaml  # many vaults do without the parser

    block = scan.batch.text[start:end].decode()
    try:
        values = read_yaml(block)
    except YamlError as error:
        at = start + len("\n".join(block.split("\n")[: error.line]).encode())
        scan.fault(FaultCode.BAD_YAML, at + (error.line > 0), str(error))
        return
    offset = _byte_offsets(block, start)
    for value in values:
        place = offset(value.start)
        name, text = scan.append(value.path), scan.append(value.text)
        if value.datatype == "null":
            text = (NONE, NONE)
        found.properties.append((place, *name, *text, DATATYPES.index(value.datatype)))
        _names(scan, found, value, place)
        if "[[" in value.text and scan.profile.syntax.property_links:
            _links(scan, found, value, block, start, name)
        elif value.path.endswith(".0.0"):  # a list in a list
            _unquoted(scan, value, block, place)


def _byte_offsets(block: str, start: int) -> Callable[[int], int]:
    """A function from offsets in the block's characters to offsets in the batch's bytes."""
    if block.isascii():
        return lambda at: start + at
    return lambda at: start + len(block[:at].encode())


def _names(scan: Scan, found: _Found, value: Value, place: int) -> None:
    """Title, aliases and tags: the properties with a meaning of their own."""
    key = value.path.partition(".")[0].lower()
    nested = value.path.count(".") > 1
    text = value.text.strip()
    if not text or value.datatype == "null" or nested:
        return
    listed = "." in value.path
    if key == "title" and not listed:
        found.names.append((place, 0, *scan.append(text)))
    elif key in ("aliases", "alias") or key in scan.profile.syntax.names:
        for alias in (text,) if listed else text.split(","):
            if alias.strip():
                found.names.append((place, 1, *scan.append(alias.strip())))
    elif key in ("tags", "tag"):
        _tags(scan, found, value, place, [text] if listed else re.split(r"[,\s]+", text))


def _tags(scan: Scan, found: _Found, value: Value, place: int, tags: list[str]) -> None:
    source = scan.batch.text[place : place + 4 * (value.end - value.start)].decode(errors="ignore")
    begin = 0
    for tag in tags:
        name = tag.strip().removeprefix("#").strip("/")
        if not name or re.fullmatch(r"[\d/]+", name):
            continue
        at = source.find(tag, begin)
        begin = max(at, 0) + len(tag)
        first = place + len(source[: max(at, 0)].encode())
        kind, page = tag_or_page(scan, name)
        written = page or scan.append(name)
        found.mentions.append(
            (first, first + len(tag.encode()), kind, 0, *written, *[NONE] * 5, *scan.append(value.path))
        )


def _links(scan: Scan, found: _Found, value: Value, block: str, start: int, name: tuple[int, int]) -> None:
    """Wikilinks in a property's text (C2, C4), each at its place in the source."""
    source, offset = block[value.start : value.end], _byte_offsets(block, start)
    begin = 0
    for match in _WIKILINK.finditer(value.text):
        at = source.find(match[0], begin)
        if at >= 0:
            begin = at + len(match[0])
            span = offset(value.start + at), offset(value.start + begin)
        else:  # written with escapes or over several lines: the whole value is its place
            span = offset(value.start), offset(value.end)
        row = _link_row(scan, match[1], embed=match[0].startswith("!"))
        if row is not None:
            kind, embed, *rest = row
            found.mentions.append((*span, kind, embed, *rest, *name))


def _link_row(scan: Scan, inner: str, *, embed: bool) -> tuple[int, ...] | None:
    """A wikilink's parts (A2-A7) from the text between its brackets."""
    target, pipe, label = inner.partition("|")
    target = target.removesuffix("\\") if pipe else target
    if pipe and scan.profile.syntax.label_first:
        target, label = label, target
    target = target.strip().removeprefix(scan.profile.syntax.scheme)
    target, _, fragment = target.partition("#")
    target, fragment = target.strip(), fragment.strip()
    if not target and not fragment:
        return None
    kind, text = fragment_of(fragment, target)
    piece = (FRAGMENTS.index(kind), *scan.append(text)) if kind else (NONE, NONE, NONE)
    shown = scan.append(label.strip()) if pipe else (NONE, NONE)
    return (_FRONTMATTER, int(embed), *scan.append(target), *piece, *shown)


def _unquoted(scan: Scan, value: Value, block: str, place: int) -> None:
    """``up: [[x]]`` is a list in a list to YAML (C3), which nobody means."""
    before = block[: value.start].rstrip()
    if before.endswith("[["):
        message = (
            f'[[{value.text}]] needs quotes to be a link: {value.path.split(".")[0]}: "[[{value.text}]]"'
        )
        scan.fault(FaultCode.UNQUOTED_LINK, place, message)
