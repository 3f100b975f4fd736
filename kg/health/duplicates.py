"""Finds notes that seem to be about the same topic, by evidence from names, videos, moments and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import DataFrame
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kg.health.likeness import Names, dots, likest, places
from kg.health.subject import Subject
from kg.health.ties import videos
from kg.health.words import content, figures, plain_words
from kg.model.ids import folded, folder_of, stem_of
from kg.store.frames import arrow_columns
from kg.vectors import entries, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.graph import KnowledgeGraph

ONE_A_FOLDER: Final = frozenset(("index", "readme", "moc"))  # names that folders use for their own page
ALIKE: Final = 0.8  # likeness of names that counts as evidence
MUCH_ALIKE: Final = 0.92
SAME_MOMENTS: Final = 0.6  # share of the moments of two notes that both cite
SAME_LINKS: Final = 0.5  # cosine of the pages two notes are joined to
WINDOW: Final = 15  # seconds: moments in one window count as the same
FEWEST_MOMENTS: Final = 3  # windows a note has to cite before they say anything
ENOUGH: Final = 3  # weight of all evidence from which two notes are called possible duplicates
_TOP: Final = 6
_WEIGHTS: Final = {  # reason -> what it counts for
    "same title words": 2,
    "names much alike": 2,
    "names alike": 1,
    "same folder": 1,
    "same moments of the same video": 2,
    "same video": 1,
    "same links": 1,
}


class Pairs(NamedTuple):
    """Pairs of notes, the first one the lower number."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]


def duplicates(graph: KnowledgeGraph) -> DataFrame:
    """Groups of notes that seem to be about one topic; nothing is merged.

    Names have to be alike, and something else has to say the same: the folder, the video and its moments,
    the pages linked. Notes of one name in two channels are the same topic of two writers. Notes that link
    to each other, or whose names differ in a number, are no duplicates: their writer tells them apart.
    The words of the text are no evidence: notes on one video share them whatever their topics (measured:
    most of the pairs with the likest texts are different topics).

    Args:
        graph: The graph.

    Returns:
        A table, the groups with most evidence first: canonical (path of the note to keep: the one most
        linked to, then the one with most words), pages (list of all paths, the canonical one first),
        reasons (list), weight (of the strongest pair).

    Example:
        >>> import kg
        >>> graph = kg.build({"a/dynamo lights.md": "[[x]]", "a/the dynamo light.md": "[[x]]", "b.md": ""})
        >>> duplicates(graph)[["canonical", "pages"]].values.tolist()
        [['a/dynamo lights.md', ['a/dynamo lights.md', 'a/the dynamo light.md']]]
    """
    subject = Subject(graph)
    notes = np.flatnonzero(subject.notes)
    notes = notes[[folded(stem_of(path)) not in ONE_A_FOLDER for path in subject.paths[notes]]]
    if len(notes) < 2:
        return _groups(subject, Pairs(notes[:0], notes[:0]), {}, notes[:0])
    names = [plain_words(stem_of(path)) for path in subject.paths[notes]]
    evidence = _Evidence(subject, notes, names)
    pairs = evidence.candidates()
    reasons = evidence.reasons(pairs)
    weight = np.zeros(len(pairs.one), np.int64)
    for name, held in reasons.items():
        weight += _WEIGHTS[name] * held
    kept = np.flatnonzero((weight >= ENOUGH) & ~evidence.told_apart(pairs))
    chosen = Pairs(notes[pairs.one[kept]], notes[pairs.other[kept]])
    return _groups(subject, chosen, {name: held[kept] for name, held in reasons.items()}, weight[kept])


class _Evidence:
    """What is known of the notes, a row a note, so that each question is asked of all pairs at once."""

    def __init__(self, subject: Subject, notes: NDArray[np.int64], names: Sequence[str]) -> None:
        self._names = names
        folders = [folder_of(path) for path in subject.paths[notes]]
        self._homes = places([[folder] for folder in folders], sorted(set(folders)))
        self._made = Names(names).beside(names)
        self._direct = subject.joined[notes][:, notes]
        either = csr_array(subject.joined + subject.joined.T)[notes]
        self._joined = scaled(either)
        self._moments = _moments(subject, notes)
        self._video = videos(subject.graph)[notes]

    def candidates(self) -> Pairs:
        """Pairs worth a question: those whose names are alike."""
        alike = likest(self._made, self._homes, self._homes, top=_TOP, least=ALIKE, bonus=0.2)
        both = np.sort(np.stack((alike.asked, alike.there), axis=1), axis=1)
        pairs = np.unique(both[both[:, 0] < both[:, 1]], axis=0)
        return Pairs(pairs[:, 0], pairs[:, 1])

    def reasons(self, pairs: Pairs) -> dict[str, NDArray[np.bool_]]:
        """Which reasons hold for each pair."""
        one, other = pairs
        likeness = dots(self._made.asked, self._made.asked, one, other)
        words = {row: " ".join(sorted(content(self._names[row]))) for row in _rows(pairs)}
        same_video = (self._video[one] == self._video[other]) & (self._video[one] >= 0)
        moments = dots(self._moments, self._moments, one, other) >= SAME_MOMENTS
        same_words = np.array(
            [words[a] == words[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)], bool
        )
        much_alike = (likeness >= MUCH_ALIKE) & ~same_words
        return {
            "same title words": same_words,
            "names much alike": much_alike,
            "names alike": (likeness >= ALIKE) & ~much_alike & ~same_words,
            "same folder": dots(self._homes, self._homes, one, other) > 0,
            "same moments of the same video": moments,
            "same video": same_video & ~moments,
            "same links": dots(self._joined, self._joined, one, other) >= SAME_LINKS,
        }

    def told_apart(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Whether one links to the other, or their names count something differently."""
        one, other = pairs
        counted = {row: figures(self._names[row].split()) for row in _rows(pairs)}
        differ = np.array(
            [counted[a] != counted[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)], bool
        )
        eye = csr_array(self._direct + self._direct.T)
        linked = entries(eye, one, other) > 0
        apart: NDArray[np.bool_] = linked | differ
        return apart


def _rows(pairs: Pairs) -> list[int]:
    """The notes that are in any pair."""
    rows: list[int] = np.unique(np.concatenate(pairs)).tolist()
    return rows


def _moments(subject: Subject, notes: NDArray[np.int64]) -> csr_array:
    """A row a note, a column a window of a video, scaled so that products are cosines."""
    table = arrow_columns(subject.graph, "moments", ["source", "target", "seconds"]).drop_null()
    row = np.full(len(subject.notes), -1)
    row[notes] = np.arange(len(notes))
    source = row[table["source"].to_numpy()]
    window = pc.divide(table["seconds"], WINDOW).to_numpy().astype(np.int64)
    code = (table["target"].to_numpy().astype(np.int64) << 32) | window
    _, column = np.unique(code, return_inverse=True)
    kept = source >= 0
    width = int(column.max()) + 1 if len(column) else 0
    counts = csr_array((np.ones(int(kept.sum())), (source[kept], column[kept])), shape=(len(notes), width))
    counts.sum_duplicates()
    counts.data[:] = 1
    few = np.diff(counts.indptr) < FEWEST_MOMENTS
    counts.data[np.repeat(few, np.diff(counts.indptr))] = 0
    counts.eliminate_zeros()
    return scaled(counts)


def _groups(
    subject: Subject, pairs: Pairs, reasons: dict[str, NDArray[np.bool_]], weight: NDArray[np.int64]
) -> DataFrame:
    """Pairs that share a note are one group."""
    size = len(subject.notes)
    joined = csr_array((np.ones(len(pairs.one)), pairs), shape=(size, size))
    _, label = connected_components(joined, directed=False)
    backlinks = np.asarray(subject.joined.sum(axis=0)).ravel()
    words = subject.graph.nodes["words"].to_numpy(np.int64, na_value=0)
    rows = []
    for group in np.unique(label[pairs.one]).tolist():
        mine = np.flatnonzero(label[pairs.one] == group)
        members = np.unique(np.concatenate((pairs.one[mine], pairs.other[mine])))
        ordered = sorted(members, key=lambda node: (-backlinks[node], -words[node], subject.paths[node]))
        told = [name for name, held in reasons.items() if held[mine].any()]
        pages = subject.paths[ordered].tolist()
        rows.append((pages[0], pages, told, int(weight[mine].max())))
    rows.sort(key=lambda row: (-row[3], row[0]))
    canonical, pages_, told_, strength = zip(*rows, strict=True) if rows else ((), (), (), ())
    return DataFrame(
        {
            "canonical": list(canonical),
            "pages": list(pages_),
            "reasons": list(told_),
            "weight": np.array(strength, np.int64),
        }
    )
