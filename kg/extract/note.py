"""Reads notes: text becomes rows. A pure function of the notes' bytes, their paths and the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from kg.extract.batch import Note, assemble
from kg.extract.block_anchors import block_anchors
from kg.extract.canvases import canvases
from kg.extract.code_spans import code_spans
from kg.extract.columns import Extraction, collect
from kg.extract.comments import comments
from kg.extract.commonmark import commonmark
from kg.extract.dialect import dialect, unseen
from kg.extract.fields import fields
from kg.extract.front_matter import front_matter
from kg.extract.headings import headings
from kg.extract.html import html
from kg.extract.markdown_links import markdown_links
from kg.extract.math import math
from kg.extract.moments import anchors, bare_times
from kg.extract.overlaps import overlaps
from kg.extract.scan import Scan, start_scan
from kg.extract.stamps import stamps
from kg.extract.tags import tags
from kg.extract.urls import urls
from kg.extract.wikilinks import wikilinks
from kg.model.kinds import FaultCode
from kg.model.profile import Profile

# What hides comes before what is hidden; links come before what may stand inside them.
RULES: Final[tuple[Callable[[Scan], None], ...]] = (
    canvases,
    front_matter,
    stamps,
    commonmark,
    code_spans,
    markdown_links,
    headings,
    math,
    anchors,
    html,
    comments,
    wikilinks,
    overlaps,
    dialect,
    urls,
    bare_times,
    tags,
    fields,
    block_anchors,
    unseen,
)


def extract(notes: Sequence[Note], profile: Profile) -> Extraction:
    """Read a batch of notes.

    >>> found = extract([Note("a.md", b"See [[b | B]].")], Profile())
    >>> found.mentions["written"].tolist(), found.mentions["column"].tolist()
    (['b'], [5])
    """
    scan = start_scan(assemble(notes), profile)
    for number, at in scan.batch.invalid.items():
        scan.fault(FaultCode.NOT_UTF8, at, f"{notes[number].path} holds bytes that are not UTF-8")
    for rule in RULES:
        rule(scan)
    return collect(scan)
