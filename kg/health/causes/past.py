"""Tells which missing pages were meant to be: listed by an index page, or deleted from the history."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from kg.health.causes.cause import Cause, Clue
from kg.model.ids import folded, folder_of, stem_of, without_suffix
from kg.model.kinds import Context
from kg.resolve.many import all_folded

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.health.causes.asked import Asked
    from kg.health.history import Deletion
    from kg.model.graph import KnowledgeGraph

_LINK: Final = re.compile(r"\A\[(.*)\]\(\S*\)\Z")  # a heading that is a link, as that of a video is


def announced(graph: KnowledgeGraph, links: DataFrame) -> dict[str, Clue]:
    """Missing pages that an index page lists, and under what.

    Args:
        graph: The graph.
        links: The dangling links.

    Returns:
        Clues by the key of the missing page.
    """
    listed = links[links["context"] == Context.INDEX_LIST].drop_duplicates("key")
    headings = listed["section"].map(graph.headings["text"]).fillna("")
    section = [_LINK.sub(r"\1", heading) for heading in headings]
    rows = zip(listed["key"].tolist(), listed["note"].tolist(), listed["line"].tolist(), section, strict=True)
    return {
        key: Clue(
            Cause.ANNOUNCED, f"listed at {note}:{line}" + (f" under {heading}" if heading else ""), None, 0.95
        )
        for key, note, line, heading in rows
    }


class Deleted:
    """Deleted files by name.

    Args:
        deletions: Deleted files by path.
    """

    def __init__(self, deletions: Mapping[str, Deletion]) -> None:
        notes = [deletion for path, deletion in deletions.items() if path[-3:].lower() == ".md"]
        self._by_name: dict[str, list[Deletion]] = defaultdict(list)
        names = all_folded([stem_of(deletion.path) for deletion in notes])
        for name, deletion in zip(names, notes, strict=True):
            self._by_name[name].append(deletion)

    def clue(self, page: Asked) -> Clue | None:
        """Whether the history holds a file of that name, first of all in a folder where it is asked for.

        Args:
            page: The missing page.

        Returns:
            The clue; its page is the deleted file, if it is clear which one is meant.
        """
        found = self._by_name.get(folded(stem_of(page.name)))
        if not found:
            return None
        whole = folded(without_suffix(page.name))
        here = [
            one
            for one in found
            if folder_of(one.path) in page.folders or folded(without_suffix(one.path)) == whole
        ]
        best = (here or found)[0]
        others = best.files - 1
        text = f"deleted on {best.date[:10]} by commit {best.commit[:12]}, with {others} other files"
        if len(here or found) > 1:
            return Clue(
                Cause.DELETED, f"{len(here or found)} files of that name were; the last {text}", None, 0.8
            )
        return Clue(Cause.DELETED, text, best.path, 0.97 if here else 0.7)
