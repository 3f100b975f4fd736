"""Finds timestamp anchors in their usual form, thousands at a time: ``<a …="00:01:02">[00:01:02]</a>``.

Eight bytes of text are read as one number, so that a time is compared and taken apart in a few steps for all
anchors at once. Little-endian: the first byte is the lowest.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import Ints
from kg.extract.scan import HIDDEN, Scan

WIDTH: Final = 8  # bytes of NN:NN:NN
_AFTER_VALUE: Final = b'">['
_AFTER_LABEL: Final = b"]</a>"
_ZERO_TIME: Final = np.uint64(int.from_bytes(b"00:00:00", "little"))
_HIGH: Final = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIX: Final = np.uint64(0x0606000606000606)  # added to a digit above 9, it overflows into the high half
_COLONS: Final = np.uint64(0x0000FF0000FF0000)

Words = NDArray[np.uint64]


def stamps(scan: Scan) -> None:
    """Find the profile's timestamp anchors whose value is ``NN:NN:NN`` and whose label repeats it.

    Their delimiters are taken out of sight at once: a tag of this form is whole by itself, so it can open or
    close nothing, and other rules need not look at most of the brackets and colons there are.
    """
    if scan.profile.moments is None:
        return
    tag = scan.profile.moments.tag.encode()
    text = eights(scan.seen)
    at = scan.find(ord("<"))
    at = at[at < len(text) - stamp_length(scan.profile.moments.tag)]
    at = at[scan.seen[at + 1] == tag[1]]
    for offset in sorted({*range(0, len(tag) - WIDTH, WIDTH), len(tag) - WIDTH}):
        at = at[text[at + offset] == np.uint64(int.from_bytes(tag[offset : offset + WIDTH], "little"))]
    value = at + len(tag)
    label = value + WIDTH + len(_AFTER_VALUE)
    good = is_time(text[value]) & (text[value] == text[label])
    good &= _starts(text[value + WIDTH], _AFTER_VALUE) & _starts(text[label + WIDTH], _AFTER_LABEL)
    scan.stamps = at[good]
    for offset in _delimiters(tag):
        scan.seen[scan.stamps + offset] = HIDDEN
    scan.hides += len(scan.stamps) > 0


def _delimiters(tag: bytes) -> list[int]:
    """Offsets within an anchor of the usual form of all that other rules look for."""
    anchor = tag + b"00:00:00" + _AFTER_VALUE + b"00:00:00" + _AFTER_LABEL
    return [offset for offset, byte in enumerate(anchor) if byte in b"<>[]:"]


def stamp_length(tag: str) -> int:
    """Bytes of an anchor of the usual form."""
    return len(tag) + 2 * WIDTH + len(_AFTER_VALUE) + len(_AFTER_LABEL)


def eights(seen: NDArray[np.uint8]) -> Words:
    """The eight bytes from each position on, as one number; nothing is copied."""
    return np.ndarray((len(seen) - WIDTH + 1,), "<u8", seen, 0, (1,))


def _starts(words: Words, text: bytes) -> NDArray[np.bool_]:
    mask = np.uint64(2 ** (8 * len(text)) - 1)
    return (words & mask) == np.uint64(int.from_bytes(text, "little"))


def is_time(words: Words) -> NDArray[np.bool_]:
    """Whether eight bytes are ``NN:NN:NN``: less the bytes of ``00:00:00``, digits are 0-9 and colons 0.

    >>> is_time(np.frombuffer(b"00:61:02" b"0a:00:00" b"00.00.00", np.uint64)).tolist()
    [True, False, False]
    """
    digits = words ^ _ZERO_TIME
    return ((digits & _HIGH) | ((digits + _SIX) & _HIGH) | (digits & _COLONS)) == 0


def seconds_of(words: Words) -> tuple[Ints, NDArray[np.bool_]]:
    """Seconds of each ``NN:NN:NN``, and whether a minute or second is above 59.

    >>> seconds_of(np.frombuffer(b"01:02:03" b"00:00:61", np.uint64))
    (array([3723,   61]), array([False,  True]))
    """
    digits = (words ^ _ZERO_TIME).astype(np.int64)
    hours, minutes, seconds = (
        ((digits >> shift) & 15) * 10 + ((digits >> (shift + 8)) & 15) for shift in (0, 24, 48)
    )
    return hours * 3600 + minutes * 60 + seconds, (minutes > 59) | (seconds > 59)
