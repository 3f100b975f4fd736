"""Brings all statements into the order of sorted N-Triples, as columns of whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.engine.memory import let_go
from kg.exporters.rdf.columns import changes, distinct, pairs, stretches
from kg.exporters.rdf.sorting import ordered, ranks
from kg.exporters.rdf.terms import Ints, Table, Terms
from kg.store.buffers import array
from kg.store.spooled import SpooledPairs, on_disk

NO_GRAPH: Final = -1
NO_SLOT: Final = -1
_AT_ONCE: Final = 1 << 18  # statements whose objects are texts at the same time
_INSIDE: Final = 36  # bits of a key for the place within a resource, whose own place stands above them
_SCHEME: Final = 35  # bit that puts the parts by line behind those by byte
_WIDTH: Final = 10  # digits of the largest int32


Fact = tuple[
    str, "Ints | None", Terms
]  # of parts: predicate, the rows it is said of (None: all), the objects


class Relation(NamedTuple):
    """One predicate with its subjects and objects.

    Attributes:
        predicate: Its IRI.
        rank: The rank of each subject, ascending.
        objects: The objects, those of one subject in the order of N-Triples …
        order: … once they are taken in this order, which many relations share; None if they stand in it.
    """

    predicate: str
    rank: Ints
    objects: Terms
    order: Ints | None = None


class Subjects(NamedTuple):
    """Subjects of one form.

    Attributes:
        rank: The rank of each among all subjects, ascending.
        terms: What they are, to be taken in this order:
        order: As with a `Relation`.
        graph: Row of the table of the page whose graph tells of each, or `NO_GRAPH`; in the order of rank.
    """

    rank: Ints
    terms: Terms
    graph: Ints
    order: Ints | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What is said of some subjects next to each other.

    Attributes:
        base: What all local IRIs start with.
        table: The terms that others refer to.
        subjects: The subjects; their ranks together are 0, 1, 2 …
        relations: What is said of them, predicates in the order of N-Triples.
    """

    base: str
    table: Table
    subjects: tuple[Subjects, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """All that is said, of which only a share is in memory.

    Attributes:
        base: What all local IRIs start with.
        counts: How many statements there are of each predicate.
        shares: Makes the shares, in order; as often as it is asked to.
    """

    base: str
    counts: Mapping[str, int]
    shares: Callable[[], Iterator[Share]]

    def __len__(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Part:
    """Parts of resources, such as the clips of videos: what comes before their rank is known.

    Attributes:
        of: Row of the table of the resource each is a part of.
        terms: What they are called.
        start: The first number of each one's fragment.
        end: The second one; zeros if there is none.
        by_line: Whether the fragment starts with ``line=`` rather than ``byte=``.
        closed: Whether ``>`` follows the first number, not ``,``.
        facts: What is said of them.
        in_graph: Whether the graph of the resource tells of them.
    """

    of: Ints
    terms: Terms
    start: Ints
    end: Ints
    facts: tuple[Fact, ...]
    by_line: bool = False
    closed: bool = False
    in_graph: bool = True


class Slots(NamedTuple):
    """Where subjects stand, in the order in which N-Triples sort.

    ``>`` ends an IRI there and takes part in the order: ``<video/a#t=1>`` stands before ``<video/a>``. All
    parts of one resource share a slot: that of the resource's IRI with a ``#`` behind it.

    Attributes:
        whole: By number of a term, the slot of the resource it stands for; `NO_SLOT` if it is no subject.
        parts: The same for the parts of that resource.
        term: By slot, number of the resource's term.
    """

    whole: Ints
    parts: Ints
    term: Ints


def slots_of(table: Table, subjects: Ints, owners: Ints, base: str) -> Slots:
    """The slots of all subjects.

    Args:
        table: The terms.
        subjects: Numbers of the resources that are subjects, ascending.
        owners: Numbers of those whose parts are.
        base: What local IRIs start with.
    """
    both = np.concatenate([subjects, owners])

    def forms(rows: Ints) -> pa.StringArray:
        form = table.forms(both[rows], base)
        return pc.if_else(array(rows < len(subjects)), form, pc.replace_substring_regex(form, ">$", "#"))

    slot = ranks(len(both), forms)
    whole, part = (np.full(len(table.kind), NO_SLOT, np.int32) for _ in range(2))
    whole[subjects], part[owners] = np.split(slot, [len(subjects)])
    term = np.empty(int(slot.max(initial=-1)) + 1, np.int32)
    term[slot[::-1]] = both[::-1]  # of terms with the same text the first
    return Slots(*(on_disk(column) for column in (whole, part, term)))  # of which a share needs few


def settled(facts: SpooledPairs, slots: Slots, table: Table, base: str) -> SpooledPairs:
    """What each predicate says: slots and objects in the order of N-Triples, each pair once."""
    found = SpooledPairs()
    for predicate, told in facts.items():
        found.add(predicate, *_settled(*told, slots, table, base))
        let_go()
    return found


def _settled(subjects: Ints, objects: Ints, slots: Slots, table: Table, base: str) -> tuple[Ints, Ints]:
    slot, number = pairs(slots.whole[subjects], objects)
    opens = changes(slot)
    rows = np.flatnonzero(~(opens & np.roll(opens, -1)))  # of subjects with several objects
    new = np.ones(len(slot), bool)
    for some in stretches(opens[rows], _AT_ONCE):
        at = rows[some]
        different: Ints = distinct(number[at].astype(np.int64))
        order, rank = ordered(table.forms(different, base))
        first = different[order[changes(rank[order])]]
        key = slot[at].astype(np.int64) << 32 | rank[np.searchsorted(different, number[at])]
        key.sort()
        number[at], new[at] = first[key & 0xFFFFFFFF], changes(key)
    return slot[new], number[new]


def ranked(wholes: Ints, parts: tuple[Part, ...], slots: Slots) -> list[Ints]:
    """The rank of each subject of a share among all of it.

    Args:
        wholes: The slots of whole resources, ascending.
        parts: The parts.
        slots: All slots.

    Returns:
        Ranks of the whole resources, then of each of the parts.
    """
    inside = (slots.parts[part.of].astype(np.int64) << _INSIDE | _inside(part) for part in parts)
    keys = np.concatenate([wholes.astype(np.int64) << _INSIDE, *inside])
    order = np.argsort(keys, kind="stable").astype(np.int32)
    if not changes(keys[order]).all():  # parts that start at the same place
        ends = [np.zeros(len(wholes), np.int64), *(digits(part.end, closed=True) for part in parts)]
        order = np.lexsort((np.concatenate(ends), keys)).astype(np.int32)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return np.split(rank, np.cumsum([len(wholes), *(len(part.of) for part in parts)])[:-1])


def _inside(part: Part) -> NDArray[np.int64]:
    """The order of parts within their resource, as far as their first number tells it."""
    return digits(part.start, closed=part.closed) | (int(part.by_line) << _SCHEME)


def digits(values: Ints, *, closed: bool) -> NDArray[np.int64]:
    """Keys that sort numbers as texts, followed by ``>`` if closed and else by ``,``.

    >>> np.argsort(digits(np.array([7, 75, 8]), closed=True)).tolist()  # 75> 7> 8>
    [1, 0, 2]
    >>> np.argsort(digits(np.array([7, 75, 8]), closed=False)).tolist()  # 7, 75, 8,
    [0, 1, 2]
    """
    whole = np.array(values, np.int64)  # a copy
    count = np.ones(len(values), np.int8)
    for power in range(1, _WIDTH):
        count += whole >= 10**power
    whole *= (10 ** np.arange(_WIDTH, -1, -1))[count]
    shift, behind = (0, 10) if closed else (1, 0)
    key = np.zeros(len(values), np.int64)
    for place in range(_WIDTH):
        digit = whole // 10 ** (_WIDTH - 1 - place) % 10
        key *= 11
        key += np.where(place < count, digit + shift, behind)
    return key


def part_subjects(part: Part, rank: Ints) -> tuple[Subjects, list[Relation]]:
    """A part's subjects and relations in the order of rank."""
    order = np.argsort(rank, kind="stable").astype(np.int32)
    graph = part.of[order] if part.in_graph else np.broadcast_to(np.int32(NO_GRAPH), len(rank))
    relations = []
    sorted_rank = rank[order]
    for predicate, rows, objects in part.facts:
        if rows is None:
            relations.append(Relation(predicate, sorted_rank, objects, order))
        elif len(rows):
            within = np.argsort(rank[rows], kind="stable")
            relations.append(Relation(predicate, rank[rows[within]], objects, within.astype(np.int32)))
    return Subjects(sorted_rank, part.terms, graph, order), relations


def taken(terms: Terms, order: Ints | None, first: int, last: int) -> Terms:
    """The terms from one place to another, in their order."""
    return terms.at(slice(first, last) if order is None else order[first:last])
