"""Finds files that no note shows or links to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.check import Check, Severity
from kg.health.findings import table

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject

_OTHER: Final = (".md", ".canvas", ".base")  # what stands for itself


def find(subject: Subject) -> DataFrame:
    """Files that are no notes and no node of the graph."""
    used = {path for path in subject.paths if path is not None}
    files = subject.graph.sources["path"].tolist()
    unused = [path for path in files if path not in used and not path.lower().endswith(_OTHER)]
    return table(
        unused, [0] * len(unused), [""] * len(unused), ["no note shows it or links to it"] * len(unused)
    )


CHECK: Final = Check(
    code="KG210",
    name="unused-attachment",
    severity=Severity.INFO,
    what="A picture or other file that no note shows or links to.",
    why="It takes room, and nobody finds it.",
    example="`Attachments/IMG_2041.jpg`, left behind when its note was rewritten.",
    fix="Delete it, or show it where it belongs.",
    find=find,
)
