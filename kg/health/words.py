"""Turns the names of pages into words that can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.store.buffers import numbers

_APOSTROPHE: Final = re.compile("['\u2019`]")
_BETWEEN: Final = re.compile(r"[\s_!\"#%&()*,\-./:;?@\[\\\]{}]+")  # symbols stay: C is not C++
_FIGURE: Final = re.compile(r"\d")
_ROMAN: Final = re.compile(r"[ivx]{2,}|[vx]")
_BLANKS: Final = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_SAME_WITH_S: Final = ("ss", "us", "is", "ics", "ous")

# English words that say nothing about the topic. Words that turn it round ("not", "without", "before") stay.
_STOP: Final = (
    "a an and are as at be by for from his her how in into is it its of on or our s that the their this to "
    "was what when where which who why will with you your"
)
STOP_WORDS: Final = frozenset(_STOP.split())


def plain_words(name: str) -> str:
    """The name in lower case, its words set apart by single blanks, invisible characters left out.

    >>> plain_words("Charlie_Munger's  Life-story"), plain_words("C++")
    ('charlie mungers life story', 'c++')
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
        name = "".join(_shown(c) for c in name)
    return _BETWEEN.sub(" ", _APOSTROPHE.sub("", name.casefold())).strip()


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    """The character; a blank for punctuation, nothing if it is invisible."""
    category = unicodedata.category(character)
    apart = category[0] in "PZ" and character not in "'\u2019"
    return "" if category == "Cf" else " " if apart else character


class Words:
    """The distinct words of many texts, in lower case: `plain_words` of a whole vault in one sweep.

    Args:
        columns: Columns of texts.

    Attributes:
        all: The words.

    Example:
        >>> found = Words([pa.chunked_array([["Graph-theory", "graph's"]])])
        >>> sorted(found.all)
        ['graph', 'graphs', 'theory']
        >>> sorted(found.after([pa.chunked_array([["Graph-theory", "trees"]])]).all)
        ['graph', 'theory', 'trees']
    """

    def __init__(self, columns: Sequence[pa.ChunkedArray]) -> None:
        self._columns = columns
        self._times = Counter(_split(chain.from_iterable(column.to_pylist() for column in columns)))
        self.all = _decoded(self._times)

    def after(self, columns: Sequence[pa.ChunkedArray]) -> Words:
        """The words of columns that are mostly the same: what both have at either end is not read."""
        parts = [_apart(*pair) for pair in zip(self._columns, columns, strict=True)]
        gone, come = (list(_split(chain.from_iterable(part))) for part in zip(*parts, strict=True))
        found = object.__new__(Words)
        found._columns, found._times, found.all = columns, self._times, self.all
        if gone or come:
            found._times = self._times.copy()
            found._times.subtract(gone)
            found._times.update(come)
            for word in gone:
                if not found._times[word]:
                    del found._times[word]
            found.all = _decoded(found._times)
        return found


def _split(texts: Iterable[str]) -> list[bytes]:
    text = "\n".join(texts).lower().replace("\u2019", "").encode("utf-8", "replace")
    return text.translate(_BLANKS, b"'`").split()


def _decoded(words: Iterable[bytes]) -> frozenset[str]:
    return frozenset(b" ".join(words).decode().split())


def _apart(old: pa.ChunkedArray, new: pa.ChunkedArray) -> tuple[list[str], list[str]]:
    """The rows between those at the beginning and those at the end that both have."""
    size = min(len(old), len(new))
    first = _alike(old[:size], new[:size], at_end=False)
    last = _alike(old[len(old) - size + first :], new[len(new) - size + first :], at_end=True)
    return old[first : len(old) - last].to_pylist(), new[first : len(new) - last].to_pylist()


def _alike(one: pa.ChunkedArray, other: pa.ChunkedArray, *, at_end: bool) -> int:
    """How many rows are the same in both from one end on."""
    differ = np.flatnonzero(numbers(pc.not_equal(one, other)))
    if not len(differ):
        return len(one)
    return int(len(one) - 1 - differ[-1] if at_end else differ[0])


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The word without the ending of an English plural.

    >>> stem("cities"), stem("lights"), stem("glass"), stem("physics"), stem("gas")
    ('city', 'light', 'glass', 'physics', 'gas')
    """
    if len(word) < 5 or not word.endswith("s") or word.endswith(_SAME_WITH_S):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


@lru_cache(maxsize=1 << 17)
def content(name: str) -> tuple[str, ...]:
    """The stems of the words that say what a name is about, in order; all words if none does.

    >>> content("the lights of a city"), content("who is who")
    (('light', 'city'), ('who', 'is', 'who'))
    """
    words = name.split()
    return tuple([stem(word) for word in words if word not in STOP_WORDS] or words)


def figures(words: Iterable[str]) -> list[str]:
    """The words that count something: those with a digit and Roman numerals, sorted.

    >>> figures("world war ii in 10 maps".split())
    ['10', 'ii']
    """
    return sorted(word for word in words if _FIGURE.search(word) or _ROMAN.fullmatch(word))
