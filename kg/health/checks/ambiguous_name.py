"""Finds links whose name several files have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.findings import at_places
from kg.model.kinds import Outcome

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Links that are ambiguous under the graph's rule set."""
    links = subject.links
    links = links[links[f"outcome_{subject.graph.manifest.rules}"] == Outcome.AMBIGUOUS]
    taken = subject.paths[links["target"].to_numpy("int64", na_value=0)]
    rows = zip(links["written"], taken, strict=True)
    message = [f"several files are called {written!r}; taken is {page!r}" for written, page in rows]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG104",
    name="ambiguous-name",
    severity=Severity.WARNING,
    what="A link whose name several files have, none of them in the note's own folder.",
    why="Which one opens depends on the reader, and changes when a file is moved.",
    example="`[[resonance]]`, while `music/resonance.md` and `stars/resonance.md` exist.",
    fix="Write the path: `[[music/resonance]]`.",
    find=find,
)
