"""Tells which topics the channels of a vault share, and which each has for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components

from kg.analysis.grouping import grouped
from kg.analysis.selection import LINKS, kind_in, select
from kg.analysis.titles import similar_titles, word_counts
from kg.model.ids import folded
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.grouping import By, Grouping
    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


_ALIKE: Final = 0.9  # at 0.8 chains of titles begin to join topics that differ


class Topics(NamedTuple):
    """Which group has which topic.

    Attributes:
        grouping: The groups.
        rows: A row for each group and topic it has: group, topic (its number), node (the group's own page
            about it, else the page its notes link to).
        held: The same as a matrix of groups and topics, with a one where a group has a topic.
    """

    grouping: Grouping
    rows: DataFrame
    held: csr_array


def topics(
    graph: KnowledgeGraph,
    *,
    by: By | None = None,
    alike: bool = False,
    among: NDArray[np.bool_] | None = None,
    selection: Selection = LINKS,
) -> Topics:
    """The topics of each channel: what its notes are called, and the pages they link to, written or missing.

    Two pages are about one topic if their titles agree but for case, blanks and punctuation. Titles without
    a letter, such as a time of day, are no topics.

    Args:
        graph: The graph.
        by: Whether channels or top-level folders are compared; by default channels if there are any.
        alike: Whether pages are about one topic if their titles share most of their rare words (a cosine of
            TF-IDF vectors of 0.9 or more), or if a chain of such titles leads from one to the other.
        among: Which nodes to look at, one boolean each: of others neither title nor links count. All by
            default.
        selection: Which links count.

    Returns:
        The topics by group.

    Raises:
        UsageError: Channels are asked for, and there are none.

    Example:
        >>> import kg
        >>> topics(kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""})).held.toarray().tolist()
        [[1.0, 1.0], [1.0, 0.0]]
    """
    grouping = grouped(graph, by=by)
    group = grouping.group if among is None else np.where(among, grouping.group, -1)
    links = select(graph, selection)
    source, target = (links.nodes[ends] for ends in links.matrix.nonzero())
    own = np.flatnonzero((group >= 0) & kind_in(graph.nodes, (NodeKind.NOTE,)))
    linking = group[source] >= 0
    pages = DataFrame(
        {
            "group": np.concatenate([group[own], group[source[linking]]]),
            "node": np.concatenate([own, target[linking]]),
        }
    )
    pages["topic"] = _topic_of(graph, pages["node"].to_numpy(), alike=alike)
    abroad = group[pages["node"]] != pages["group"]
    pages = pages[pages["topic"] >= 0].assign(abroad=abroad).sort_values(["group", "topic", "abroad", "node"])
    rows = pages.drop_duplicates(["group", "topic"], ignore_index=True)[["group", "topic", "node"]]
    shape = (len(grouping.names), int(rows["topic"].max()) + 1 if len(rows) else 0)
    held = csr_array((np.ones(len(rows)), (rows["group"], rows["topic"])), shape=shape)
    return Topics(grouping, rows, held)


def _topic_of(graph: KnowledgeGraph, nodes: NDArray[np.int64], *, alike: bool) -> NDArray[np.int64]:
    """The number of the topic each of these nodes is about, -1 for none."""
    different, place = np.unique(nodes, return_inverse=True)
    titles = graph.nodes["label"].iloc[different]
    names = titles.map(folded)
    codes, found = pd.factorize(names.where(names.str.contains(r"[^\W\d_]")), sort=True)
    if alike and len(found):
        representatives = titles.groupby(codes).first().drop(-1, errors="ignore")
        similar = similar_titles(word_counts(representatives).counts, least=_ALIKE)
        _, merged = connected_components(similar, directed=False)
        codes = np.append(merged, -1)[codes]  # its last entry is what -1 finds
    return np.asarray(codes[place], dtype=np.int64)


def overlap(
    graph: KnowledgeGraph, *, by: By | None = None, alike: bool = False, selection: Selection = LINKS
) -> DataFrame:
    """The pairs of channels that share topics, those that share most first.

    The options are those of `topics`, which says what a topic is.

    Args:
        graph: The graph.
        by: Whether channels or top-level folders are compared; by default channels if there are any.
        alike: Whether alike titles are one topic.
        selection: Which links count.

    Returns:
        A table: a, b (names), shared (topics that both have), jaccard (shared topics as a part of all that
        either has, Jaccard 1901), topics_a, topics_b (all that each has).

    Raises:
        UsageError: Channels are asked for, and there are none.

    Example:
        >>> import kg
        >>> overlap(kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""})).values.tolist()
        [['a', 'b', 1, 0.5, 2, 1]]
    """
    return overlapping_pairs(topics(graph, by=by, alike=alike, selection=selection))


def overlapping_pairs(found: Topics) -> DataFrame:
    """The pairs of groups that share topics, as `overlap` tells them.

    Args:
        found: The topics of each group.

    Returns:
        The table of `overlap`.
    """
    shared = triu(found.held @ found.held.T, k=1).tocoo()
    numbers = found.held.sum(axis=1)
    names = np.array(found.grouping.names, dtype=object)
    table = DataFrame(
        {
            "a": names[shared.row],
            "b": names[shared.col],
            "shared": shared.data.astype(np.int32),
            "jaccard": shared.data / (numbers[shared.row] + numbers[shared.col] - shared.data),
            "topics_a": numbers[shared.row].astype(np.int32),
            "topics_b": numbers[shared.col].astype(np.int32),
        }
    )
    return table.sort_values(
        ["shared", "jaccard", "a", "b"], ascending=[False, False, True, True], ignore_index=True
    )


def overlap_matrix(found: Topics) -> DataFrame:
    """How many topics each two groups share; on the diagonal, how many each has.

    Args:
        found: The topics of each group.

    Returns:
        A square table of numbers, groups by groups, in order of their names.

    Example:
        >>> import kg
        >>> overlap_matrix(topics(kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""}))).values.tolist()
        [[2, 1], [1, 1]]
    """
    shared = (found.held @ found.held.T).toarray().astype(np.int32)
    return DataFrame(shared, index=list(found.grouping.names), columns=list(found.grouping.names))


def group_topics(found: Topics) -> DataFrame:
    """How many topics each group has, and how many of them no other group has; most topics first.

    Args:
        found: The topics of each group.

    Returns:
        A table: group, topics, shared (with any other), unique.

    Example:
        >>> import kg
        >>> group_topics(topics(kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""}))).values.tolist()
        [['a', 2, 1, 1], ['b', 1, 1, 0]]
    """
    alone = found.held.sum(axis=0) == 1
    numbers = found.held.sum(axis=1).astype(np.int32)
    unique = (found.held @ alone).astype(np.int32)
    table = DataFrame(
        {"group": found.grouping.names, "topics": numbers, "shared": numbers - unique, "unique": unique}
    )
    return table.sort_values(["topics", "group"], ascending=[False, True], ignore_index=True)


def shared_topics(graph: KnowledgeGraph, found: Topics, a: str, b: str) -> DataFrame:
    """The topics that two groups share, with the page of each.

    Args:
        graph: The graph.
        found: The topics of each group.
        a: Name of a group.
        b: Name of another.

    Returns:
        A table, in order of the topics' names: topic (title of the first page), key_a, key_b (the group's
        own page, else the one its notes link to), written (whether both are written), same (whether they
        are one page).

    Raises:
        NodeNotFoundError: There is no such group; names that come near it are told.

    Example:
        >>> import kg
        >>> graph = kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""})
        >>> shared_topics(graph, topics(graph), "a", "b")[["key_a", "key_b"]].values.tolist()
        [['note:a/Tea.md', 'note:b/tea.md']]
    """
    numbers = [found.grouping.number(name) for name in (a, b)]
    pages = [found.rows[found.rows["group"] == number].set_index("topic")["node"] for number in numbers]
    both = pages[0].to_frame("a").join(pages[1].rename("b"), how="inner").sort_index()
    kinds = graph.nodes["kind"] == NodeKind.MISSING
    return DataFrame(
        {
            "topic": graph.nodes["label"].iloc[both["a"]].to_numpy(),
            "key_a": graph.nodes["key"].iloc[both["a"]].to_numpy(),
            "key_b": graph.nodes["key"].iloc[both["b"]].to_numpy(),
            "written": ~(kinds.iloc[both["a"]].to_numpy() | kinds.iloc[both["b"]].to_numpy()),
            "same": (both["a"] == both["b"]).to_numpy(),
        }
    )


def unique_topics(graph: KnowledgeGraph, found: Topics, name: str) -> DataFrame:
    """The topics that only one group has.

    Args:
        graph: The graph.
        found: The topics of each group.
        name: Name of the group.

    Returns:
        A table, in order of the topics' names: topic (its page's title), key, kind.

    Raises:
        NodeNotFoundError: There is no such group; names that come near it are told.

    Example:
        >>> import kg
        >>> graph = kg.build({"a/Tea.md": "[[tide]]", "b/tea.md": ""})
        >>> unique_topics(graph, topics(graph), "a")["key"].tolist()
        ['missing:tide']
    """
    alone = (found.held.sum(axis=0) == 1)[found.rows["topic"]]
    rows = found.rows[alone & (found.rows["group"] == found.grouping.number(name))]
    pages = graph.nodes.iloc[rows.sort_values("topic")["node"]]
    table: DataFrame = pages[["label", "key", "kind"]].rename(columns={"label": "topic"})
    return table.reset_index(drop=True)
