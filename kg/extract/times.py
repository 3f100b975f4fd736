"""Reads a time as people and machines write it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kg.model.kinds import FaultCode

_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\Z")
_ODD_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,3})\Z")
_FOUR: Final = re.compile(r"(\d{1,3}):(\d{1,3}):(\d{1,3}):(\d{1,3})\Z")
_SECONDS: Final = re.compile(r"(\d{1,6})(?:\.\d+)?s?\Z")
_UNITS: Final = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?\Z")
_STRAY: Final = " \t[](){}<>:;,.'\"\u200b"
_PLACEHOLDER: Final = re.compile(r"(?:h{1,2}|m{1,2}):[hms\d]{1,2}(?::|\Z)", re.IGNORECASE)


class Time(NamedTuple):
    """A reading: seconds from the start (``None`` if there is no reading) and what was odd about it."""

    seconds: int | None
    fault: FaultCode | None


@lru_cache(maxsize=1 << 16)
def read_time(text: str) -> Time:
    """Seconds from the start, by the first reading that fits.

    ``HH:MM:SS``, ``H:MM:SS``, ``MM:SS`` and plain seconds (``90``, ``90s``, ``1m30s``) are read as such. Odd
    field widths and stray brackets or colons are read and reported. Four fields are read as ``HH:MM:SS`` and
    a fraction, which is how subtitles are timed, and reported. A minute or second above 59 is counted as it
    stands, and reported.

    >>> read_time("01:02:03").seconds, read_time("2:03").seconds, read_time("#t=90").seconds
    (3723, 123, None)
    >>> read_time("00:12:34]")
    Time(seconds=754, fault=<FaultCode.MOMENT_REPAIRED: 'moment-repaired'>)
    >>> read_time("HH:MM:SS").fault
    <FaultCode.MOMENT_PLACEHOLDER: 'moment-placeholder'>
    """
    clean = text.strip(_STRAY)
    if _PLACEHOLDER.match(clean):
        return Time(None, FaultCode.MOMENT_PLACEHOLDER)
    fault = FaultCode.MOMENT_REPAIRED if clean != text.strip() else None
    if match := _CLOCK.match(clean):
        return _clock(match, fault)
    if match := _ODD_CLOCK.match(clean) or _FOUR.match(clean):
        return _clock(match, FaultCode.MOMENT_REPAIRED)
    if match := _SECONDS.match(clean):
        return Time(int(match[1]), fault)
    if clean and (match := _UNITS.match(clean)):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return Time(hours * 3600 + minutes * 60 + seconds, fault)
    return Time(None, FaultCode.MOMENT_UNREADABLE)


def _clock(match: re.Match[str], fault: FaultCode | None) -> Time:
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if seconds > 59 or (minutes > 59 and match[1] is not None):
        fault = FaultCode.MOMENT_OUT_OF_RANGE
    return Time(hours * 3600 + minutes * 60 + seconds, fault)


_TARGET: Final = re.compile(r"#t=?(\d[\dhms:.]*)\Z|#?(\d{1,3}(?::\d{1,3}){1,3})\Z")
_SHOWN: Final = re.compile(r"\[?\s*(\d{1,3}(?::\d{1,3}){1,3})\s*\]?\Z")


def linked_time(destination: str, label: str) -> str | None:
    """The time a Markdown link means, as written; ``None`` if it means a page.

    >>> linked_time("#t=90", "see"), linked_time("#", "[01:02]"), linked_time("1984", "1984")
    ('90', '01:02', None)
    """
    if match := _TARGET.match(destination):
        return match[1] or match[2]
    if destination == "#" and (match := _SHOWN.match(label.strip())):
        return match[1]
    return None
