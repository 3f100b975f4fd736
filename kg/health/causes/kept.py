"""Finds the causes of a later state of a vault: looks only at missing pages near a note that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pandas import concat

from kg.health.causes import causes_of
from kg.health.causes.asked import CHANNEL, Pages
from kg.health.dangling import dangling_links, in_order
from kg.health.ties import joining, videos
from kg.health.words import plain_words, stem
from kg.model.kinds import Origin, Outcome, RuleSet
from kg.store.buffers import array, numbers, optional
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.health.history import Deletion
    from kg.model.graph import KnowledgeGraph, Manifest


class KeptCauses:
    """The causes in one state of a vault, and what has to stay as it is for them to stay.

    Args:
        graph: The graph.
        deleted: Files that were deleted from the vault, as `kg.health.history.deletions` tells.

    Attributes:
        table: The table of `kg.causes`.

    Example:
        >>> import kg
        >>> before = KeptCauses(kg.build({"tea.md": "[[teaa]]", "milk.md": ""}))
        >>> before.after(kg.build({"tea.md": "[[teaa]] [[mlik]]", "milk.md": ""})).table["label"].tolist()
        ['mlik', 'teaa']
    """

    def __init__(self, graph: KnowledgeGraph, *, deleted: Mapping[str, Deletion] | None = None) -> None:
        self._deleted = deleted or {}
        self._state = _state(graph)
        self._pages = Pages(graph)
        self.table = causes_of(graph, dangling_links(graph), deleted=deleted, pages=self._pages)

    def after(self, graph: KnowledgeGraph, *, deleted: Mapping[str, Deletion] | None = None) -> KeptCauses:
        """The causes in a later state of the same vault, equal to those that would be found anew.

        Args:
            graph: The graph of that state.
            deleted: Files that were deleted from the vault.

        Returns:
            The causes. Where pages have other names than before, or other files are there, all are found
            anew.
        """
        now = _state(graph)
        keys = _affected(self._state, now)
        if keys is None or (deleted or {}) != self._deleted:
            return KeptCauses(graph, deleted=deleted)
        found = object.__new__(KeptCauses)
        found._deleted, found._state, found._pages = self._deleted, now, self._pages.later(graph)
        found.table = self._table(graph, keys, found._pages, now)
        return found

    def _table(self, graph: KnowledgeGraph, keys: set[str], pages: Pages, now: _State) -> DataFrame:
        """The table; these pages, and those of whose words something else is known, are looked at anew."""
        words = frozenset(list(self._pages.words.all ^ pages.words.all))  # small in memory, too
        if words:
            keys = keys | {
                key
                for key, label in zip(self.table["key"], self.table["label"], strict=True)
                if not words.isdisjoint(_forms(label))
            }
        wanted = pc.is_in(now.dangling["key"], value_set=pa.array(sorted(keys), pa.string()))
        among = np.zeros(len(now.missing), dtype=bool)
        among[np.flatnonzero(now.missing)[numbers(wanted).astype(bool)]] = True
        fresh = causes_of(graph, dangling_links(graph, among=among), deleted=self._deleted, pages=pages)
        stays = self.table[~self.table["key"].isin(keys)]
        parts = [table for table in (stays, fresh) if len(table)]
        return in_order(concat(parts or [fresh], ignore_index=True))


class LatestCauses:
    """The causes in the newest state of a vault, for all who ask for them.

    Example:
        >>> import kg
        >>> latest = LatestCauses()
        >>> [len(latest.table(kg.build({"a.md": text}))) for text in ("[[b]]", "[[b]] [[c]]")]
        [1, 2]
    """

    def __init__(self) -> None:
        self._kept: KeptCauses | None = None
        self._of: Manifest | None = None  # which tells one state from another; the graph itself is not held

    def table(self, graph: KnowledgeGraph) -> DataFrame:
        """The table of `kg.causes`.

        Args:
            graph: The graph of a state that is no older than the last one.
        """
        if self._kept is None or self._of != graph.manifest:
            self._kept = self._kept.after(graph) if self._kept else KeptCauses(graph)
            self._of = graph.manifest
        return self._kept.table


def _forms(label: str) -> set[str]:
    words = plain_words(label).split()
    return {*words, *map(stem, words)}


class _State(NamedTuple):
    """What causes depend on.

    Attributes:
        setting: Rules, and whether folders are channels.
        files: Path and digest of each file.
        names: Key of a node, name and origin: by what names pages are found.
        keys: Key of each node.
        paths: Path of each node, if it has one.
        missing: Whether each mention leads to a missing page.
        source: The note of each of those mentions.
        dangling: The missing page each of them means, and what becomes of it under all rules.
        ends: Nodes that links join.
        video: Video of each node.
    """

    setting: tuple[object, ...]
    files: pa.Table
    names: pa.Table
    keys: pa.Array
    paths: pa.Array
    missing: NDArray[np.bool_]
    source: NDArray[np.int64]
    dangling: pa.Table
    ends: tuple[NDArray[np.int64], NDArray[np.int64]]
    video: NDArray[np.int64]

    def of(self, paths: pa.Array) -> NDArray[np.bool_]:
        """Whether each node is one of these files."""
        return numbers(pc.is_in(self.paths, value_set=paths)).astype(bool)

    def apart_from(self, own: NDArray[np.bool_]) -> pa.Table:
        """The dangling links of other notes."""
        return self.dangling.filter(array(~own[self.source]))

    def about(self, own: NDArray[np.bool_]) -> dict[str, str | None]:
        """Video of each of these files, by its path."""
        nodes = array(np.flatnonzero(own))
        video = pc.take(self.keys, optional(self.video[own]))
        return dict(zip(self.paths.take(nodes).to_pylist(), video.to_pylist(), strict=True))

    def near(self, own: NDArray[np.bool_]) -> set[str]:
        """The missing pages that these files link to, or notes that they link to."""
        source, target = self.ends
        near = own.copy()
        near[target[own[source]]] = True
        return set(self.dangling["key"].filter(array(near[self.source])).to_pylist())


def _state(graph: KnowledgeGraph) -> _State:
    nodes = arrow_columns(graph, "nodes", ["key", "path", "kind"]).combine_chunks()
    keys, paths = (nodes[name].combine_chunks() for name in ("key", "path"))
    aliases = arrow_columns(graph, "aliases", ["node", "alias", "origin"])
    aliases = aliases.filter(pc.not_equal(pc.cast(aliases["origin"], pa.string()), str(Origin.LABEL)))
    own = f"outcome_{graph.manifest.rules}"
    results = [column for rules in RuleSet for column in (f"outcome_{rules}", f"target_{rules}")]
    mentions = arrow_columns(graph, "mentions", ["source", "target", "context", *results])
    missing = numbers(pc.equal(pc.cast(mentions[own], pa.string()), str(Outcome.MISSING))).astype(bool)
    found = mentions.filter(array(missing)).combine_chunks()
    columns = {
        "key": keys.take(found["target"].combine_chunks()),
        "note": paths.take(found["source"].combine_chunks()),
    }
    for name in ("context", *results):
        column = found[name].combine_chunks()
        columns[name] = keys.take(column) if name.startswith("target_") else pc.cast(column, pa.string())
    return _State(
        setting=(
            graph.manifest.rules,
            graph.manifest.profile,
            CHANNEL in pc.unique(nodes["kind"]).to_pylist(),
        ),
        files=arrow_columns(graph, "sources", ["path", "digest"]).combine_chunks(),
        names=pa.table(
            {
                "key": keys.take(aliases["node"].combine_chunks()),
                "alias": aliases["alias"],
                "origin": pc.cast(aliases["origin"], pa.string()),
            }
        ).combine_chunks(),
        keys=keys,
        paths=paths,
        missing=missing,
        source=numbers(found["source"]).astype(np.int64),
        dangling=pa.table(columns),
        ends=joining(graph),
        video=videos(graph),
    )


def _affected(before: _State, now: _State) -> set[str] | None:
    """Keys of the missing pages whose cause may be another one; None if any may be."""
    same_files = before.files["path"].equals(now.files["path"])
    if before.setting != now.setting or not same_files or not before.names.equals(now.names):
        return None
    digests = [pc.fill_null(state.files["digest"], "") for state in (before, now)]
    changed = now.files["path"].filter(pc.not_equal(*digests)).combine_chunks()
    then, own = before.of(changed), now.of(changed)
    if before.about(then) != now.about(own) or not before.apart_from(then).equals(now.apart_from(own)):
        return None
    return before.near(then) | now.near(own)
