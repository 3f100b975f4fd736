"""Finds timestamp anchors in their usual form, thousands at a time: ``<a …="00:01:02">[00:01:02]</a>``."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extract.rows import Ints
from kg.extract.scan import Scan

_TIME: Final = np.array([1, 1, 0, 1, 1, 0, 1, 1], bool)  # which bytes of NN:NN:NN are digits
WIDTH: Final = 8
AFTER_VALUE: Final = np.frombuffer(b'">[', np.uint8)
AFTER_LABEL: Final = np.frombuffer(b"]</a>", np.uint8)


def stamps(scan: Scan) -> None:
    """Find the profile's timestamp anchors whose value is ``NN:NN:NN`` and whose label repeats it."""
    if scan.profile.moments is None:
        return
    tag = scan.profile.moments.tag.encode()
    at = starts_with(scan.seen, scan.find(ord("<")), tag)
    value = at + len(tag)
    good = is_time(scan.seen, value) & _follows(scan.seen, value + WIDTH, AFTER_VALUE)
    at, value = at[good], value[good]
    label = value + WIDTH + len(AFTER_VALUE)
    windows = np.lib.stride_tricks.sliding_window_view(scan.seen, WIDTH)
    same = windows[value].view(np.uint64)[:, 0] == windows[label].view(np.uint64)[:, 0]
    scan.stamps = at[same & _follows(scan.seen, label + WIDTH, AFTER_LABEL)]


def starts_with(seen: NDArray[np.uint8], positions: Ints, word: bytes) -> Ints:
    """The positions at which a word of eight bytes or more stands."""
    windows = np.lib.stride_tricks.sliding_window_view(seen, WIDTH)
    positions = positions[positions < len(windows) - len(word) - 40]
    positions = positions[seen[positions + 1] == word[1]]
    for offset in sorted({*range(0, len(word) - WIDTH, WIDTH), len(word) - WIDTH}):
        piece = np.frombuffer(word[offset : offset + WIDTH], np.uint8).view(np.uint64)[0]
        positions = positions[windows[positions + offset].view(np.uint64)[:, 0] == piece]
    return positions


def is_time(seen: NDArray[np.uint8], positions: Ints) -> NDArray[np.bool_]:
    """Whether ``NN:NN:NN`` stands at each position."""
    values = np.lib.stride_tricks.sliding_window_view(seen, WIDTH)[positions]
    digits = (values >= ord("0")) & (values <= ord("9"))
    return ((digits == _TIME) & (digits | (values == ord(":")))).all(axis=1)


def seconds_at(seen: NDArray[np.uint8], positions: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Seconds of the ``NN:NN:NN`` at each position, and whether a minute or second is above 59."""
    digits = np.lib.stride_tricks.sliding_window_view(seen, WIDTH)[positions].astype(np.int64) - ord("0")
    hours, minutes, seconds = (digits[:, i] * 10 + digits[:, i + 1] for i in (0, 3, 6))
    return hours * 3600 + minutes * 60 + seconds, (minutes > 59) | (seconds > 59)  # noqa: PLR2004


def _follows(seen: NDArray[np.uint8], positions: Ints, word: NDArray[np.uint8]) -> NDArray[np.bool_]:
    result = np.ones(len(positions), bool)
    for offset, byte in enumerate(word.tolist()):
        result &= seen[positions + offset] == byte
    return result
