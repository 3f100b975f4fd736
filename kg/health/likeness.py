"""Compares names by their letters and words: how alike each of many is to each of many others, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import factorize
from scipy.sparse import csr_array, diags_array, hstack

from kg.health.words import content
from kg.vectors import largest, scaled

COMMON: Final = 0.02  # share of the names that may hold a feature by which candidates are looked for
_FEW: Final = 200  # names: below it a feature is looked at however common it is
_POINT: Final = 0x110000  # more than any code point
_BLANK: Final = ord(" ")


class Pairs(NamedTuple):
    """Pairs of a name asked for and a name there is; of one name's pairs the likest first.

    Attributes:
        asked: Rows of the names asked for, ascending.
        there: Rows of the names there are.
        score: Cosine of the two, from 0 to 1; a bonus for the same place is not in it.
        near: Whether the two stand in the same place.
    """

    asked: NDArray[np.int64]
    there: NDArray[np.int64]
    score: NDArray[np.float64]
    near: NDArray[np.bool_]

    def chosen(self, rows: NDArray[np.int64]) -> Pairs:
        """Some of the pairs, by their places."""
        return Pairs(self.asked[rows], self.there[rows], self.score[rows], self.near[rows])


class Features(NamedTuple):
    """What names are made of: a row a name, each of length one."""

    asked: csr_array
    there: csr_array
    rare: NDArray[np.bool_]


def features(asked: Sequence[str], there: Sequence[str]) -> Features:
    """Letters in threes and words of names, weighted by how few names hold them (TF-IDF).

    Threes of letters find what is misspelled, words find what is put otherwise; stacked, they were better
    than either alone. A three does not reach over the border between two words.

    Args:
        asked: Names asked for, as `kg.health.words.plain_words` gives them.
        there: Names there are, in the same form.

    Returns:
        The matrices, and which columns are rare enough to look for candidates by.

    Example:
        >>> made = features(["red kites"], ["red kite", "blue sky"])
        >>> (made.asked @ made.there.T).toarray().round(2).tolist()
        [[0.85, 0.0]]
    """
    blocks = [_weighted(*_threes(asked, there)), _weighted(*_words(asked, there))]
    both = csr_array(hstack([block for block, _ in blocks], format="csr")) * np.sqrt(0.5)
    holders = np.concatenate([count for _, count in blocks])
    rare = holders <= max(_FEW, COMMON * len(there))
    return Features(csr_array(both[: len(asked)]), csr_array(both[len(asked) :]), rare)


def likest(
    made: Features, asked_places: csr_array, there_places: csr_array, *, top: int, least: float, bonus: float
) -> Pairs:
    """The names there are that are likest to each name asked for.

    Candidates are looked for by rare features only, which is twenty times less work than by all and loses
    next to none; then each pair is judged by all of them.

    Args:
        made: The names.
        asked_places: A row a name asked for, a column a place: one where somebody asks for it.
        there_places: The same of the names there are: one where it stands.
        top: How many to keep of each.
        least: Smallest score worth keeping.
        bonus: What standing in the same place adds to the score before the best are chosen.

    Returns:
        The pairs.
    """
    rare = np.flatnonzero(made.rare)
    weight = np.sqrt(bonus)
    left = hstack([made.asked[:, rare], asked_places * weight], format="csr")
    right = hstack([made.there[:, rare], there_places * weight], format="csr")
    found = largest(left, csr_array(right.T), top=3 * top, least=least / 3)
    asked = np.repeat(np.arange(found.shape[0], dtype=np.int64), np.diff(found.indptr))
    there = found.indices.astype(np.int64)
    score = dots(made.asked, made.there, asked, there)
    near = dots(asked_places, there_places, asked, there) > 0
    pairs = Pairs(asked, there, score, near).chosen(np.flatnonzero(score >= least))
    order = np.lexsort((pairs.there, -(pairs.score + bonus * pairs.near).round(9), pairs.asked))
    pairs = pairs.chosen(order)
    place = np.arange(len(pairs.asked)) - np.searchsorted(pairs.asked, pairs.asked)
    return pairs.chosen(np.flatnonzero(place < top))


def dots(
    left: csr_array, right: csr_array, rows: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The product of row ``rows[i]`` of one matrix with row ``others[i]`` of another, for each i.

    >>> eye = csr_array(np.eye(2))
    >>> dots(eye, eye, np.array([0, 1]), np.array([0, 0])).tolist()
    [1.0, 0.0]
    """
    out = np.zeros(len(rows))
    step = 100_000  # pairs at a time, so that memory does not grow with their number
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        out[part] = left[rows[part]].multiply(right[others[part]]).sum(axis=1)
    return out


def places(of: Sequence[Sequence[str]], known: Sequence[str]) -> csr_array:
    """A row for each list of places, with a one in the column of each that is known.

    >>> places([["a"], ["b", "x"]], ["a", "b"]).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    number = {place: column for column, place in enumerate(known)}
    pairs = [(row, number[place]) for row, some in enumerate(of) for place in some if place in number]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(of), len(known)))


def _threes(asked: Sequence[str], there: Sequence[str]) -> tuple[csr_array, int]:
    """How often each three of letters is in each name, a blank standing for the border of a word."""
    names = [*asked, *there]
    text = np.frombuffer(f" {' '.join(names)} ".encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(names)), np.fromiter(map(len, names), np.int64, len(names)) + 1)
    if not names:
        return csr_array((0, 0)), 0
    inside = text[1:-1] != _BLANK
    code = (text[:-2] * _POINT + text[1:-1]) * _POINT + text[2:]
    column, _ = factorize(code[inside])
    return _counted(row[: len(inside)][inside], column, len(names)), len(asked)


def _words(asked: Sequence[str], there: Sequence[str]) -> tuple[csr_array, int]:
    names = [content(name) for name in (*asked, *there)]
    number: dict[str, int] = {}
    column = [number.setdefault(word, len(number)) for words in names for word in words]
    row = np.repeat(np.arange(len(names)), np.fromiter(map(len, names), np.int64, len(names)))
    return _counted(row, np.array(column, np.int64), len(names)), len(asked)


def _counted(row: NDArray[np.int64], column: NDArray[np.int64], rows: int) -> csr_array:
    width = int(column.max()) + 1 if len(column) else 0
    return csr_array((np.ones(len(row)), (row, column)), shape=(rows, width))


def _weighted(counts: csr_array, asked: int) -> tuple[csr_array, NDArray[np.int64]]:
    """The counts by smoothed inverse frequency among the names there are, rows scaled to length one."""
    counts.sum_duplicates()
    there = counts[asked:]
    holders = np.bincount(there.indices, minlength=counts.shape[1])
    rarity = np.log((1 + there.shape[0]) / (1 + holders)) + 1
    weighted = counts @ diags_array(rarity, shape=(counts.shape[1],) * 2)
    return scaled(csr_array(weighted)), holders
