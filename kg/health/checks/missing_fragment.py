"""Finds links to headings and blocks that the page does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_places
from kg.model.ids import folded
from kg.model.kinds import Fragment

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.subject import Subject

_LINK: Final = re.compile(r"!?\[\[([^\]|]*\|)?([^\]]*)\]\]|!?\[([^\]]*)\]\([^)]*\)")


def find(subject: Subject) -> DataFrame:
    """Links whose fragment names none of the headings or blocks of the page found."""
    links = subject.links
    pointing = links["fragment_type"].isin((Fragment.HEADING, Fragment.BLOCK)) & links["target"].notna()
    links = links[pointing]
    targets = links["target"].to_numpy("int64")
    links, targets = links[subject.notes[targets]], targets[subject.notes[targets]]
    known = _anchors(subject, frozenset(targets.tolist()))
    rows = zip(targets.tolist(), links["fragment_type"], links["fragment"].fillna(""), strict=True)
    lost = [
        not _is_there(known, target, block=kind == Fragment.BLOCK, name=name) for target, kind, name in rows
    ]
    links = links[np.array(lost, bool)]
    pages = subject.paths[links["target"].to_numpy("int64")]
    message = [
        f"{page!r} has no {kind} {name!r}"
        for page, kind, name in zip(pages, links["fragment_type"], links["fragment"], strict=True)
    ]
    about = [f"{page}#{name}" for page, name in zip(pages, links["fragment"], strict=True)]
    return at_places(subject, links, about=about, message=message)


def _anchors(subject: Subject, notes: frozenset[int]) -> frozenset[tuple[int, bool, str]]:
    """Headings and blocks: note, whether it is a block, folded name; formatting and links count as shown."""
    headings = subject.graph.headings
    headings = headings[headings["node"].isin(notes)]
    rows = zip(headings["node"].tolist(), headings["level"].tolist(), headings["text"].tolist(), strict=True)
    return frozenset((node, level == 0, _shown(text)) for node, level, text in rows)


def _is_there(known: frozenset[tuple[int, bool, str]], target: int, *, block: bool, name: str) -> bool:
    steps = [name] if block else [step for step in name.split("#") if step.strip()]
    return all((target, block, _shown(step)) in known for step in steps)


def _shown(text: str) -> str:
    text = _LINK.sub(lambda match: match[2] if match[2] is not None else match[3], text)
    return folded(text).replace("/", "")


CHECK: Final = Check(
    code="KG106",
    name="missing-fragment",
    severity=Severity.WARNING,
    what="A link to a heading or block that the page does not have.",
    why="The reader lands at the top of the page, or nowhere if it is an embed.",
    example="`[[Pond#Depth]]`, while the heading is called *Depths*.",
    fix="Write the heading as it stands there, or give the block its `^id`.",
    find=find,
)
