"""Turns titles into counts of words, and those into what makes two titles alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from kg.vectors import largest, scaled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_WORDS: Final = re.compile(r"\n|[^\W_]+")
_POSSESSIVE: Final = re.compile(
    r"['\u2019](?=s\b)"
)  # China's is written Chinas where no apostrophe is allowed
_COMMON: Final = 0.02  # share of titles above which a word such as "of" makes no two of them alike
_FEW: Final = 50  # titles among which no word is too common


class Words(NamedTuple):
    """How often each word occurs in each title: ``counts[i, j]`` is that of ``words[j]`` in title i."""

    words: NDArray[np.object_]
    counts: csr_array


def word_counts(titles: Iterable[str]) -> Words:
    """Counts the words of titles, numbers among them; neither case nor punctuation matters.

    Args:
        titles: Titles.

    Returns:
        The words, in order of their first occurrence, and the counts, a row a title.

    Example:
        >>> found = word_counts(["Graph theory", "theory_of graphs, 2nd"])
        >>> found.words.tolist()
        ['graph', 'theory', 'of', 'graphs', '2nd']
        >>> found.counts.toarray().tolist()
        [[1.0, 1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0, 1.0]]
    """
    lines = [" ".join(title.split()) for title in titles]  # one line each, so that lines count titles
    found = np.array(_WORDS.findall(_POSSESSIVE.sub("", "\n".join(lines).casefold())), dtype=object)
    end = found == "\n"
    codes, words = pd.factorize(found[~end])
    counts = csr_array((np.ones(len(codes)), (np.cumsum(end)[~end], codes)), shape=(len(lines), len(words)))
    counts.sum_duplicates()
    return Words(words, counts)


def similar_titles(counts: csr_array, *, top: int = 10, least: float = 0.3) -> csr_array:
    """Which titles share their rare words: the cosine of their TF-IDF vectors (Salton and Buckley 1988).

    Words in more than one of fifty titles are left out: they make everything alike, and take nearly all
    the time.

    Args:
        counts: How often each word occurs in each title.
        top: For how many others each title is compared at most; it may be among those of more.
        least: Similarity below which two titles have nothing to do with each other.

    Returns:
        A symmetric matrix of similarities between 0 and 1, without a diagonal.

    Example:
        >>> titles = ["Graph theory", "theory of graph", "cooking"]
        >>> similar_titles(word_counts(titles).counts).toarray().round(2).tolist()
        [[0.0, 0.73, 0.0], [0.73, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    number, size = counts.shape
    titles_with = np.bincount(counts.indices, minlength=size)
    telling = titles_with <= max(_COMMON * number, _FEW)
    weight = np.where(telling, np.log((1 + number) / (1 + titles_with)) + 1, 0)
    vectors = (counts @ diags_array(weight)).tocsr()
    vectors.eliminate_zeros()
    vectors = scaled(vectors)
    found = largest(vectors, csr_array(vectors.T), top=top + 1)
    found.data[found.data < least] = 0
    alike = csr_array(found.maximum(found.T))
    alike.setdiag(0)
    alike.eliminate_zeros()
    return alike
