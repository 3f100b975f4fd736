"""Writes statements in any format, some hundred thousand at a time: whole columns are joined into text.

Each format says what stands before and behind an object, given its predicate, its kind and its place among
the objects of its subject. There are few such cases, so a statement is picked together from short lists, and
no statement ever becomes a Python object. Only the chunk at hand is in memory as text.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.engine.memory import give_back
from kg.exporters.rdf.columns import changes
from kg.exporters.rdf.statements import NO_GRAPH, Share, Statements, taken
from kg.exporters.rdf.syntax import TYPE, Graphs, Place, Syntax
from kg.exporters.rdf.terms import Ints, Kind, Part, Ref, Terms, Verb, Words
from kg.store.buffers import array, texts

CHUNK: Final = 1 << 16  # statements that are text at the same time, give or take those of `STEP` subjects
STEP: Final = 256
_KINDS: Final = len(Kind)
_PLACES: Final = [Place(*(bool(code >> bit & 1) for bit in range(4))) for code in range(16)]


def serialised(statements: Statements, syntax: Syntax) -> Iterator[memoryview]:
    """The file, piece by piece.

    Args:
        statements: What to write; those that the format cannot tell are left out, see `left_out`.
        syntax: The format.

    Yields:
        Its bytes in order.
    """
    yield memoryview(syntax.head().encode())
    chunks = (chunk for share in statements.shares() for chunk in _chunks(share, syntax))
    for number, chunk in enumerate(chunks):
        yield memoryview(chunk).cast("B")[0 if number else len(syntax.between()) :]
    yield memoryview(syntax.tail().encode())


def _chunks(share: Share, syntax: Syntax) -> Iterator[pa.Buffer]:
    told = [relation for relation in share.relations if syntax.told(relation.predicate)]
    if not syntax.every_subject:  # for readers: what a thing is comes first
        told.sort(key=lambda relation: relation.predicate != TYPE)
    yield from _Writer(replace(share, relations=tuple(told)), syntax).chunks()
    give_back()  # else what this share took stands between what the next ones take


def left_out(statements: Statements, syntax: Syntax) -> int:
    """How many statements the format cannot tell."""
    return sum(count for predicate, count in statements.counts.items() if not syntax.told(predicate))


class Pieces(io.RawIOBase):
    """A file to read from that is written only as far as it is read.

    Example:
        >>> io.BufferedReader(Pieces(iter([memoryview(b"ab"), memoryview(b"c")]))).read()
        b'abc'
    """

    def __init__(self, pieces: Iterator[memoryview]) -> None:
        super().__init__()
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next; nothing at the end."""
        while not self._rest.nbytes:
            following = next(self._pieces, None)
            if following is None:
                return 0
            self._rest = following
        wanted = memoryview(buffer).cast("B")
        count = min(wanted.nbytes, self._rest.nbytes)
        wanted[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


class _Rows(NamedTuple):
    """The statements of a chunk, in order."""

    rank: Ints
    predicate: Ints
    kind: Ints
    text: pa.StringArray


class _Writer:
    def __init__(self, share: Share, syntax: Syntax) -> None:
        self.share, self.syntax = share, syntax
        self.predicates = list(dict.fromkeys(relation.predicate for relation in share.relations))
        self.number = {predicate: number for number, predicate in enumerate(self.predicates)}
        table = share.table
        names = np.flatnonzero(table.kind == Kind.NAME)
        texts_ = syntax.escape.column(table.text)
        if len(names):
            mask = np.zeros(len(table.text), bool)
            mask[names] = True
            named = [syntax.name(iri) for iri in table.text.take(array(names)).to_pylist()]
            texts_ = pc.replace_with_mask(texts_, array(mask), texts(named))
        self.texts = texts_
        self.enters = self._graph_changes() if syntax.graphs == Graphs.BLOCK else np.zeros(0, bool)

    def chunks(self) -> Iterator[pa.Buffer]:
        """The text, chunk by chunk."""
        bounds = self._bounds()
        for low, high in itertools.pairwise(bounds):
            rows = self._rows(low, high)
            if len(rows.rank):
                yield self._text(rows, low, high)

    def _graph_changes(self) -> NDArray[np.bool_]:
        """By rank, whether another graph tells of a subject than of the one before; true behind the last."""
        graph = np.empty(sum(len(subjects.rank) for subjects in self.share.subjects), np.int32)
        for subjects in self.share.subjects:
            graph[subjects.rank] = subjects.graph
        return np.append(changes(graph), np.True_)

    def _bounds(self) -> list[int]:
        """Ranks at which chunks start, so that none has many more statements than `CHUNK`."""
        count = sum(len(subjects.rank) for subjects in self.share.subjects)
        ranks = np.append(np.arange(0, count, STEP, dtype=np.int32), np.int32(count))
        before = np.zeros(len(ranks), np.int64)
        for relation in self.share.relations:
            before += np.searchsorted(relation.rank, ranks)
        return [*ranks[:-1][changes(before[:-1] // CHUNK)].tolist(), count]

    def _rows(self, low: int, high: int) -> _Rows:
        ranks, predicates, kinds, columns = [], [], [], []
        for relation in self.share.relations:
            first, last = _between(relation.rank, low, high)
            if first == last:
                continue
            objects = taken(relation.objects, relation.order, first, last)
            ranks.append(relation.rank[first:last])
            predicates.append(np.full(last - first, self.number[relation.predicate], np.int32))
            kinds.append(self._kinds(objects, last - first))
            columns.append(self._joined(objects))
        if not ranks:
            return _Rows(*(np.zeros(0, np.int32),) * 3, pa.array([], pa.string()))
        rank, predicate, kind = (np.concatenate(each) for each in (ranks, predicates, kinds))
        order = np.argsort(rank.astype(np.int64) * len(self.predicates) + predicate, kind="stable")
        text = pa.concat_arrays(columns).take(array(order))
        return _Rows(rank[order], predicate[order], kind[order], text)

    def _kinds(self, objects: Terms, count: int) -> NDArray[np.int8]:
        if objects.kind is not None:
            return np.full(count, objects.kind, np.int8)
        (ref,) = objects.parts
        assert isinstance(ref, Ref)  # noqa: S101  # mixed terms stand in the table as a whole
        return self.share.table.kind[ref.at]

    def _joined(self, terms: Terms) -> pa.StringArray:
        """The text of each term without its marks, escaped."""
        columns = [self._column(part) for part in terms.parts]
        return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "")

    def _column(self, part: Part) -> pa.StringArray | str:
        match part:
            case str():
                return self.syntax.escape.text(part)
            case Ref(at):
                return self.texts.take(array(at))
            case Words(column, at):
                return self.syntax.escape.column(column.take(array(at)))
            case Verb(iri):
                return self.syntax.inside(iri)
            case _:
                return pc.cast(array(part), pa.string())

    def _text(self, rows: _Rows, low: int, high: int) -> pa.Buffer:
        opens_subject = changes(rows.rank)
        opens_predicate = opens_subject | changes(rows.predicate)
        closes_subject, closes_predicate = np.roll(opens_subject, -1), np.roll(opens_predicate, -1)
        place = opens_subject + 2 * opens_predicate + 4 * closes_predicate + 8 * closes_subject
        case = (rows.predicate.astype(np.int64) * _KINDS + rows.kind) * 16 + place
        subjects, graphs = self._subjects(low, high)
        at = rows.rank - low
        every = self.syntax.every_subject
        columns = [
            _taken(subjects, at, np.ones(len(at), bool) if every else opens_subject),
            self._cases(case, self.syntax.opening),
            rows.text,
            self._cases(case, self.syntax.closing),
        ]
        if self.syntax.graphs == Graphs.LINE:
            columns.append(self._named(graphs, f" <{self.share.base}", "> .\n", " .\n").take(array(at)))
        elif self.syntax.graphs == Graphs.BLOCK:
            # A block may go on in the next chunk.
            enters, leaves = (
                opens_subject & self.enters[rows.rank],
                closes_subject & self.enters[rows.rank + 1],
            )
            columns.insert(0, self._named(np.where(enters, graphs[at], NO_GRAPH), "\n<", "> {", ""))
            columns.append(_taken(texts(["}\n"]), np.zeros(len(at)), leaves & (graphs[at] >= 0)))
        return _data(pc.binary_join_element_wise(*columns, "", null_handling="replace", null_replacement=""))

    def _subjects(self, low: int, high: int) -> tuple[pa.StringArray, Ints]:
        """The marked text of each subject of a chunk, and its graph."""
        ranks, columns, graphs = [], [], []
        for subjects in self.share.subjects:
            first, last = _between(subjects.rank, low, high)
            if first == last:
                continue
            terms = taken(subjects.terms, subjects.order, first, last)
            marks = [self.syntax.subject(kind) for kind in Kind]
            kinds = array(self._kinds(terms, last - first))
            before, after = (texts([mark[side] for mark in marks]).take(kinds) for side in (0, 1))
            ranks.append(subjects.rank[first:last])
            graphs.append(subjects.graph[first:last])
            columns.append(pc.binary_join_element_wise(before, self._joined(terms), after, ""))
        order = np.argsort(np.concatenate(ranks), kind="stable")
        between = self.syntax.between()
        text = pa.concat_arrays(columns).take(array(order))
        text = pc.binary_join_element_wise(between, text, "") if between else text
        return text, np.concatenate(graphs)[order]

    def _named(self, graphs: Ints, before: str, after: str, default: str) -> pa.StringArray:
        """The graph of each row with what stands around it, or what stands where there is none."""
        names = self.texts.take(array(np.maximum(graphs, 0)))
        named = pc.binary_join_element_wise(before, names, after, "")
        return pc.if_else(array(graphs >= 0), named, default)

    def _cases(self, case: Ints, write: Callable[[str, Kind, Place], str]) -> pa.StringArray:
        """What the format writes in each case, asked once for each that occurs."""
        used = np.flatnonzero(np.bincount(case))
        at = np.zeros(int(used[-1]) + 1, np.int32)
        at[used] = np.arange(len(used), dtype=np.int32)
        found = []
        for code in used.tolist():
            rest, place = divmod(code, 16)
            predicate, kind = divmod(rest, _KINDS)
            found.append(write(self.predicates[predicate], Kind(kind), _PLACES[place]))
        return texts(found).take(array(at[case]))


def _between(rank: Ints, low: int, high: int) -> tuple[int, int]:
    """Where the ranks from one to another stand: looked for in their own type, or all are copied first."""
    first, last = np.searchsorted(rank, np.array((low, high), rank.dtype)).tolist()
    return first, last


def _taken(column: pa.StringArray, at: Ints, chosen: NDArray[np.bool_]) -> pa.StringArray:
    """The texts at these places; nothing where none is chosen."""
    return column.take(array(at.astype(np.int32), valid=chosen))


def _data(column: pa.StringArray) -> pa.Buffer:
    """The texts of a column, one behind the other, as they stand in memory."""
    _, places, data = column.buffers()
    ends = np.frombuffer(places, np.int32, column.offset + len(column) + 1)
    start = int(ends[column.offset])
    return data.slice(start, int(ends[-1]) - start)
