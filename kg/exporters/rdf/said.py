"""Gathers what is said of whole resources, a column of subjects and objects at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.exporters.rdf.columns import distinct
from kg.exporters.rdf.terms import Collector, Ints, Kind


class Said(Collector):
    """Statements by predicate, in numbers of terms."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: dict[str, list[tuple[Ints, Ints]]] = defaultdict(list)
        self._single: dict[tuple[Kind, str], int] = {}

    def one(self, kind: Kind, text: str) -> int:
        """The number of a single term."""
        key = (kind, text)
        if key not in self._single:
            self._single[key] = int(self.add(kind, [text])[0])
        return self._single[key]

    def name(self, iri: str) -> int:
        """The number of a term of a vocabulary."""
        return self.one(Kind.NAME, iri)

    def say(self, subjects: Ints | int, predicate: str, objects: Ints | int) -> None:
        """Say the same kind of thing of many subjects; a single number stands for all rows."""
        both = np.broadcast_arrays(np.atleast_1d(subjects), np.atleast_1d(objects))
        if len(both[0]):
            self._facts[predicate].append((both[0], both[1]))

    def facts(self) -> Iterator[tuple[str, tuple[Ints, Ints]]]:
        """Each predicate with its subjects and objects; it is forgotten then."""
        while self._facts:
            predicate, both = self._facts.popitem()
            subjects, objects = (np.concatenate(side) for side in zip(*both, strict=True))
            yield predicate, (subjects, objects)

    def subjects(self) -> Ints:
        """The numbers of all that anything is said of, ascending."""
        return distinct(np.concatenate([distinct(some) for both in self._facts.values() for some, _ in both]))
