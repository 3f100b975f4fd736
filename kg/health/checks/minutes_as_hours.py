"""Finds notes that write minutes and seconds where hours and minutes belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

from kg.health.check import Check, Severity
from kg.health.findings import at_notes
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.health.subject import Subject

FEWEST: Final = 3  # timestamps a note has to have
SHARE: Final = 0.9  # of them that have to end in :00
LATE: Final = 4 * 3600  # seconds: at least one has to be later than nearly every video is long


def find(subject: Subject) -> DataFrame:
    """One finding a note."""
    return at_notes(
        subject, shifted_notes(subject), "minutes and seconds seem to stand where hours and minutes belong"
    )


def shifted_notes(subject: Subject) -> NDArray[np.int64]:
    """Notes nearly all of whose timestamps end in ``:00``, one of them hours too late.

    Somebody who cites moments of a video hits whole minutes once in sixty times; notes full of them were
    written as ``MM:SS:00``. Read so, they fit the other notes of their videos in 1,500 of 1,509 cases.

    Args:
        subject: What is checked.

    Returns:
        Their numbers.
    """
    moments = arrow_columns(subject.graph, "moments", ["source", "written", "seconds"]).drop_null()
    source = moments["source"].to_numpy()
    whole = pc.match_substring_regex(moments["written"], r"^\d\d:\d\d:00$").to_numpy().astype(np.float64)
    size = len(subject.notes)
    count = np.bincount(source, minlength=size)
    latest = np.zeros(size, np.int64)
    np.maximum.at(latest, source, moments["seconds"].to_numpy())
    share = np.bincount(source, whole, minlength=size) / np.maximum(count, 1)
    return np.flatnonzero((count >= FEWEST) & (share >= SHARE) & (latest >= LATE))


CHECK: Final = Check(
    code="KG402",
    name="minutes-as-hours",
    severity=Severity.WARNING,
    what="A note whose timestamps are minutes and seconds, written as hours and minutes.",
    why="Every one of them leads far behind the moment it means, most behind the end of the video.",
    example="`[12:34:00]` for 12 minutes and 34 seconds, and all others alike.",
    fix="Write `00:12:34`. Look at one of them in the video first.",
    find=find,
)
