"""Makes all that is said a share of the subjects at a time, so that no more is in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.exporters.rdf.clips import Clips
from kg.exporters.rdf.columns import changes
from kg.exporters.rdf.evidence import Evidence
from kg.exporters.rdf.statements import (
    NO_GRAPH,
    NO_SLOT,
    Part,
    Relation,
    Share,
    Slots,
    Subjects,
    part_subjects,
    ranked,
)
from kg.exporters.rdf.terms import Ints, Kind, Ref, Table, Terms
from kg.exporters.rdf.vocabulary import SCHEMA, VOID
from kg.store.spooled import on_disk

SHARE: Final = 1 << 18  # statements, give or take those of one page


class Sources(NamedTuple):
    """Where the parts of resources come from.

    Attributes:
        clips: The clips, if they are told.
        evidence: The places in the notes, if they are told.
    """

    clips: Clips | None
    evidence: Evidence | None

    def sizes(self, count: int) -> Ints:
        """How many statements there are about the parts of each of so many nodes, at most."""
        told = (source.sizes() for source in self if source is not None)
        return sum(told, start=np.zeros(count, np.int64))

    def citing(self, count: int) -> Ints:
        """How many clips each of so many nodes cites."""
        return np.zeros(count, np.int64) if self.clips is None else self.clips.citing()

    def parts(self, nodes: Ints) -> tuple[Part, ...]:
        """The parts of some nodes, ascending."""
        clips = () if self.clips is None else (self.clips.part(nodes),)
        return clips if self.evidence is None else (*clips, *self.evidence.parts(nodes))


class Material(NamedTuple):
    """What shares are made of.

    Attributes:
        base: What all local IRIs start with.
        table: All terms but those of parts.
        slots: The places of the subjects.
        facts: What is said of whole resources, by predicate: slots, ascending, and numbers of objects.
        resource: Number of each node's term.
        pages: Which nodes are pages.
        dataset: Number of the data set's term.
        sources: The parts.
    """

    base: str
    table: Table
    slots: Slots
    facts: Mapping[str, tuple[Ints, Ints]]
    resource: Ints
    pages: NDArray[np.bool_]
    dataset: int
    sources: Sources


class _Placed:
    """Nodes in the order of their slots, with how much is said of each."""

    def __init__(self, slots: Ints, sizes: Ints) -> None:
        nodes = np.flatnonzero(sizes)
        nodes = nodes[np.argsort(slots[nodes], kind="stable")]
        self.node, self.slot, self.size = (on_disk(column) for column in (nodes, slots[nodes], sizes[nodes]))

    def between(self, low: int, high: int) -> tuple[Ints, Ints]:
        """The nodes from one slot to another, and the slot of each."""
        some = _between(self.slot, low, high)
        return self.node[some], self.slot[some]


class Shares:
    """All subjects, cut into shares."""

    def __init__(self, made: Material) -> None:
        """Find out where to cut."""
        self._made, count = made, len(made.resource)
        wholes, parts = (slots[made.resource] for slots in (made.slots.whole, made.slots.parts))
        self._owners = _Placed(parts, made.sources.sizes(count))
        self._citing = _Placed(wholes, made.sources.citing(count))
        self._graph = on_disk(_graphs(made, wholes))
        self._bounds = self._cuts(np.maximum(self._graph, _graphs(made, parts)))

    def _cuts(self, graph: Ints) -> list[int]:
        """Slots at which shares start, and the end: not within what the graph of one page tells."""
        size = np.zeros(len(graph), np.int64)
        for slot, _ in self._made.facts.values():
            np.add.at(size, slot, 1)
        for placed in (self._owners, self._citing):
            np.add.at(size, placed.slot, placed.size)
        starts = np.flatnonzero(changes(graph) | (graph == NO_GRAPH))
        before = (np.cumsum(size) - size)[starts]
        return [*starts[changes(before // SHARE)].tolist(), len(size)]

    def counts(self, sources: Sources) -> dict[str, int]:
        """How many statements there are of each predicate.

        Args:
            sources: The parts, of which texts are not needed.
        """
        found = Counter({predicate: len(slot) for predicate, (slot, _) in self._made.facts.items()})
        found[SCHEMA.citation] += int(self._citing.size.sum())
        found[VOID.triples] += 1
        for low, high in pairwise(self._bounds):
            for part in sources.parts(np.sort(self._owners.between(low, high)[0])):
                for predicate, rows, _ in part.facts:
                    found[predicate] += len(part.of if rows is None else rows)
        return {predicate: count for predicate, count in found.items() if count}

    def made(self, count: int) -> Iterator[Share]:
        """The shares, in order.

        Args:
            count: How many statements there are.
        """
        for low, high in pairwise(self._bounds):
            yield self._share(low, high, count)

    def _share(self, low: int, high: int, count: int) -> Share:
        made, slots = self._made, self._made.slots
        term = slots.term[low:high]
        whole = np.flatnonzero(slots.whole[term] == np.arange(low, high, dtype=np.int32))
        parts = made.sources.parts(np.sort(self._owners.between(low, high)[0]))
        ranks = ranked(whole + low, parts, slots)
        rank = np.full(high - low, -1, np.int32)  # by slot
        rank[whole] = ranks[0]
        subjects = [Subjects(ranks[0], Terms((Ref(term[whole]),), None), self._graph[low:high][whole])]
        relations = []
        for predicate, (slot, number) in made.facts.items():
            some = _between(slot, low, high)
            relations.append(Relation(predicate, rank[slot[some] - low], Terms((Ref(number[some]),), None)))
        for part, part_rank in zip(parts, ranks[1:], strict=True):
            told, more = part_subjects(part, part_rank)
            subjects.append(told)
            relations += more
        if made.sources.clips is not None:
            pages, slot = self._citing.between(low, high)
            relations.append(made.sources.clips.citations(pages, rank[slot - low], slots))
        if low <= (dataset := int(slots.whole[made.dataset])) < high:
            counted = Terms((np.array([count]),), Kind.NUMBER)
            relations.append(Relation(VOID.triples, rank[[dataset - low]], counted))
        relations = [relation for relation in relations if len(relation.rank)]
        # Of one predicate, an own class comes after the standard's, as it does in the order of N-Triples.
        relations.sort(key=lambda relation: f"{relation.predicate}>")
        return _with_own_table(made, subjects, relations)


def _graphs(made: Material, slots: Ints) -> Ints:
    """By slot, number of the page whose graph tells of what stands there, or `NO_GRAPH`.

    Args:
        made: What shares are made of.
        slots: The slot of each node's resource, or of its parts; `NO_SLOT` if there are none.
    """
    found = np.full(len(made.slots.term), NO_GRAPH, np.int32)
    pages = np.flatnonzero(made.pages & (slots != NO_SLOT))
    found[slots[pages]] = made.resource[pages]
    return found


def _between(ascending: Ints, low: int, high: int) -> slice:
    """Where the numbers from one to another stand: looked for in their own type, or all are copied first."""
    return slice(*np.searchsorted(ascending, np.array((low, high), ascending.dtype)).tolist())


def _with_own_table(made: Material, subjects: list[Subjects], relations: list[Relation]) -> Share:
    """A share with a table of no more terms than it needs."""
    told = [each.terms for each in subjects] + [relation.objects for relation in relations]
    needed = np.zeros(len(made.table.kind), bool)
    for numbers in (number for terms in told for number in terms.refs()):
        needed[numbers] = True
    for each in subjects:
        needed[each.graph[each.graph != NO_GRAPH]] = True
    number = np.flatnonzero(needed)
    row = np.full(len(needed) + 1, NO_GRAPH, np.int32)  # the last one stands for no graph
    row[number] = np.arange(len(number), dtype=np.int32)
    return Share(
        made.base,
        made.table.some(number),
        tuple(each._replace(terms=each.terms.renumbered(row), graph=row[each.graph]) for each in subjects),
        tuple(each._replace(objects=each.objects.renumbered(row)) for each in relations),
    )
