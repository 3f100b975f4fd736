"""Turns what a reader wants to see (kinds, channels, paths, contexts) into a choice of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import translate
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.errors import UsageError
from kg.explore.find import close_names
from kg.model.ids import caseless, node_key
from kg.model.kinds import NodeKind
from kg.store.frames import frame_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from kg.model.graph import KnowledgeGraph

CHANNEL: Final = "channel"  # the kind that profiles give the folder a note belongs to


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listing is narrowed down to; several values of one field widen it, several fields narrow it.

    Attributes:
        kinds: Kinds of what is listed.
        channels: Names of channels the note belongs to.
        paths: Patterns of the note's path, in which ``*`` stands for anything, ``/`` included.
        contexts: Kinds of place a mention stands in.

    Example:
        >>> Filters(paths=("topics/*",)).kinds
        ()
    """

    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


ALL: Final = Filters()
_TOLD: Final = 10  # channels that a message names


def wanted_nodes(graph: KnowledgeGraph, filters: Filters) -> NDArray[np.bool_]:
    """Which nodes pass: by their kind, their path and the channel they belong to.

    Args:
        graph: The graph.
        filters: What is wanted; contexts do not apply.

    Returns:
        One boolean a node.

    Raises:
        UsageError: The graph has no such kind or channel.

    Example:
        >>> import kg
        >>> graph = kg.build({"a/b.md": "", "c.md": ""})
        >>> wanted_nodes(graph, Filters(paths=("a/*",))).tolist()
        [True, False]
    """
    wanted = np.ones(len(graph.nodes), dtype=bool)
    if filters.kinds:
        wanted &= _of_kind(graph.nodes, filters.kinds)
    if filters.paths:
        wanted &= matching(graph.nodes["path"], filters.paths)
    if filters.channels:
        wanted &= _in_channel(graph, filters.channels)
    return wanted


def wanted_mentions(graph: KnowledgeGraph, filters: Filters) -> NDArray[np.bool_]:
    """Which mentions pass: by their kind, their context, and the path and channel of their note.

    Args:
        graph: The graph.
        filters: What is wanted.

    Returns:
        One boolean a mention.

    Raises:
        UsageError: The graph has no such channel.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]] #tag", "b.md": "[[a]]"})
        >>> wanted_mentions(graph, Filters(kinds=("link",), paths=("a*",))).tolist()
        [True, False, False]
    """
    mentions = frame_columns(graph, "mentions", ["source", "kind", "context"])
    wanted: NDArray[np.bool_] = wanted_nodes(graph, replace(filters, kinds=()))[mentions["source"].to_numpy()]
    if filters.kinds:
        wanted &= mentions["kind"].isin(filters.kinds).to_numpy()
    if filters.contexts:
        wanted &= mentions["context"].isin(filters.contexts).to_numpy()
    return wanted


def matching(paths: Series[str], patterns: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which paths match any of the patterns.

    Args:
        paths: Paths; what has none matches nothing.
        patterns: Shell patterns, in which ``*`` also stands for ``/``; case matters.

    Returns:
        One boolean a path.
    """
    found = re.compile("|".join(map(translate, patterns))).match
    return np.array([isinstance(path, str) and found(path) is not None for path in paths], dtype=bool)


def _of_kind(nodes: DataFrame, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
    known = sorted({*NodeKind, *nodes["kind"].unique()})
    if unknown := [kind for kind in kinds if kind not in known]:
        raise UsageError(f"No node is of kind {unknown[0]!r}.", hint=f"There are: {', '.join(known)}.")
    return np.array(nodes["kind"].isin(kinds), dtype=bool)


def _in_channel(graph: KnowledgeGraph, names: tuple[str, ...]) -> NDArray[np.bool_]:
    keys = graph.nodes["key"][graph.nodes["kind"] == CHANNEL]
    if keys.empty:
        raise UsageError("This graph has no channels.", hint="A profile with [folder] makes them.")
    by_name = dict(zip(keys.str.removeprefix(node_key(CHANNEL, "")).map(caseless), keys.index, strict=True))
    for name in names:
        if caseless(name) not in by_name:
            labels = graph.nodes["label"][keys.index]
            close = " or ".join(map(repr, close_names(name, [labels])))
            more = f" and {len(labels) - _TOLD:,} more" if len(labels) > _TOLD else ""
            listed = f"There are {', '.join(sorted(labels)[:_TOLD])}{more}."
            raise UsageError(f"No channel {name!r}.", hint=f"Did you mean {close}?" if close else listed)
    channels = [by_name[caseless(name)] for name in names]
    wanted = np.zeros(len(graph.nodes), dtype=bool)
    wanted[channels] = True
    wanted[graph.edges["source"][graph.edges["target"].isin(channels)]] = True
    return wanted
