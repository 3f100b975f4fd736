"""Finds notes that an index page lists under another video than their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.health.check import Check, Severity
from kg.health.findings import at_places, none

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from kg.health.subject import Subject

ABOUT: Final = "about_video"  # edges from a note to its video, as the profile calls them


def find(subject: Subject) -> DataFrame:
    """Entries of lists whose section links to a video that is not the note's own."""
    edges = subject.graph.edges
    about = edges[edges["kind"] == ABOUT].drop_duplicates("source").set_index("source")["target"]
    if about.empty:
        return none()
    listed = subject.listed
    listed = listed[listed["section"].notna() & listed["target"].isin(about.index)]
    own = listed["target"].astype(np.int64).map(about)
    under = listed["section"].astype(np.int64).map(_videos(subject))
    wrong = (under.notna() & (under != own)).to_numpy()
    labels = subject.graph.nodes["label"]
    rows = zip(listed["written"][wrong], under[wrong].map(labels), own[wrong].map(labels), strict=True)
    message = [f"{written!r} is listed under {video!r}; its own is {its!r}" for written, video, its in rows]
    return at_places(subject, listed[wrong], about=listed["written"][wrong].tolist(), message=message)


def _videos(subject: Subject) -> Series[int]:
    """The video that each section's heading links to."""
    nodes, mentions, headings = subject.graph.nodes, subject.graph.mentions, subject.graph.headings
    video = nodes.index[nodes["kind"] == "video"]
    links = mentions[mentions["target"].isin(video) & (mentions["context"] == "heading")]
    place = headings.drop_duplicates(["node", "line"]).set_index(["node", "line"])["heading"]
    at = place.reindex(list(zip(links["source"], links["line"], strict=True)))
    found: Series[int] = links["target"].astype(np.int64).set_axis(at.to_numpy())
    return found[~found.index.duplicated()]


CHECK: Final = Check(
    code="KG303",
    name="listed-elsewhere",
    severity=Severity.WARNING,
    what="A note that an index page lists under another video than the one the note names.",
    why="One of the two is wrong, and timestamps lead into the wrong video.",
    example="`- [[keeping_a_log]]` under one video, while its `videoId` is that of another.",
    fix="Move the entry, or mend the property.",
    find=find,
)
