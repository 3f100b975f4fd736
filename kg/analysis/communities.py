"""Tells of each community what it is about: its name, its middle, the channels it takes in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pandas import DataFrame, array, concat
from scipy.sparse import csr_array

from kg.analysis.division import divide
from kg.analysis.grouping import By, Grouping, grouped
from kg.analysis.groups import leaders, strength_inside
from kg.analysis.selection import LINKS, kind_in
from kg.analysis.topic_words import distinctive_words
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kg.analysis.division import Division, Level
    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

_NAME: Final = 3  # words of a community's name; a list of communities tells more of them


def communities(
    graph: KnowledgeGraph,
    *,
    resolution: float | Iterable[float] = 1.0,
    seed: int = 0,
    hubs: bool = True,
    text: float = 0.0,
    selection: Selection = LINKS,
) -> DataFrame:
    """The community of each page: the pages it is joined with more than with others (Traag et al. 2019).

    Args:
        graph: The graph.
        resolution: How fine to divide; several values give as many levels, each dividing the communities of
            the one before.
        seed: Start of the random numbers; the same seed gives the same communities.
        hubs: Whether index pages, and pages joined with more than one of a hundred others, take part.
        text: Share of all weight, 0 to 1, that comes from alike titles instead of links.
        selection: Which edges count.

    Returns:
        A row for each level and page: node, level (0 is the coarsest), community (0 is the largest of its
        level), name (words that set its titles apart).

    Raises:
        UsageError: An option is out of range.

    Example:
        >>> import kg
        >>> graph = kg.build({"tea.md": "[[tea trade]]", "tide.md": "[[tide table]] [[tide clock]]"})
        >>> communities(graph)[["community", "name"]].values.tolist()[0]
        [1, 'tea, trade']
    """
    division = divide(graph, resolution=resolution, seed=seed, hubs=hubs, text=text, selection=selection)
    names = [_names(_words(graph, division, level), graph, division, level) for level in division.levels]
    tables = []
    for number, (level, called) in enumerate(zip(division.levels, names, strict=True)):
        columns: dict[str, Any] = {
            "node": division.nodes.astype(np.int32),
            "level": np.int16(number),
            "community": level.community,
            "name": array(called, dtype="str").take(level.community),
        }
        tables.append(DataFrame(columns))
    return concat(tables, ignore_index=True)


def community_list(graph: KnowledgeGraph, division: Division) -> DataFrame:
    """The communities of a division, level by level, the largest first.

    Args:
        graph: The graph that was divided.
        division: The division.

    Returns:
        A table: level, community, within (the community of the level before that it is a part of), name,
        size, notes (members that are written), key and label (of its middle: the member that is joined with
        the others most), words (list, the most distinctive first), channels (list, the one with most members
        first; top-level folders in a vault without channels), inside (share of its members' weight that
        joins them with each other; 1 where there is none).

    Example:
        >>> import kg
        >>> graph = kg.build({"t/tea.md": "[[tea trade]] [[green tea]]", "s/tide.md": "[[tide table]]"})
        >>> table = community_list(graph, divide(graph))
        >>> table[["name", "size", "label", "channels"]].values.tolist()
        [['tea, green, trade', 3, 'tea', ['t']], ['tide, table', 2, 'tide table', ['s']]]
    """
    grouping = grouped(graph)
    tables = [_listed(graph, division, number, grouping) for number in range(len(division.levels))]
    return concat(tables, ignore_index=True)


def community_members(graph: KnowledgeGraph, division: Division, node: int) -> DataFrame:
    """The members of a node's community at the finest level, those joined with the others most first.

    Args:
        graph: The graph that was divided.
        division: The division.
        node: Number of the node.

    Returns:
        A table indexed by node: key, kind, label, path, weight (that joins it with other members). Empty if
        the node takes no part.
    """
    community = division.levels[-1].community
    own = community[division.nodes == node]
    rows = np.flatnonzero(np.isin(community, own))
    weight = strength_inside(division.weights, community)
    rows = rows[np.lexsort((division.order[rows], -weight[rows]))]
    table = graph.nodes.iloc[division.nodes[rows]][["key", "kind", "label", "path"]]
    return table.assign(weight=weight[rows]).rename_axis("node")


def by_community(graph: KnowledgeGraph, division: Division) -> Grouping:
    """The communities of the finest level as groups, so that what joins them can be looked for.

    Args:
        graph: The graph that was divided.
        division: The division.

    Returns:
        The groups in order of their numbers; nodes that take no part have none.
    """
    level = division.levels[-1]
    group = np.full(len(graph.nodes), -1, dtype=np.int32)
    group[division.nodes] = level.community
    names = _names(_words(graph, division, level), graph, division, level)
    return Grouping(By.COMMUNITY, tuple(names), group)


def _listed(graph: KnowledgeGraph, division: Division, number: int, grouping: Grouping) -> DataFrame:
    level = division.levels[number]
    community = level.community
    sizes = np.bincount(community)
    words = _words(graph, division, level)
    written = kind_in(graph.nodes.iloc[division.nodes], (NodeKind.NOTE, NodeKind.INDEX))
    middle = division.nodes[_middles(division, level)]
    columns: dict[str, Any] = {
        "level": np.int16(number),
        "community": np.arange(len(sizes), dtype=np.int32),
        "within": _within(division, number),
        "name": _names(words, graph, division, level),
        "size": sizes.astype(np.int32),
        "notes": np.bincount(community[written], minlength=len(sizes)).astype(np.int32),
        "key": graph.nodes["key"].iloc[middle].to_numpy(),
        "label": graph.nodes["label"].iloc[middle].to_numpy(),
        "words": words,
        "channels": _groups_of(community, grouping.group[division.nodes], grouping.names),
        "inside": _inside(division, level),
    }
    return DataFrame(columns).astype({"within": "Int32"})


def _words(graph: KnowledgeGraph, division: Division, level: Level) -> list[list[str]]:
    """The words of each community; a page alone has its title and needs none."""
    sizes = np.bincount(level.community)
    several = int((sizes > 1).sum())  # the largest have the lowest numbers
    words = distinctive_words(graph.nodes["label"].iloc[division.nodes], level.community, number=several)
    return [*words, *([] for _ in range(len(sizes) - several))]


def _names(words: list[list[str]], graph: KnowledgeGraph, division: Division, level: Level) -> list[str]:
    labels = graph.nodes["label"].iloc[division.nodes[_middles(division, level)]]
    return [", ".join(found[:_NAME]) or label for found, label in zip(words, labels, strict=True)]


def _middles(division: Division, level: Level) -> NDArray[np.int64]:
    strength = strength_inside(division.weights, level.community)
    return leaders(level.community, strength, division.order)


def _within(division: Division, number: int) -> list[int | None]:
    community = division.levels[number].community
    _, first = np.unique(community, return_index=True)
    if not number:
        return [None] * len(first)
    before: list[int | None] = division.levels[number - 1].community[first].tolist()
    return before


def _inside(division: Division, level: Level) -> NDArray[np.float64]:
    number = int(level.community.max(initial=-1)) + 1
    within = np.bincount(
        level.community, strength_inside(division.weights, level.community), minlength=number
    )
    total = np.bincount(level.community, division.weights.sum(axis=1), minlength=number)
    return np.divide(within, total, out=np.ones(number), where=total > 0)


def _groups_of(
    community: NDArray[np.int32], group: NDArray[np.int32], names: tuple[str, ...]
) -> list[list[str]]:
    """The groups that each community has members in, those with most members first."""
    number = int(community.max(initial=-1)) + 1
    member = group >= 0
    ones = np.ones(int(member.sum()))
    table = csr_array((ones, (community[member], group[member])), shape=(number, max(len(names), 1)))
    table.sum_duplicates()
    rows = np.repeat(np.arange(number), np.diff(table.indptr))
    ordered = table.indices[np.lexsort((table.indices, -table.data, rows))].tolist()
    bounds = table.indptr.tolist()
    return [[names[code] for code in ordered[start:end]] for start, end in pairwise(bounds)]
