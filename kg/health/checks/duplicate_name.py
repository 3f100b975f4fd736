"""Finds notes whose names are equal but for case, blanks and punctuation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pandas import DataFrame

from kg.health.check import Check, Severity
from kg.health.duplicates import ONE_A_FOLDER
from kg.health.findings import table
from kg.model.ids import stem_of
from kg.resolve.many import all_folded

if TYPE_CHECKING:
    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """One finding a name, at the last of its notes."""
    paths = subject.paths[subject.notes].tolist()
    names = DataFrame({"path": paths, "name": all_folded([stem_of(path) for path in paths])})
    names = names[(names["name"] != "") & ~names["name"].isin(ONE_A_FOLDER)]
    shared = names[names["name"].duplicated(keep=False)].groupby("name", sort=True)["path"].agg(sorted)
    message = [f"also called so: {', '.join(map(repr, group[:-1]))}" for group in shared]
    places = [group[-1] for group in shared]
    return table(places, [0] * len(shared), shared.index.tolist(), message)


CHECK: Final = Check(
    code="KG205",
    name="duplicate-name",
    severity=Severity.INFO,
    what="Notes in different folders whose names are equal but for case, blanks and punctuation.",
    why="A link by name alone is a guess, and on some systems such files overwrite each other.",
    example="`music/resonance.md` and `stars/Resonance.md`.",
    fix="Say in the name what tells them apart, or always link by path. `index` and `readme` may repeat.",
    find=find,
)
