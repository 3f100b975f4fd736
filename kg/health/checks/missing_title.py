"""Finds notes without a title, in vaults whose notes have titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_notes, none
from kg.model.kinds import FaultCode, Origin

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject

USUAL: Final = 0.5  # share of notes with a title from which those without are odd


def find(subject: Subject) -> DataFrame:
    """Notes without the property ``title``, unless their front matter cannot be read at all."""
    titled = np.zeros(len(subject.notes), dtype=bool)
    aliases = subject.graph.aliases
    titled[aliases["node"][aliases["origin"] == Origin.TITLE].to_numpy()] = True
    if not subject.notes.any() or (titled & subject.notes).sum() <= USUAL * subject.notes.sum():
        return none()
    faults = subject.graph.faults
    broken = set(faults["path"][faults["code"] == FaultCode.BAD_YAML])
    untitled = np.flatnonzero(subject.notes & ~titled)
    untitled = untitled[[path not in broken for path in subject.paths[untitled]]]
    return at_notes(subject, untitled, "no title, which most notes here have")


CHECK: Final = Check(
    code="KG209",
    name="missing-title",
    severity=Severity.INFO,
    what="A note without the property `title`, in a vault most of whose notes have one.",
    why="It is shown by its file name among titles.",
    example="`gpu_memory.md` beside notes with `title: GPU memory`.",
    fix="Give it a title. In a vault whose file names are the titles, nothing is reported.",
    find=find,
)
