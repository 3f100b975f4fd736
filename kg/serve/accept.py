"""Chooses the media type a client likes best of those there are (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress


def best(accept: str, offered: Iterable[str]) -> str:
    """The media type to answer with.

    Args:
        accept: The header ``Accept``; empty for anything.
        offered: What there is, the default first.

    Returns:
        The one wanted most, the earlier one of equals; empty if none is wanted.

    Example:
        >>> best("text/html;q=0.5, application/*", ["text/html", "application/ld+json"])
        'application/ld+json'
        >>> best("image/png", ["text/html"])
        ''
    """
    wanted = [_parsed(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    chosen, highest = "", 0.0
    for media_type in offered:
        quality = _quality(media_type, wanted)
        if quality > highest:
            chosen, highest = media_type, quality
    return chosen


def _quality(media_type: str, wanted: list[tuple[str, float]]) -> float:
    """How much a type is wanted, by the entry that says most about it."""
    for pattern in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        found = [quality for name, quality in wanted if name == pattern]
        if found:
            return max(found)
    return 0.0


def _parsed(entry: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in entry.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = 0.0
            with suppress(ValueError):
                quality = min(max(float(value), 0.0), 1.0)
    return name, quality
