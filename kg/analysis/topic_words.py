"""Names groups of pages by the words that set their titles apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.function_words import FUNCTION_WORDS
from kg.analysis.titles import Words, word_counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_CANDIDATES: Final = 12  # of a group's words: enough to choose five that aren't forms of one another
_OFTEN: Final = 3  # times as often as the others: below it a word tells nothing
_ENDING: Final = 2  # letters by which two forms of one word may differ: topic, topics; process, processes


def distinctive_words(
    titles: Iterable[str], groups: NDArray[np.int32], *, number: int, top: int = 5
) -> list[list[str]]:
    """The words that set the titles of each group apart from those of the others.

    Words are weighed by class-based TF-IDF (Grootendorst 2022, *BERTopic*): how often a word occurs in the
    group, times the logarithm of one plus the average number of words of a group divided by how often the
    word occurs in all. Words the group hardly uses more than the others do are left out, unless it has no
    others, and of a word's forms only the best is named. Words that only hold sentences together, such as
    "of", are not named.

    Args:
        titles: Titles.
        groups: The number of each title's group; only those below ``number`` are looked at.
        number: How many groups there are.
        top: Words of each group, at most.

    Returns:
        A list of words for each group, the most distinctive first; of equals the longest, then in order
        of the alphabet.

    Example:
        >>> titles = ["Trade of tea", "Taste of teas", "Tea", "Table of tides", "Ebb of tide"]
        >>> distinctive_words(titles, np.array([0, 0, 0, 1, 1]), number=2, top=3)
        [['tea', 'taste', 'trade'], ['table', 'tides', 'ebb']]
    """
    if not number:
        return []
    words, counts = _telling(word_counts(titles))
    chosen = np.flatnonzero(groups < number)
    cells = (np.ones(len(chosen)), (groups[chosen], chosen))
    found = (csr_array(cells, shape=(number, counts.shape[0])) @ counts).tocoo()
    everywhere = np.bincount(found.col, found.data, minlength=len(words))
    own = np.bincount(found.row, found.data, minlength=number)
    rate = found.data / own[found.row]
    elsewhere = (everywhere[found.col] - found.data) / np.maximum(own.sum() - own[found.row], 1)
    often = rate >= _OFTEN * elsewhere
    kept = often | (np.bincount(found.row[often], minlength=number)[found.row] == 0)
    scores = rate * np.log1p(own.sum() / number / everywhere[found.col])
    return _best(found.row[kept], words[found.col[kept]], scores[kept], number, top)


def _telling(found: Words) -> Words:
    """The words but for those that say little of a group: "of", numbers, single Latin letters."""
    columns = [
        column
        for column, word in enumerate(found.words)
        if not (word in FUNCTION_WORDS or word.isnumeric() or (len(word) == 1 and word.isascii()))
    ]
    return Words(found.words[columns], found.counts[:, columns])


def _best(
    rows: NDArray[np.int32], words: NDArray[np.object_], scores: NDArray[np.float64], number: int, top: int
) -> list[list[str]]:
    """The words of each row with the highest scores, without other forms of words that are there already."""
    lengths = np.array([len(word) for word in words], np.int64)
    order = np.lexsort((words, -lengths, -scores, rows))
    ranked = words[order]
    ends = np.cumsum(np.bincount(rows, minlength=number))
    starts = ends - np.bincount(rows, minlength=number)
    return [
        _distinct(ranked[start : min(start + _CANDIDATES, end)], top)
        for start, end in zip(starts, ends, strict=True)
    ]


def _distinct(words: Iterable[str], top: int) -> list[str]:
    kept: list[str] = []
    for word in words:
        if not any(_same_word(word, other) for other in kept):
            kept.append(word)
    return kept[:top]


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING < len(short)
