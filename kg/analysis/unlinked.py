"""Finds unlinked mentions: places where a note's name stands in another note's text, and no link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from pandas import DataFrame, Series, concat

from kg.analysis.names import Names, names, small
from kg.analysis.plain import plain
from kg.builder.linkable import context_names, linkable, places
from kg.extract.batch import assemble
from kg.extract.rows import spread
from kg.model.ids import folder_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from kg.builder.request import Progress
    from kg.builder.texts import Texts
    from kg.extract.batch import Note
    from kg.model.graph import KnowledgeGraph

    Ints = NDArray[np.int64]

COMMON: Final = 0.01  # of the notes: a name of one word that stands in more of them is a word like others
FEW: Final = 10  # notes in which it may stand in any case
_BITS: Final = 31  # of an offset in a file, or of a node's number
_ODD: Final = np.array(
    [code < 128 and not chr(code).isalnum() and chr(code) not in " _-" for code in range(256)], bool
)
_COLUMNS: Final = {
    "source": "int32",
    "target": "int32",
    "candidates": "int32",
    "name": "str",
    "line": "int32",
    "column": "int32",
    "start": "int32",
    "end": "int32",
    "context": "str",
}


class Unlinked(NamedTuple):
    """What was found.

    Attributes:
        places: One row a place, in order of path and place: source and target (nodes), candidates (how many
            notes go by the name; the target is the one in the source's folder if there is one only, else
            the first by number), name (as it stands there), line, column, start, end, context (as in the
            table of mentions).
        common: Names left out because they are common words, with the number of notes, most first.
        short: Names left out because they are too short.
    """

    places: DataFrame
    common: dict[str, int]
    short: list[str]


class _Hits(NamedTuple):
    """Places where names stand: spans without bounding blanks, the pattern, the note (a node)."""

    start: Ints
    end: Ints
    pattern: Ints
    source: Ints

    def where(self, chosen: Any) -> _Hits:
        return _Hits(*(column[chosen] for column in self))


class _Search(NamedTuple):
    """What every batch is searched with."""

    find: Callable[[bytes], list[tuple[int, int, int]]]
    names: Names
    plain_names: NDArray[np.bool_]  # made of words only, so that the pattern says all
    linked: Ints  # sorted codes of (source, target)
    mentions: tuple[Ints, Ints]  # sorted codes of (source, start) and (source, end)


def unlinked(
    graph: KnowledgeGraph,
    texts: Texts,
    *,
    repeated: bool = False,
    common: float = COMMON,
    progress: Progress | None = None,
) -> Unlinked:
    """Places where the name of a note stands in another note's text without a link.

    Names are file names, titles and aliases; `kg.analysis.names` tells how they are compared and which are
    too short. They stand alone, not within a word; of names within names the longest counts, of overlapping
    ones the first. What the extractor sees as code, math, HTML, front matter, comment, link, tag, address or
    timestamp is left out. All names are found in one pass (Aho and Corasick 1975).

    Args:
        graph: The graph.
        texts: The notes' texts; notes whose text has changed are left out.
        repeated: Whether places count in notes that link to the target elsewhere.
        common: Names of one word that stand in more than this part of the notes without a link there, and
            in more than ten, are left out as common words.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Returns:
        The places and the names left out.

    Example:
        >>> import kg
        >>> from kg.builder.texts import texts
        >>> notes = {"bell.md": "", "a.md": "A bell, a `bell`, a [[bell]], a doorbell.", "b.md": "Bell!"}
        >>> graph = kg.build(notes)
        >>> found = unlinked(graph, texts(graph, notes)).places
        >>> found[["source", "target", "name", "column"]].values.tolist()
        [[1, 2, 'Bell', 1]]
    """
    search = _search(graph, names(graph), repeated=repeated)
    found = [_Hits(*np.zeros((4, 0), np.int64))]
    done, total = 0, int(graph.nodes["path"].notna().sum())
    for numbers, notes in texts.batches() if search.names.patterns else ():
        hits = _new(search, _hits(search, np.array(numbers), notes))
        found.append(hits)
        texts.keep(np.unique(hits.source).tolist(), dict(zip(numbers, notes, strict=True)))
        done += len(numbers)
        if progress is not None:
            progress("looking for names", done, total)
    hits = _Hits(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    hits, left_out = _without_common(hits, search.names, most=max(FEW, int(common * total)))
    return Unlinked(_table(graph, search.names, hits, texts), left_out, search.names.short)


def _search(graph: KnowledgeGraph, known: Names, *, repeated: bool) -> _Search:
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    finder = BytesAhoCorasick(known.patterns, implementation=Implementation.ContiguousNFA)
    mentions = graph.mentions[["source", "target", "start", "end"]]
    source, start, end = (mentions[name].to_numpy(np.int64) for name in ("source", "start", "end"))
    target = mentions["target"].to_numpy(np.int64, na_value=-1)
    order = np.lexsort((start, source))
    return _Search(
        lambda text: finder.find_matches_as_indexes(text, overlapping=True),
        known,
        np.array([a.strip() == b for a, b in zip(known.patterns, known.spelled, strict=True)], bool),
        np.zeros(0, np.int64) if repeated else np.unique(_code(source, target)[target >= 0]),
        (_code(source, start)[order], _code(source, end)[order]),
    )


def _code(source: Ints, number: Ints) -> Ints:
    """One number for two, in the same order."""
    return source << _BITS | number


def _hits(search: _Search, numbers: Ints, notes: list[Note]) -> _Hits:
    """Where names stand in a batch of notes, whatever stands around them; offsets are those in the file."""
    batch = assemble(notes)
    rows = np.array(search.find(plain(batch.text)), np.int64).reshape(-1, 3)
    pattern, start, end = rows.T
    start, end = start + search.names.lead[pattern], end - search.names.trail[pattern]
    good = np.flatnonzero(_spelled(search, batch.text, start, end, pattern))
    kept = good[_longest(start[good], end[good])]
    start, end, pattern = start[kept], end[kept], pattern[kept]
    note = batch.note_at(start)
    return _Hits(start - batch.files[note], end - batch.files[note], pattern, numbers[note])


def _spelled(search: _Search, data: bytes, start: Ints, end: Ints, pattern: Ints) -> NDArray[np.bool_]:
    """Whether each is spelled as the name is: the pattern has blanks for all punctuation."""
    if not len(start):
        return np.zeros(0, bool)
    text, lengths = np.frombuffer(data, np.uint8), end - start
    odd = _ODD[text[spread(start, lengths)]]
    good: NDArray[np.bool_] = ~np.logical_or.reduceat(odd, np.cumsum(lengths) - lengths)
    for row in np.flatnonzero(~search.plain_names[pattern]).tolist():
        good[row] = small(data[start[row] : end[row]]) == search.names.spelled[pattern[row]]
    return good


def _longest(start: Ints, end: Ints) -> Ints:
    """Rows in order of place: of names within names the longest, of overlapping ones the first."""
    order = np.lexsort((-end, start))
    kept, behind = [], 0
    rows = zip(order.tolist(), start[order].tolist(), end[order].tolist(), strict=True)
    for row, first, last in rows:
        if first >= behind:
            kept.append(row)
            behind = last
    return np.array(kept, np.int64)


def _new(search: _Search, hits: _Hits) -> _Hits:
    """Those outside mentions, in notes that neither go by the name nor link to a note that does."""
    starts, ends = search.mentions
    if len(starts):
        before = np.searchsorted(starts, _code(hits.source, hits.end)) - 1
        hits = hits.where((before < 0) | (ends[before] <= _code(hits.source, hits.start)))
    first, sizes = search.names.owner[hits.pattern], np.diff(search.names.owner)[hits.pattern]
    row = np.repeat(np.arange(len(sizes)), sizes)
    candidate = search.names.nodes[spread(first, sizes)]
    known = candidate == hits.source[row]
    if len(search.linked):
        code = _code(hits.source[row], candidate)
        at = np.minimum(np.searchsorted(search.linked, code), len(search.linked) - 1)
        known |= search.linked[at] == code
    new = np.ones(len(sizes), bool)
    new[row[known]] = False
    return hits.where(new)


def _without_common(hits: _Hits, known: Names, *, most: int) -> tuple[_Hits, dict[str, int]]:
    """The hits without one-word names that stand in too many notes, and those names."""
    pairs = np.unique(np.column_stack((hits.pattern, hits.source)), axis=0)
    notes = np.bincount(pairs[:, 0], minlength=len(known.patterns))
    common = [row for row in np.flatnonzero(notes > most).tolist() if b" " not in known.spelled[row]]
    ranked = sorted((-int(notes[row]), known.spelled[row].decode()) for row in common)
    return hits.where(~np.isin(hits.pattern, common)), {name: -count for count, name in ranked}


def _table(graph: KnowledgeGraph, known: Names, hits: _Hits, texts: Texts) -> DataFrame:
    """The hits that stand in plain text; only the notes that have one are read by the extractor."""
    parts = [_empty()]
    for numbers, notes in texts.batches(np.unique(hits.source).tolist()):
        part = hits.where(np.isin(hits.source, numbers))
        scan = texts.scan(notes)
        shift = scan.batch.files[np.searchsorted(numbers, part.source)]
        start, end = part.start + shift, part.end + shift
        free = linkable(scan, start, end)
        part, start, end = part.where(free), start[free], end[free]
        spans = zip(start.tolist(), end.tolist(), strict=True)
        place = places(scan, start, end)
        columns = {
            "source": part.source,
            "target": _targets(graph, known, part),
            "candidates": np.diff(known.owner)[part.pattern],
            "name": [scan.batch.original[first:last].decode() for first, last in spans],
            **{name: place[name] for name in ("line", "column", "start", "end")},
            "context": context_names(place["context"]),
        }
        parts.append(DataFrame(columns).astype(dict(_COLUMNS)))
    table = concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return table.astype({"context": "category"})


def _empty() -> DataFrame:
    return DataFrame({name: Series([], dtype=dtype) for name, dtype in _COLUMNS.items()})


def _targets(graph: KnowledgeGraph, known: Names, hits: _Hits) -> Ints:
    """The note meant: the only one in the source's own folder, else the first that goes by the name."""
    first, end = known.owner[hits.pattern], known.owner[hits.pattern + 1]
    target = known.nodes[first]
    paths = graph.nodes["path"]
    for row in np.flatnonzero(end - first > 1).tolist():
        folder = folder_of(paths[hits.source[row]])
        near = [n for n in known.nodes[first[row] : end[row]].tolist() if folder_of(paths[n]) == folder]
        if len(near) == 1:
            target[row] = near[0]
    return target
