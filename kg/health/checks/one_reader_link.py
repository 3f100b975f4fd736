"""Finds links that one reader follows and another does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.findings import at_places
from kg.model.kinds import Outcome

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Links that live in Obsidian and are dead on a Quartz site, or the other way round."""
    links = subject.links
    obsidian = links["outcome_obsidian"] == Outcome.MISSING
    quartz = links["outcome_quartz"] == Outcome.MISSING
    unclear = links["outcome_obsidian"] == Outcome.AMBIGUOUS  # told by ambiguous-name
    links, dead_in_app = links[(obsidian != quartz) & ~unclear], obsidian[(obsidian != quartz) & ~unclear]
    message = [
        f"{written!r} works {'on the site' if dead else 'in the editor'}, but not "
        f"{'in the editor' if dead else 'on the site'}"
        for written, dead in zip(links["written"], dead_in_app, strict=True)
    ]
    return at_places(subject, links, about=links["written"].tolist(), message=message)


CHECK: Final = Check(
    code="KG103",
    name="one-reader-link",
    severity=Severity.INFO,
    what="A link that Obsidian follows and a site published with Quartz does not, or the other way round.",
    why="It is tested where it works, and fails where it is read.",
    example="`[[Plan]]` beside `Garden/Plan.md` and `Reading/Plan.md`: the site finds neither.",
    fix="Write the path from the root, in the file's own case. Runs only if selected.",
    usual=False,  # most vaults have one kind of reader
    find=find,
)
