"""Compares names by their letters and words: how alike each of many is to each of many others, at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import Index, factorize
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


class _Held(NamedTuple):
    """Features that names hold, and the row of the name that holds each."""

    row: NDArray[np.int64]
    feature: NDArray[Any]


class Names:
    """Names there are, by letters in threes and words, weighted by how few of them hold each (TF-IDF).

    Threes of letters find what is misspelled, words find what is put otherwise; stacked, they were better
    than either alone. A three does not reach over the border between two words.

    Args:
        there: The names, as `kg.health.words.plain_words` gives them.
    """

    def __init__(self, there: Sequence[str]) -> None:
        self._blocks = [_block(found(there), len(there)) for found in (_threes, _words)]
        self._there = _side_by_side([block.there for block in self._blocks])
        holders = np.concatenate([block.holders for block in self._blocks])
        self._rare = holders <= max(_FEW, COMMON * len(there))

    def beside(self, asked: Sequence[str]) -> Features:
        """These names, and others that are to be compared with them.

        What is found of a name does not depend on what other names are asked for.

        Args:
            asked: Names asked for, in the same form.

        Returns:
            The matrices, and which columns are rare enough to look for candidates by.

        Example:
            >>> made = Names(["red kite", "blue sky"]).beside(["red kites"])
            >>> (made.asked @ made.there.T).toarray().round(2).tolist()
            [[0.85, 0.0]]
        """
        found = (_threes(asked), _words(asked))
        rows = [_rows(block, one, len(asked)) for block, one in zip(self._blocks, found, strict=True)]
        return Features(_side_by_side(rows), self._there, self._rare)


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
    step = 10_000  # pairs at a time, so that memory does not grow with their number
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


def _threes(names: Sequence[str]) -> _Held:
    """Each three of letters of each name, and whose it is; a blank stands for the border of a word."""
    text = np.frombuffer(f" {' '.join(names)} ".encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(names)), np.fromiter(map(len, names), np.int64, len(names)) + 1)
    if not names:
        return _Held(row, row)
    inside = text[1:-1] != _BLANK
    code = (text[:-2] * _POINT + text[1:-1]) * _POINT + text[2:]
    return _Held(row[: len(inside)][inside], code[inside])


def _words(names: Sequence[str]) -> _Held:
    """Each word of each name, and whose it is."""
    words = [content(name) for name in names]
    row = np.repeat(np.arange(len(names)), np.fromiter(map(len, words), np.int64, len(names)))
    return _Held(row, np.array([*chain.from_iterable(words)], object))


class _Block(NamedTuple):
    """Features of one sort.

    Attributes:
        known: Those that names there are hold, sorted: sums are then the same whatever else is asked.
        rarity: What each counts; one more for those that none holds.
        holders: How many names hold each.
        there: A row a name there is.
    """

    known: Index
    rarity: NDArray[np.float64]
    holders: NDArray[np.int64]
    there: csr_array


def _block(held: _Held, rows: int) -> _Block:
    row, feature = held
    column, known = factorize(feature, sort=True)
    counts = _counted(row, column, (rows, len(known)))
    holders = np.bincount(counts.indices, minlength=len(known))
    rarity = np.log((1 + rows) / (1 + np.append(holders, 0))) + 1
    return _Block(Index(known), rarity, holders, _weighted(counts, rarity[:-1]))


def _rows(block: _Block, held: _Held, rows: int) -> csr_array:
    """A row a name asked for. What no name there is holds makes the others count less."""
    row, feature = held
    column = block.known.get_indexer(Index(feature)).astype(np.int64)
    size, new = len(block.known), column < 0
    strange, strangers = factorize(feature[new], sort=True)
    column[new] = size + strange
    counts = _counted(row, column, (rows, size + len(strangers)))
    rarity = np.append(block.rarity[:-1], np.full(len(strangers), block.rarity[-1]))
    return csr_array(_weighted(counts, rarity)[:, :size])


def _counted(row: NDArray[np.int64], column: NDArray[np.int64], shape: tuple[int, int]) -> csr_array:
    counts = csr_array((np.ones(len(row)), (row, column)), shape=shape)
    counts.sum_duplicates()
    return counts


def _weighted(counts: csr_array, rarity: NDArray[np.float64]) -> csr_array:
    """The counts by smoothed inverse frequency among the names there are, rows scaled to length one."""
    return scaled(csr_array(counts @ diags_array(rarity, shape=(len(rarity),) * 2)))


def _side_by_side(blocks: Sequence[csr_array]) -> csr_array:
    return csr_array(hstack(blocks, format="csr")) * np.sqrt(1 / len(blocks))
