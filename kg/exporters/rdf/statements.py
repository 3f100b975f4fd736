"""Brings all statements into the order of sorted N-Triples, as columns of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.exporters.rdf.columns import changes, distinct
from kg.exporters.rdf.terms import Ints, Ref, Table, Terms
from kg.store.buffers import array, numbers

NO_GRAPH: Final = -1
_INSIDE: Final = 36  # bits of a key for the place within a resource, whose own place stands above them
_SCHEME: Final = 35  # bit that puts the parts by line behind those by byte
_WIDTH: Final = 10  # digits of the largest int32


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
class Statements:
    """All that is said.

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

    def __len__(self) -> int:
        return sum(len(relation.rank) for relation in self.relations)


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
        facts: Predicate, the rows it is said of (None for all), and the objects.
        in_graph: Whether the graph of the resource tells of them.
    """

    of: Ints
    terms: Terms
    start: Ints
    end: Ints
    facts: tuple[tuple[str, Ints | None, Terms], ...]
    by_line: bool = False
    closed: bool = False
    in_graph: bool = True


class Ranked(NamedTuple):
    """Ranks of whole resources and of parts."""

    whole: Ints  # by row of `rows`
    parts: tuple[Ints, ...]


def ranked(table: Table, rows: Ints, parts: tuple[Part, ...]) -> Ranked:
    """The rank of each subject among all, in the order in which N-Triples sort.

    ``>`` ends an IRI there and takes part in the order: ``<video/a#t=1>`` stands before ``<video/a>``. All
    parts of one resource stand together, at the place of the resource's IRI with a ``#`` behind it.

    Args:
        table: The terms.
        rows: The rows of whole resources that are subjects, ascending.
        parts: The parts that are subjects.
    """
    owners = distinct(np.concatenate([part.of for part in parts])) if parts else np.zeros(0, np.int32)
    forms = pa.concat_arrays(
        [table.form.take(array(rows)), pc.replace_substring_regex(table.form.take(array(owners)), ">$", "#")]
    )
    place = np.empty(len(forms), np.int64)
    place[numbers(pc.sort_indices(forms)).astype(np.int64)] = np.arange(len(forms))
    place_of = np.zeros(len(table.text), np.int64)
    place_of[owners] = place[len(rows) :]
    keys = np.concatenate(
        [place[: len(rows)] << _INSIDE, *(place_of[part.of] << _INSIDE | _inside(part) for part in parts)]
    )
    order = np.argsort(keys, kind="stable").astype(np.int32)
    if not changes(keys[order]).all():  # parts that start at the same place
        ends = [np.zeros(len(rows), np.int64), *(digits(part.end, closed=True) for part in parts)]
        order = np.lexsort((np.concatenate(ends), keys)).astype(np.int32)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    first, *others = np.split(rank, np.cumsum([len(rows), *(len(part.of) for part in parts)])[:-1])
    return Ranked(first, tuple(others))


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


def whole_relations(facts: dict[str, tuple[Ints, Ints]], rows: Ints, rank: Ints) -> list[Relation]:
    """What is said of whole resources; both sides come and stay sorted."""
    rank_of = np.zeros(int(rows[-1]) + 1 if len(rows) else 0, np.int32)
    rank_of[rows] = rank
    return [
        Relation(predicate, rank_of[subjects], Terms((Ref(objects),), None))
        for predicate, (subjects, objects) in facts.items()
    ]


def taken(terms: Terms, order: Ints | None, first: int, last: int) -> Terms:
    """The terms from one place to another, in their order."""
    return terms.at(slice(first, last) if order is None else order[first:last])
