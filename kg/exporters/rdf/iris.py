"""Turns paths and names into IRIs and back; two different paths never share one.

Every segment of a path keeps its letters in whatever script they are; what an IRI may not hold, or what
could make it look like another one, becomes percent-encoded UTF-8. ``%`` is encoded too, so decoding gives
back the very path.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import quote, unquote

from kg.model.ids import caseless, folded, stem_of

# What RFC 3987 keeps out of an IRI beyond ASCII: controls, private use, non-characters, tags.
_NOT_IN_IRI: Final = (
    "\u0080-\u009f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
)
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # make one address look like another
_BLANKS: Final = (
    "\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"  # allowed, but some readers stop there
)
_ESCAPED: Final = re.compile(f'[\\x00-\\x20\\x7f<>"{{}}|\\\\^`%?#\\[\\]{_NOT_IN_IRI}{_BIDI}{_BLANKS}]')

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")

_NOTE_SUFFIX: Final = re.compile(r"\.(md|markdown|canvas)\Z", re.IGNORECASE)

_CHARACTER: Final = (
    rf"[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{{2}}|[^\x00-\x7f{_NOT_IN_IRI}{_BIDI}{_BLANKS}]"
)
_PARTS: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:"
    r"(?://(?P<authority>[^/?#]*))?"
    rf"(?:{_CHARACTER})*"
    rf"(?:\?(?:{_CHARACTER}|[?\ue000-\uf8ff])*)?"
    rf"(?:\#(?:{_CHARACTER}|\?)*)?"
)
_AUTHORITY: Final = re.compile(
    rf"(?:(?:(?!@)(?:{_CHARACTER}))*@)?"
    rf"(?:\[(?P<ip>[0-9A-Fa-f:.]+)\]|(?:(?![@:])(?:{_CHARACTER}))*)"
    r"(?::[0-9]*)?"
)


def path_iri(path: str) -> str:
    """A path as the relative part of an IRI, percent-encoded segment by segment.

    Example:
        >>> path_iri("a b/50%/../ü.md")
        'a%20b/50%25/%2E%2E/ü.md'
    """
    return "/".join(_segment(segment) for segment in path.split("/"))


def path_of(iri: str) -> str:
    """The path that `path_iri` was given.

    Example:
        >>> path_of("a%20b/50%25/%2E%2E/ü.md")
        'a b/50%/../ü.md'
    """
    return unquote(iri, errors="strict")


def canonical(iri: str) -> str:
    """The form in which an IRI under the base is minted, from the form in which a browser asks for it.

    Raises:
        ValueError: It is no UTF-8.

    Example:
        >>> canonical("note/%C3%BC%20x"), canonical("note/ü x"), canonical("thing/a%2Fb/c")
        ('note/ü%20x', 'note/ü%20x', 'thing/a%2Fb/c')
    """
    parts = (unquote(segment, errors="strict") for segment in iri.split("/"))
    return "/".join(_segment(part).replace("/", "%2F") for part in parts)


def note_iri(path: str) -> str:
    """The relative IRI of a note: its path without ``.md``.

    The suffix stays where dropping it could give two notes one IRI (``a.canvas``, ``a.MD``, ``a.md.md``).

    Example:
        >>> note_iri("topics/gpu memory.md"), note_iri("a.MD.md")
        ('note/topics/gpu%20memory', 'note/a.MD.md')
    """
    stem = path.removesuffix(".md")
    return f"note/{path_iri(path if _NOTE_SUFFIX.search(stem) else stem)}"


def note_path_of(iri: str) -> str:
    """The path that `note_iri` was given.

    Example:
        >>> note_path_of("note/topics/gpu%20memory"), note_path_of("note/a.MD.md")
        ('topics/gpu memory.md', 'a.MD.md')
    """
    path = path_of(iri.removeprefix("note/"))
    return path if _NOTE_SUFFIX.search(path) else f"{path}.md"


def topic_slug(name: str) -> str:
    """The name of a topic as it stands in IRIs, the same for every spelling of a page's name.

    A page that is only wanted and the note that is written later share it, whatever folder that is in: the
    last part of the path, folded as links are.

    Example:
        >>> topic_slug("ai/Graph  Theory.md"), topic_slug("graph_theory")
        ('graphtheory', 'graphtheory')
    """
    stem = stem_of(name)
    return folded(stem).replace("/", "") or caseless(stem)


def topic_iri(slug: str) -> str:
    """The relative IRI of a topic.

    Example:
        >>> topic_iri("c#")
        'topic/c%23'
    """
    return f"topic/{_segment(slug)}"


def ascii_iri(iri: str) -> str:
    """The URI of an IRI (RFC 3987, 3.1): all that is not ASCII percent-encoded, for stores that need it.

    Example:
        >>> ascii_iri("note/ü%20x")
        'note/%C3%BC%20x'
    """
    return iri if iri.isascii() else _NOT_ASCII.sub(lambda match: quote(match[0]), iri)


def is_iri(address: str) -> bool:
    """Whether an address may stand as an absolute IRI (RFC 3987).

    Stores stop a whole load at the first one that may not, so what fails here is written as text instead.

    Example:
        >>> is_iri("https://example.org/ü?q=1#x"), is_iri("https://[your-project]"), is_iri("/a")
        (True, False, False)
    """
    parts = _PARTS.fullmatch(address)
    if parts is None:
        return False
    if parts["authority"] is None:
        return True
    authority = _AUTHORITY.fullmatch(parts["authority"])
    return authority is not None and (authority["ip"] is None or _is_ipv6(authority["ip"]))


def _segment(segment: str) -> str:
    if segment in {".", ".."}:
        return segment.replace(".", "%2E")
    return _ESCAPED.sub(lambda match: quote(match[0], safe=""), segment)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
