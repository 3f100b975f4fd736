"""Tells which group each page belongs to: its channel, its folder, its community."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from kg.errors import NodeNotFoundError, UsageError
from kg.model.ids import caseless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

_CHANNEL: Final = "channel"  # the kind that profiles give the folder a note belongs to
_ROOT: Final = "."  # the folder of notes that lie in none
_NONE: Final = -1


class By(StrEnum):
    """What makes a group of pages."""

    CHANNEL = "channel"  # the channel a note is in, in vaults whose profile makes channels
    FOLDER = "folder"  # the top-level folder of a note
    COMMUNITY = "community"  # the community of a page, missing pages included


class Grouping(NamedTuple):
    """Groups of pages.

    Attributes:
        by: What makes a group.
        names: The groups' names, one each, in order of their numbers.
        group: The number of each node's group, -1 for none.
    """

    by: By
    names: tuple[str, ...]
    group: NDArray[np.int32]

    def number(self, name: str) -> int:
        """The number of the group that goes by this name, whatever its case.

        Args:
            name: Its name.

        Returns:
            Its number.

        Raises:
            NodeNotFoundError: There is no such group; names that come near it are told.
        """
        if name in self.names:
            return self.names.index(name)
        known = {caseless(other): number for number, other in reversed(list(enumerate(self.names)))}
        wanted = caseless(name)
        if wanted in known:
            return known[wanted]
        raise NodeNotFoundError(name, [self.names[known[form]] for form in get_close_matches(wanted, known)])


def grouped(graph: KnowledgeGraph, *, by: By | None = None) -> Grouping:
    """The channel of each note; its top-level folder in a vault without channels.

    Args:
        graph: The graph.
        by: What makes a group, channel or folder; by default channels if there are any, else folders.

    Returns:
        The groups in order of their names. Nodes that aren't written, or lie in no channel, have none.

    Raises:
        UsageError: Channels are asked for, and there are none.

    Example:
        >>> import kg
        >>> groups = grouped(kg.build({"a/x.md": "", "b.md": "[[y]]"}))
        >>> groups.names, groups.group.tolist()
        (('.', 'a'), [1, 0, -1])
    """
    channels = np.flatnonzero(graph.nodes["kind"] == _CHANNEL)
    if by is None:
        by = By.CHANNEL if channels.size else By.FOLDER
    if by == By.FOLDER:
        return _by_folder(graph)
    if not channels.size:
        raise UsageError("This graph has no channels.", hint="Group by folder, or by community.")
    source, target = graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy()
    member = np.isin(target, channels)
    place = np.full(len(graph.nodes), _NONE, dtype=np.int64)
    place[source[member]] = target[member]
    return _named(By.CHANNEL, place, graph.nodes["label"].iloc[channels].tolist(), channels.tolist())


def _by_folder(graph: KnowledgeGraph) -> Grouping:
    paths = graph.nodes["path"]
    folders = paths.str.extract("^([^/]+)/", expand=False).fillna(_ROOT)
    codes, names = pd.factorize(folders.where(paths.notna()), sort=True)
    return Grouping(By.FOLDER, tuple(names), codes.astype(np.int32))


def _named(by: By, place: NDArray[np.int64], names: Sequence[str], numbers: Sequence[int]) -> Grouping:
    ordered = sorted(zip(names, numbers, strict=True))
    number_of = np.full(max(numbers) + 2, _NONE, dtype=np.int32)  # its last entry is what -1 finds
    number_of[[number for _, number in ordered]] = np.arange(len(ordered))
    return Grouping(by, tuple(name for name, _ in ordered), number_of[place])
