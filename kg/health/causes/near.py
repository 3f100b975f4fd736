"""Finds the page that a misspelled, cut, lengthened or otherwise put name means, and says so if one fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np

from kg.health.causes.asked import Asked, Named, Pages
from kg.health.causes.cause import Cause, Clue
from kg.health.causes.compare import Verdict, comparable, compare
from kg.health.likeness import Pairs, likest, places
from kg.health.ties import Surroundings
from kg.health.words import content, figures

TOP: Final = 5  # pages looked at for each name
LEAST: Final = 0.25  # likeness below which a page is not looked at
SAME_FOLDER: Final = 0.2  # what standing in the folder of a linking note adds to the likeness
_GAP: Final = 0.03  # likeness by which the best page has to lead
_TIE: Final = 0.4  # confidence where two pages fit equally well
_DECIDED: Final = 0.7  # greatest confidence where the video or the neighbours decide between two
_FEWEST: Final = 2  # words that have to be the same where a name is cut or lengthened
_CUT: Final = ((3, 0.75), (2, 0.55))  # words the same -> confidence


class Match(NamedTuple):
    """A page that a name may mean.

    Attributes:
        page: The page, under one of its names.
        score: How alike the names are.
        near: Whether it stands in the folder of a note that links to the name.
        video: Whether it is about the same video as a note that links to the name.
        neighbours: How many notes that link to the name are joined with it.
        verdict: What the comparison of the names says.
    """

    page: Named
    score: float
    near: bool
    video: bool
    neighbours: int
    verdict: Verdict

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """What decides between matches: certainty, then the same folder, then confidence."""
        return (self.verdict.certain, self.near, self.verdict.confidence)

    @property
    def tied(self) -> bool:
        """Whether more than names and folders joins the two."""
        return self.video or self.neighbours > 0

    @property
    def said(self) -> str:
        """What speaks for it, in words."""
        notes = "1 note that asks" if self.neighbours == 1 else f"{self.neighbours} notes that ask"
        told = (
            (self.near, "in the same folder"),
            (self.video, "about the same video"),
            (self.neighbours > 0, f"joined with {notes} for it"),
        )
        parts = [f"{self.verdict.relation}", *(text for holds, text in told if holds)]
        return ", ".join([*parts, f"likeness {self.score:.2f}"])


def near_misses(asked: Sequence[Asked], pages: Pages, around: Surroundings) -> Iterator[tuple[str, Clue]]:
    """For each missing page, the page that is clearly meant, or the tie between several.

    Args:
        asked: The missing pages.
        pages: The pages there are.
        around: The notes around the missing pages, in the same order.

    Yields:
        Key of the missing page and a clue, at most one a page.
    """
    for page, matches in _matches(asked, pages, around):
        if matches:
            yield page.key, _decide(matches, anywhere=not pages.in_channels)


def _matches(
    asked: Sequence[Asked], pages: Pages, around: Surroundings
) -> Iterator[tuple[Asked, list[Match]]]:
    names = pages.names
    made = pages.alike.beside([page.words for page in asked])
    folders, homes = pages.homes
    pairs = likest(
        made,
        places([page.folders for page in asked], folders),
        homes,
        top=TOP,
        least=LEAST,
        bonus=SAME_FOLDER,
    )
    pairs = _worth_comparing(asked, names, pairs)
    nodes = np.array([pages.node_of[name.path] for name in names], np.int64)
    ties = around.ties(pairs.asked, nodes[pairs.there])
    rows = zip(*(column.tolist() for column in (*pairs, *ties)), strict=True)
    for row, group in groupby(rows, key=lambda pair: pair[0]):
        page, matches = asked[row], []
        for _, there, score, near, video, neighbours in group:
            name = names[there]
            if verdict := compare(page.words, name.words, score=score, known=pages.words.all):
                matches.append(Match(name, score, near, video, neighbours, verdict))
        yield page, matches


def _worth_comparing(asked: Sequence[Asked], names: Sequence[Named], pairs: Pairs) -> Pairs:
    mine = [asked[row].words for row in pairs.asked.tolist()]
    its = [names[there].words for there in pairs.there.tolist()]
    return pairs.chosen(np.flatnonzero(comparable(mine, its, pairs.score)))


def _decide(matches: list[Match], *, anywhere: bool) -> Clue:
    """The best of the pages, unless another is as good; elsewhere it is certain only where folders mix."""
    best, *others = sorted(matches, key=lambda m: (*(-float(part) for part in m.rank), -m.score, m.page.path))
    rivals = [other for other in others if other.page.path != best.page.path and _as_good(other, best)]
    if rivals:
        return _between([best, *rivals])
    certain = best.verdict.certain and (best.near or anywhere)
    confidence = best.verdict.confidence if certain or not best.verdict.certain else 0.9
    return Clue(Cause.NEAR_MISS, best.said, best.page.path, confidence, automatic=certain)


def _between(matches: list[Match]) -> Clue:
    """Of several pages that fit equally well the one that more than its name speaks for; never by itself."""
    tied = [match for match in matches if match.tied]
    if len({match.page.path for match in tied}) == 1:
        others = len({match.page.path for match in matches}) - 1
        text = f"{tied[0].said}; {others} {'other fits' if others == 1 else 'others fit'} but for that"
        return Clue(Cause.NEAR_MISS, text, tied[0].page.path, min(tied[0].verdict.confidence, _DECIDED))
    fit = ", ".join(sorted(match.page.path for match in matches))
    return Clue(Cause.NEAR_MISS, f"fits equally well: {fit}", None, _TIE)


def _as_good(other: Match, best: Match) -> bool:
    return (
        other.verdict.certain == best.verdict.certain
        and other.near == best.near
        and (best.verdict.certain or other.score > best.score - _GAP)
    )


class Beginnings:
    """The pages by the beginnings of their names, words that say nothing left out.

    Args:
        pages: The pages there are.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages.by_content
        self._sorted = sorted(self._pages)

    def clue(self, page: Asked) -> Clue | None:
        """Whether a name is the beginning of one page's name, or one page's name its beginning.

        Args:
            page: The missing page.

        Returns:
            The clue, if exactly one page fits.
        """
        words = content(page.words)
        if len(words) < _FEWEST:
            return None
        return self._truncated(words) or self._extended(words)

    def _truncated(self, words: tuple[str, ...]) -> Clue | None:
        start = " ".join(words) + " "
        place = bisect_left(self._sorted, start)
        fitting: list[str] = []
        while place < len(self._sorted) and self._sorted[place].startswith(start) and len(fitting) < 2:
            fitting.append(self._sorted[place])
            place += 1
        if len(fitting) != 1 or len(self._pages[fitting[0]]) != 1:
            return None
        return _cut(Cause.TRUNCATED, words, fitting[0].split(), self._pages[fitting[0]][0])

    def _extended(self, words: tuple[str, ...]) -> Clue | None:
        for end in range(len(words) - 1, _FEWEST - 1, -1):
            found = self._pages.get(" ".join(words[:end]), [])
            if len(found) == 1:
                return _cut(Cause.EXTENDED, words[:end], words, found[0])
            if found:
                return None
        return None


def _cut(cause: Cause, short: Sequence[str], long: Sequence[str], page: str) -> Clue | None:
    """A clue, if the words both have are many enough and no number is among those only one has."""
    rest = long[len(short) :]
    if figures(rest):
        return None
    confidence = next(sure for least, sure in _CUT if len(short) >= least)
    if len(rest) > len(short):
        confidence = min(confidence, 0.45)
    text = f"{len(short)} of {len(long)} words are the same, in order; no other page fits"
    return Clue(cause, text, page, confidence)
