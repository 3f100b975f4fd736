"""Finds which bytes of a note are the target of a link, so that no others need change."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.model.kinds import MentionKind

_WIKI: Final = (MentionKind.LINK, MentionKind.EMBED, MentionKind.FRONTMATTER)
_INLINE: Final = re.compile(rb"\]\([ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<>][^\s<>]*?))(?:\s[^\n]*|\s*)\)\Z")
_REFERENCE: Final = re.compile(rb"\[([^\[\]]+)\](?:\[\])?\Z")
_DEFINITION: Final = re.compile(
    rb"^[ ]{0,3}\[([^\[\]\n]+)\]:[ \t]*(?:<([^<>\n]*)>|([^\s<>]+))[ \t]*(?:[\"'(][^\n]*)?\r?$", re.MULTILINE
)


class Mention(NamedTuple):
    """A link as the graph has it."""

    path: str
    start: int
    end: int
    line: int
    column: int
    kind: str
    written: str


class Place(NamedTuple):
    """The target of a link: where it begins, and whether angle brackets hold it (blanks may stand there)."""

    start: int
    line: int
    column: int
    angled: bool = False


def place_of(mention: Mention, data: bytes) -> Place | None:
    """Where a link's target stands.

    Args:
        mention: The link.
        data: The note's bytes.

    Returns:
        The place of exactly what is written; None if it isn't there letter for letter, as in a Markdown
        link with escapes or entities, or if it is not certain where it is.

    Example:
        >>> data = b"[oak](<my oak.md> 'title')"
        >>> place_of(Mention("a.md", 0, len(data), 1, 1, "markdown", "my oak.md"), data)
        Place(start=7, line=1, column=1, angled=True)
    """
    raw, written = data[mention.start : mention.end], mention.written.encode()
    if mention.kind in _WIKI:
        opening = raw.find(b"[[")
        first = opening + 2
        first += len(raw[first:]) - len(raw[first:].lstrip())
        if opening < 0:
            return None
        if not raw.startswith(written, first):  # behind the label, or behind the address of a vault
            behind = re.search(rb"(?:\[\[|\|)[ \t]*(?:[a-z]+://)?(?=" + re.escape(written) + rb")", raw)
            if behind is None or not written:
                return None
            first = behind.end()
        return Place(mention.start + first, mention.line, mention.column)
    if mention.kind == MentionKind.MARKDOWN:
        return _inline(mention, raw, written) if raw.endswith(b")") else _defined(raw, written, data)
    return None


def _inline(mention: Mention, raw: bytes, written: bytes) -> Place | None:
    at = raw.rfind(b"](")
    while at >= 0:
        match = _INLINE.match(raw, at)
        if match:
            group = 1 if match[1] is not None else 2
            if match[group].partition(b"#")[0] == written:
                return Place(mention.start + match.start(group), mention.line, mention.column, group == 1)
        at = raw.rfind(b"](", 0, at)
    return None


def _defined(raw: bytes, written: bytes, data: bytes) -> Place | None:
    """The destination in the definition of a reference link, if only one in the note has its name."""
    match = _REFERENCE.search(raw)
    if match is None:
        return None
    found = [one for one in _DEFINITION.finditer(data) if _label(one[1]) == _label(match[1])]
    if len(found) != 1:
        return None
    (one,) = found
    group = 2 if one[2] is not None else 3
    if one[group].partition(b"#")[0] != written:
        return None
    line = data.count(b"\n", 0, one.start()) + 1
    column = one.start(1) - data.rfind(b"\n", 0, one.start(1)) - 1
    return Place(one.start(group), line, column, group == 2)


def _label(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").casefold().split())
