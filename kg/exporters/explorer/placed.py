"""Tells where links stand, and which moments of videos notes cite: of as many as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.exporters.explorer.encoding import Column, estimated, varint
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.exporters.explorer.picture import Picture

_TRIES: Final = 6
_SECONDS: Final = 32  # bits of a moment's second, behind its note's number


class Places(NamedTuple):
    """Where links stand.

    Attributes:
        columns: Columns of the section ``panel``.
        size: About how many bytes they take there.
        shown: Sentences about what was left out, none if nothing was.
    """

    columns: list[Column]
    size: int
    shown: tuple[str, ...]


def places(picture: Picture, ranked: NDArray[np.int64], *, room: int) -> Places:
    """Lines and moments of links, and all moments of notes.

    If there is not room for all, only moments cited beside links are given; then only those of the first
    links, and their lines.

    Args:
        picture: The picture.
        ranked: Numbers of the links, those first that are to be told first.
        room: Bytes the columns may take, more or less.

    Returns:
        The columns.
    """
    said = _Said(picture)
    found = said.columns(ranked, said.cited)
    size = _size(found)
    if size <= room:
        return Places(found, size, ())
    share = 1.0
    for _ in range(_TRIES):
        links = ranked[: int(share * len(ranked))]
        beside = said.beside(links)
        found = [*said.columns(links, beside), said.counted("moments_all", said.cited)]
        size = _size(found)
        if size <= room:
            break
        share *= max(room, 0) / size * 0.99
    return Places(found, size, _told(len(beside), len(said.cited), len(links), len(ranked)))


def _told(moments: int, cited: int, count: int, links: int) -> tuple[str, ...]:
    told = []
    if moments < cited:
        told.append(f"Moments: {moments:,} of {cited:,} are given, those beside links.")
    if count < links:
        told.append(
            f"Line and moment are given for {count:,} of {links:,} links, those between regions first."
        )
    return tuple(told)


class _Said:
    """Lines and moments as the tables have them. A moment is its note's number and its second in one.

    Attributes:
        cited: Each different moment that a note cites, ascending.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        moments = arrow_columns(picture.graph, "moments", ["source", "seconds"])
        seconds = moments["seconds"].fill_null(-1).to_numpy().astype(np.int64)
        known = seconds >= 0
        note = picture.place[moments["source"].to_numpy()[known]]
        self.cited = _distinct(note.astype(np.int64) << _SECONDS | seconds[known])
        mentions = arrow_columns(picture.graph, "mentions", ["line", "moment"])
        mention = picture.edges["mention"].to_numpy(np.int64, na_value=-1)
        links = np.flatnonzero((picture.role == 0) & (mention >= 0))  # of lists, places tell nobody anything
        self._line = np.zeros(len(mention), dtype=np.int64)
        self._line[links] = mentions["line"].to_numpy()[mention[links]]
        moment = mentions["moment"].fill_null(-1).to_numpy().astype(np.int64)[mention[links]]
        second = np.where(moment >= 0, seconds[moment], -1) if len(seconds) else moment
        self._moment = np.full(len(mention), -1, dtype=np.int64)
        self._moment[links] = np.where(second >= 0, picture.source[links] << _SECONDS | second, -1)

    def beside(self, links: NDArray[np.int64]) -> NDArray[np.int64]:
        """The different moments cited beside links, ascending."""
        moment = self._moment[links]
        return _distinct(moment[moment >= 0])

    def columns(self, links: NDArray[np.int64], moments: NDArray[np.int64]) -> list[Column]:
        """Lines and moments of some links; and those moments that each node has, the links' among them."""
        line, place = np.zeros_like(self._line), np.zeros_like(self._line)
        line[links] = self._line[links]
        with_moment = links[self._moment[links] >= 0]
        code = self._moment[with_moment]
        own = np.searchsorted(moments, code >> _SECONDS << _SECONDS)
        place[with_moment] = np.searchsorted(moments, code) - own + 1
        second = moments & ((1 << _SECONDS) - 1)
        first = np.diff(moments >> _SECONDS, prepend=-1) != 0
        return [
            self.counted("moments", moments),
            varint("moment", np.where(first, second, np.diff(second, prepend=0))),
            varint("edge_line", line),
            varint("edge_moment", place),
        ]

    def counted(self, name: str, moments: NDArray[np.int64]) -> Column:
        """A column of how many of some moments each node has."""
        return varint(name, np.bincount(moments >> _SECONDS, minlength=len(self._picture.order)))


def _distinct(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    codes = np.sort(codes)
    found: NDArray[np.int64] = codes[np.diff(codes, prepend=-1) != 0]
    return found


def _size(columns: list[Column]) -> int:
    return sum(estimated(column.data) for column in columns)
