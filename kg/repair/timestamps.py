"""Plans that minutes and seconds, written as hours and minutes, are written where they belong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.health.checks.minutes_as_hours import CHECK, shifted_notes
from kg.health.subject import Subject
from kg.repair.plan import Action, Edit, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from kg.repair.material import Material

FEWEST: Final = 3  # moments of a video that others cite, before they tell how long it is
_SHIFTED: Final = re.compile(r"(\d\d):([0-5]\d):00")
_SLACK: Final = 60  # seconds a moment may lie behind the last one that others cite
_ODD: Final = "notes with minutes as hours whose timestamps are not all to be found"
_BEYOND: Final = "notes with minutes as hours that lie behind the other moments of their video even so"


class _Moment(NamedTuple):
    start: int
    end: int
    line: int
    column: int
    written: str
    seconds: int


class _Cited(NamedTuple):
    """What a note cites."""

    videos: set[int]
    wrong: list[_Moment]  # timestamps of the shape that is wrong in this note
    stamps: int  # all there are


def reread(material: Material) -> list[Step]:
    """Steps that move minutes written as hours, one for each note.

    Certain, and so automatic, where the other notes of the video bear it out: read anew, every moment lies
    within what they cite, and as written some lie behind it. Where the others do not tell, it is a
    proposal; where even the new reading lies behind what they cite, nothing is planned.

    Args:
        material: What is planned from.

    Returns:
        The steps.
    """
    moments = material.graph.moments
    shifted = shifted_notes(Subject(material.graph)).tolist()
    latest = _latest(moments, shifted)
    cited = _cited(moments[moments["source"].isin(shifted)])
    steps = (_step(material, str(material.path[note]), mine, latest) for note, mine in cited.items())
    return [step for step in steps if step is not None]


def _cited(moments: DataFrame) -> dict[int, _Cited]:
    """What each note cites."""
    names = ("source", "target", "start", "end", "line", "column", "written")
    seconds = moments["seconds"].fillna(0).astype("int64").tolist()
    target = moments["target"].fillna(-1).astype("int64").tolist()
    found: dict[int, _Cited] = {}
    columns = (target if name == "target" else moments[name].tolist() for name in names)
    for source, video, *place, time in zip(*columns, seconds, strict=True):
        mine = found.get(source) or _Cited(set(), [], 0)
        wrong = _Moment._make((*place, time))
        if time and _SHIFTED.fullmatch(wrong.written):
            mine.wrong.append(wrong)
        if video >= 0:
            mine.videos.add(video)
        found[source] = mine._replace(stamps=mine.stamps + 1)
    return found


def _latest(moments: DataFrame, shifted: Sequence[int]) -> dict[int, int]:
    """The latest moment that the other notes cite, by video, where they cite enough."""
    others = moments[~moments["source"].isin(shifted)].dropna(subset=["target", "seconds"])
    grouped = others.groupby("target")["seconds"].agg(["size", "max"])
    told = grouped[grouped["size"] >= FEWEST]
    return dict(zip(told.index.tolist(), told["max"].tolist(), strict=True))


def _step(material: Material, path: str, mine: _Cited, latest: dict[int, int]) -> Step | None:
    data = material.notes.data(path)
    edits = [] if data is None else [_edits(path, data, moment) for moment in mine.wrong]
    if not edits or not all(edits):
        material.left[_ODD] += 1
        return None
    known = [latest[video] for video in mine.videos if video in latest]
    written = max(moment.seconds for moment in mine.wrong)
    if known and written // 60 > known[0] + _SLACK:
        material.left[_BEYOND] += 1
        return None
    sure = len(mine.videos) == 1 and bool(known) and written > known[0] + _SLACK
    why = f"{len(mine.wrong)} of {mine.stamps} timestamps end in :00; the last means {written // 60} s"
    why += f", other notes cite the video up to {known[0]} s" if sure else ""
    return Step(
        *(Action.TIMESTAMPS, CHECK.name, "other moments of the video" if sure else "shape of the timestamps"),
        confidence=0.99 if sure else 0.7,
        automatic=sure,
        accepted=sure,
        why=why,
        edits=tuple(edit for pieces in edits for edit in pieces),
    )


def _edits(path: str, data: bytes, moment: _Moment) -> list[Edit]:
    """The edits of one timestamp: its value and, where it shows the same, its label."""
    match = _SHIFTED.fullmatch(moment.written)
    if match is None:
        return []
    minutes, seconds = int(match[1]), match[2]
    after = f"{minutes // 60:02}:{minutes % 60:02}:{seconds}"
    pattern = re.compile(rb"(?<![\d:])" + moment.written.encode() + rb"(?![\d:])")
    return [
        Edit(path, moment.line, moment.column, found.start(), moment.written, after)
        for found in pattern.finditer(data, moment.start, moment.end)
    ]
