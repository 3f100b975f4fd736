"""Turns texts into rows of weighted words (TF-IDF), whose products are similarities."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.plain import BLANK, plain
from kg.extract.rows import Mentions, spread
from kg.vectors import scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg.builder.texts import Texts
    from kg.extract.scan import Scan

_COMMON: Final = 0.1  # a word in a larger part of the texts tells nothing, and comparing it costs the most
_FEW: Final = 20  # texts in which a word may be in any case: in a small vault every word is in a tenth
_TELLING: Final = 48  # words kept of a text: those with the highest weights
_WORD: Final = re.compile(r"[^\W\d]")  # something with a letter
_PLURAL: Final = re.compile(r"(?<=\w\w[^\Wisu])s\Z")  # not the s of analysis, focus, glass


class Counted(NamedTuple):
    """Words counted: row ``i`` is a text, column ``j`` the word ``words[j]``."""

    matrix: csr_array
    words: list[str]


def title_words(titles: Sequence[str]) -> tuple[csr_array, list[str]]:
    """Rows of weighted words, one for each title.

    Args:
        titles: Titles, or any short texts.

    Returns:
        Rows of length one, and the word of each column. See `weighted` for the weights.

    Example:
        >>> rows, words = title_words(["Old bells", "The bell", "A clock"])
        >>> (rows @ rows.T).toarray().round(2).tolist(), words
        ([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]], ['bells'])
    """
    lines = [title.encode(errors="replace") for title in titles]
    small = plain(b" ".join(lines))
    ends = np.cumsum([len(line) + 1 for line in lines]).tolist()
    parts = (small[end - len(line) - 1 : end - 1].decode() for line, end in zip(lines, ends, strict=True))
    return weighted(counted(parts))


def text_words(texts: Texts, nodes: NDArray[np.int64]) -> tuple[csr_array, list[str]]:
    """Rows of weighted words, one for each node; those of nodes without a text are empty.

    Words are those a reader sees: neither front matter, code, math, HTML and timestamps count, nor the name
    a link is written with where it has a label.

    Args:
        texts: The notes' texts.
        nodes: Numbers of the nodes.

    Returns:
        Rows of length one, and the word of each column. See `weighted` for the weights.
    """
    found: list[int] = []
    words = weighted(counted(_bodies(texts, nodes.tolist(), found)), keep=_TELLING)
    rows = csr_array((len(nodes), words[0].shape[1]))
    if found:
        place = csr_array(
            (np.ones(len(found)), (np.searchsorted(nodes, found), np.arange(len(found)))),
            shape=(len(nodes), len(found)),
        )
        rows = csr_array(place @ words[0])
    return rows, words[1]


def _bodies(texts: Texts, nodes: Iterable[int], found: list[int]) -> Iterator[str]:
    """The plain text of each note; the notes' numbers are added to ``found``."""
    for numbers, notes in texts.batches(nodes):
        scan = texts.scan(notes)
        small = plain(shown(scan))
        found += numbers
        bounds = zip(scan.batch.starts.tolist(), scan.batch.ends.tolist(), strict=True)
        yield from (small[start:end].decode() for start, end in bounds)


def shown(scan: Scan) -> bytes:
    """The bytes a reader sees, hidden ones and the names behind labels made blank.

    Args:
        scan: Notes after all rules.

    Returns:
        As many bytes as the batch has; what is blank does not stop in the middle of a character.
    """
    links = scan.found(Mentions)
    labelled = (links.label >= 0) & (links.label < len(scan.seen))
    start, label = links.start[labelled], links.label[labelled]
    seen = scan.seen.copy()
    seen[spread(start, np.maximum(label - start, 0))] = BLANK
    return seen.tobytes()


def counted(texts: Iterable[str]) -> Counted:
    """Counts the words of plain texts.

    Args:
        texts: Texts in the form `plain` gives.

    Returns:
        The counts. Words without a letter, and single letters, are left out.

    Example:
        >>> counted(["a bell bell", "2024"]).matrix.toarray().tolist()
        [[2.0], [0.0]]
    """
    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    columns, counts, ends = array("i"), array("i"), [0]
    for text in texts:
        once = Counter(text.split())
        columns.extend(map(number.__getitem__, once))
        counts.extend(once.values())
        ends.append(len(columns))
    shape = (len(ends) - 1, len(number))
    data = np.frombuffer(counts, np.int32).astype(np.float64) if len(counts) else np.zeros(0)
    indices = np.frombuffer(columns, np.int32) if len(columns) else np.zeros(0, np.int32)
    matrix = csr_array((data, indices, np.array(ends)), shape=shape)
    words = list(number)
    kept = np.array([len(word) > 1 and _WORD.search(word) is not None for word in words], bool)
    return _merged(
        Counted(csr_array(matrix[:, kept]), [words[column] for column in np.flatnonzero(kept).tolist()])
    )


def _merged(found: Counted) -> Counted:
    """The same with plurals and singulars of English as one word, called as it was first seen."""
    number: dict[str, int] = {}
    names: list[str] = []
    for word in found.words:
        stem = _PLURAL.sub("", word)
        if stem not in number:
            number[stem] = len(names)
            names.append(word)
    to = np.array([number[_PLURAL.sub("", word)] for word in found.words], np.int32)
    matrix = found.matrix
    merged = csr_array((matrix.data, to[matrix.indices], matrix.indptr), shape=(matrix.shape[0], len(names)))
    merged.sum_duplicates()
    return Counted(merged, names)


def weighted(found: Counted, *, keep: int | None = None) -> tuple[csr_array, list[str]]:
    """Weights words: one plus the logarithm of their count, times the logarithm of their rarity.

    The rarity is the number of texts by the number of those with the word (TF-IDF, the form ``ltc`` of
    Salton and Buckley 1988). Left out are words of one text only, which nothing can be compared by, and
    those of more than a tenth of the texts if these are more than 20.

    Args:
        found: Counts of words.
        keep: How many words of a text to keep, those with the highest weights; by default all.

    Returns:
        Rows of length one (or empty), and the word of each column.

    Example:
        >>> rows, words = weighted(Counted(csr_array([[1.0, 2.0], [0.0, 1.0], [0.0, 0.0]]), ["x", "y"]))
        >>> rows.toarray().tolist(), words
        ([[1.0], [1.0], [0.0]], ['y'])
    """
    size, width = found.matrix.shape
    texts = np.bincount(found.matrix.indices, minlength=width)
    columns = np.flatnonzero((texts > 1) & (texts <= max(_FEW, size * _COMMON)))
    matrix = csr_array(found.matrix[:, columns])
    rarity = np.log(size / texts[columns]) if len(columns) else np.zeros(0)
    matrix.data = (1 + np.log(matrix.data)) * rarity[matrix.indices]
    if keep is not None:
        matrix = _heaviest(scaled(matrix), keep)
    return scaled(matrix), [found.words[column] for column in columns.tolist()]


def _heaviest(matrix: csr_array, keep: int) -> csr_array:
    """The largest entries of each row."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, row))
    place = np.arange(len(row)) - matrix.indptr[row]
    kept = order[place < keep]
    return csr_array((matrix.data[kept], (row[kept], matrix.indices[kept])), shape=matrix.shape)
