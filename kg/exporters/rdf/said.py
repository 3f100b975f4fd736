"""Gathers what is said of whole resources, a column of subjects and objects at a time."""

from __future__ import annotations

import numpy as np

from kg.exporters.rdf.terms import Collector, Ints, Kind
from kg.store.spooled import SpooledPairs


class Said(Collector):
    """Statements by predicate, in numbers of terms."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = SpooledPairs()  # subjects and objects by predicate
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
        left, right = np.broadcast_arrays(np.atleast_1d(subjects), np.atleast_1d(objects))
        if len(left):
            self.facts.add(predicate, left, right)

    def subjects(self) -> Ints:
        """The numbers of all that anything is said of, ascending; nothing can be said afterwards."""
        found = np.zeros(len(self), bool)
        for subjects, _ in self.facts.values():
            found[subjects] = True
        return np.flatnonzero(found).astype(np.int32)
