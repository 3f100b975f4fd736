"""Reads notes as edits would leave them, to see that they say what is predicted and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.batch import Note
from kg.extract.note import extract
from kg.model.ids import NotePath
from kg.repair.effect import edited
from kg.repair.plan import Edit

if TYPE_CHECKING:
    from kg.model.profile import Profile
    from kg.repair.material import Material


def as_predicted(material: Material, edits: Sequence[tuple[Edit, int, str | None]]) -> frozenset[Edit]:
    """The edits after which their notes hold the same mentions as before, but for those they mean.

    Args:
        material: What is planned from.
        edits: Edits, each with the row of the mention it changes and the target that is written there
            afterwards; None if there is no mention any more.

    Returns:
        Those of notes in which all edits together do what they should.
    """
    by_note: dict[str, list[tuple[Edit, int, str | None]]] = defaultdict(list)
    for edit in edits:
        by_note[edit[0].path].append(edit)
    held = _held(material, by_note)
    good: list[Edit] = []
    for path, mine in by_note.items():
        after = {row: written for _, row, written in mine}
        expected = [after.get(row, written) for row, written in held[path]]
        data = material.notes.data(path)
        ordered = sorted({edit for edit, _, _ in mine}, key=lambda edit: edit.start)
        if data is not None:
            found = said(path, edited(data, ordered), material.profile)
            if found.targets == [written for written in expected if written is not None]:
                good += ordered
    return frozenset(good)


class Said(NamedTuple):
    """What a note says, in order: what its mentions are written as, and its headings."""

    targets: list[str]
    headings: list[str]


def said(path: str, data: bytes, profile: Profile) -> Said:
    """What a note's text says.

    Args:
        path: The note's path.
        data: Its bytes.
        profile: The rules to read it by.

    Returns:
        Mentions and headings.
    """
    found = extract([Note(NotePath(path), data)], profile)
    return Said(found.mentions["written"].tolist(), found.headings["text"].tolist())


def _held(material: Material, notes: Mapping[str, object]) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The mentions of some notes as the graph has them: row and target, in order."""
    mentions = material.graph.mentions
    path = mentions["source"].map(material.path)
    chosen = mentions[path.isin(notes)]
    held: dict[str, list[tuple[int, str]]] = {one: [] for one in notes}
    rows: Iterator[tuple[str, int, str]] = zip(
        path[chosen.index].tolist(), chosen.index.tolist(), chosen["written"].tolist(), strict=True
    )
    for one, row, written in rows:
        held[one].append((row, written))
    return held
