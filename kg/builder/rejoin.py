"""Joins anew what a few documents say, and leaves all else as it was.

What a mention leads to depends on its own text, on its note's path, and on the names of all files. As long as
no name has changed, a document that says something else concerns its own rows only, and the nodes it led to
and leads to. So the documents are joined by themselves, as if the others were mere files, and the result
takes the place of their rows. Where that is not all, `rejoined` gives up, and everything is joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.builder.aliases import by_node, label_table
from kg.builder.arrow import is_value, with_columns
from kg.builder.edges import NONE, Occurrences, edge_kinds, edge_table
from kg.builder.faults import by_place
from kg.builder.join import Inputs, claimed_aliases, joined, name_index, source_table
from kg.builder.reading import Documents
from kg.builder.renumber import renumbered
from kg.builder.targets import missing_label, tag_label
from kg.model.kinds import MentionKind, NodeKind, Origin, RuleSet
from kg.model.profile import Profile
from kg.model.tables import HEADINGS, MENTIONS, MOMENTS, PROPERTIES
from kg.resolve.lookups import resolve_few
from kg.resolve.resolve import OUTCOMES, Mentioned, Resolution, resolve
from kg.resolve.targets import sought
from kg.store.buffers import array, category, equal, numbers, optional, texts
from kg.store.schema import arrow_schema

FEW: Final = 500  # documents; from some more on it is quicker to join all


_FEW_LINKS: Final = 10  # times as many files: then an index of those that links may mean is made sooner


class Before(NamedTuple):
    """What was joined before.

    Attributes:
        tables: The graph's tables.
        said: What the documents said.
    """

    tables: Mapping[str, pa.Table]
    said: Documents


def rejoined(
    given: Inputs, fresh: Documents, documents: NDArray[np.int64], before: Before
) -> dict[str, pa.Table] | None:
    """All tables, of which most rows are those there were; None if everything has to be joined.

    Args:
        given: All that is known of the vault, whose files have the paths they had.
        fresh: What some of its documents say now.
        documents: Their numbers.
        before: What was joined before.
    """
    said = given.documents
    index = said.is_index[documents].any() or before.said.is_index[documents].any()
    if len(documents) > FEW or index or not _is_plain(given.profile):
        return None
    if _aliases(said) != _aliases(before.said):
        return None
    paths = [given.files[row].path for row in given.rows[documents].tolist()]
    faults = [fault for fault in given.faults if fault.path in set(paths)]
    alone = given._replace(rows=given.rows[documents], documents=fresh, faults=faults)
    new = joined(alone, _answer(given, len(fresh.mentions))).tables
    tables = {
        **_Merge(given, before.tables, new, documents).tables(),
        "properties": with_columns(said.properties, arrow_schema(PROPERTIES), {}),
        "headings": with_columns(said.headings, arrow_schema(HEADINGS), {"heading": _count(said.headings)}),
        "faults": _faults(before.tables["faults"], new["faults"], paths),
        "sources": source_table(given),
    }
    return {name: _same(table, before.tables[name]) for name, table in tables.items()}


def _same(table: pa.Table, old: pa.Table) -> pa.Table:
    """The old table if the new one is equal to it."""
    same = table.schema.equals(old.schema)
    return old if same and all(map(equal, table.columns, old.columns)) else table


def _answer(given: Inputs, mentions: int) -> Callable[[Mentioned], Resolution]:
    """What tells what so many mentions mean."""
    if given.profile.pages is None and mentions * _FEW_LINKS < len(given.files):
        paths = [file.path for file in given.files]
        return partial(resolve_few, paths=paths, aliases=claimed_aliases(given))
    return partial(resolve, index=name_index(given))


def _is_plain(profile: Profile) -> bool:
    """Whether a node's kind tells which rule made it, so that its key tells all of it."""
    kinds = [rule.kind for rule in profile.things]
    kinds += [profile.folder.kind] if profile.folder else []
    all_kinds = {*kinds, profile.index.kind} if profile.index else {*kinds}
    return len({*kinds}) == len(kinds) and not all_kinds.intersection(NodeKind)


def _aliases(said: Documents) -> list[list[object]]:
    """Who declares which alias."""
    declared = said.names.filter(array(numbers(said.names["origin"]) == 1))
    return [declared["node"].to_pylist(), declared["name"].to_pylist()]


def _count(table: pa.Table) -> pa.Array:
    return array(np.arange(len(table), dtype=np.int32))


class _Rows(NamedTuple):
    """A table of which some documents' rows are replaced.

    Attributes:
        kept: Which of the old rows stay.
        fresh: Which of the new rows are those of the documents.
    """

    kept: NDArray[np.bool_]
    fresh: NDArray[np.bool_]

    def merged(self, old: NDArray[np.int32], new: NDArray[np.int32]) -> NDArray[np.int32]:
        """A column: of old rows as it was, of the documents as it is when they stand alone."""
        values = np.empty(len(self.fresh), old.dtype)
        values[~self.fresh], values[self.fresh] = old[self.kept], new
        return values

    def moved(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Number now of each old row, and of each row of the documents alone; the last is for `NONE`."""
        old = np.full(len(self.kept) + 1, NONE, np.int32)
        old[:-1][self.kept] = np.flatnonzero(~self.fresh)
        return old, np.append(np.flatnonzero(self.fresh), NONE).astype(np.int32)


class _Merge:
    """Puts what was joined of some documents alone into the tables there were."""

    def __init__(
        self,
        given: Inputs,
        old: Mapping[str, pa.Table],
        new: Mapping[str, pa.Table],
        documents: NDArray[np.int64],
    ) -> None:
        self.given, self.old, self.new = given, old, new
        self.ours = np.zeros(len(old["nodes"]), bool)  # nodes that are the documents
        self.ours[documents] = True
        self.rows = {
            name: _Rows(
                ~self.ours[numbers(old[name]["source"])],
                self.ours[numbers(getattr(given.documents, name)["source"])],
            )
            for name in ("mentions", "moments")
        }
        count = len(given.rows)
        self.nodes = renumbered(old["nodes"], new["nodes"], documents, self._used(count), count=count)
        self.target = self._targets("mentions", "target")

    def _used(self, count: int) -> NDArray[np.bool_]:
        """Which of the old nodes are documents, or something that another document leads to."""
        used = np.zeros(len(self.old["nodes"]), bool)
        used[:count] = True
        ends = numbers(self.old["edges"]["source"]), numbers(self.old["edges"]["target"])
        others = ~self.ours[ends[0]]
        for end in ends:
            used[end[others]] = True
        for rules in RuleSet:  # a file may be found under other rules than those of the edges
            found = numbers(self.old["mentions"][f"target_{rules}"])[self.rows["mentions"].kept]
            used[found[found >= 0]] = True
        if self.given.profile.folder is not None:  # there is no document more or less
            used |= is_value(self.old["nodes"]["kind"], self.given.profile.folder.kind)
        return used

    def _targets(self, table: str, column: str) -> NDArray[np.int32]:
        old, new = (numbers(tables[table][column]) for tables in (self.old, self.new))
        return self.rows[table].merged(self.nodes.old[old], self.nodes.new[new])

    def tables(self) -> dict[str, pa.Table]:
        """The tables in which documents meet."""
        mentions, moments = self.given.documents.mentions, self.given.documents.moments
        columns = {"mention": _count(mentions), "target": optional(self.target)}
        for rules in RuleSet:
            name = f"outcome_{rules}"
            codes = (numbers(tables["mentions"][name]) for tables in (self.old, self.new))
            columns[name] = category(self.rows["mentions"].merged(*codes), OUTCOMES)
            columns[f"target_{rules}"] = optional(self._targets("mentions", f"target_{rules}"))
        cited = optional(self._targets("moments", "target"))
        touched = self._touched()
        return {
            "nodes": self._labelled(touched),
            "mentions": with_columns(mentions, arrow_schema(MENTIONS), columns),
            "moments": with_columns(
                moments, arrow_schema(MOMENTS), {"moment": _count(moments), "target": cited}
            ),
            "edges": self._edges(),
            "aliases": self._aliases(touched),
        }

    def _touched(self) -> NDArray[np.bool_]:
        """Nodes that the documents lead to, or led to."""
        touched = np.zeros(len(self.nodes.nodes) + 1, bool)
        old = numbers(self.old["mentions"]["target"])[~self.rows["mentions"].kept]
        touched[self.nodes.old[old]] = True
        touched[self.target[self.rows["mentions"].fresh]] = True
        return touched[:-1]  # the last one is for `NONE`

    def _labelled(self, touched: NDArray[np.bool_]) -> pa.Table:
        """The nodes; tags and missing pages are called as they are first written."""
        nodes, mentions = self.nodes.nodes, self.given.documents.mentions
        tags, missing = (is_value(nodes["kind"], kind) for kind in (NodeKind.TAG, NodeKind.MISSING))
        wanted = np.append(touched & (tags | missing), False)  # for `NONE`
        rows = np.flatnonzero(wanted[self.target])
        found, first = np.unique(self.target[rows], return_index=True)
        chosen = mentions.select(["written", "kind"]).take(array(rows[first]))
        labels = [
            tag_label(written)
            if tag
            else missing_label(sought(written, self.given.rules, markdown=kind == MentionKind.MARKDOWN))
            for written, kind, tag in zip(
                chosen["written"].to_pylist(), chosen["kind"].to_pylist(), tags[found].tolist(), strict=True
            )
        ]
        mask = np.zeros(len(nodes), bool)
        mask[found] = True
        column = nodes.schema.get_field_index("label")
        label = pc.replace_with_mask(nodes["label"].combine_chunks(), array(mask), texts(labels))
        return nodes.set_column(column, nodes.schema.field(column), label)

    def _edges(self) -> pa.Table:
        mention, moment = (self.rows[name].moved() for name in ("mentions", "moments"))
        own = ~self.ours[numbers(self.old["edges"]["source"])]
        parts = (
            _occurrences(self.old["edges"].filter(array(own)), self.nodes.old, mention[0], moment[0]),
            _occurrences(self.new["edges"], self.nodes.new, mention[1], moment[1]),
        )
        return edge_table(parts, edge_kinds(self.given.profile))

    def _aliases(self, touched: NDArray[np.bool_]) -> pa.Table:
        """The aliases; labels of what the documents lead to, or led to, are counted anew."""
        old, new = self.old["aliases"], self.new["aliases"]
        nodes = numbers(old["node"]), numbers(new["node"])
        labels = [is_value(table["origin"], Origin.LABEL) for table in (old, new)]
        now = self.nodes.old[nodes[0]]
        stays = (now >= 0) & ~np.where(labels[0], touched[now], self.ours[nodes[0]])
        rows = np.flatnonzero(np.append(touched, False)[self.target])  # for `NONE`
        said = self.given.documents.mentions.select(["label"]).take(array(rows))
        counted = label_table(said.append_column("target", array(self.target[rows])))
        parts = [
            _renamed(old.filter(array(stays)), now[stays]),
            _renamed(new.filter(array(~labels[1])), self.nodes.new[nodes[1][~labels[1]]]),
            counted,
        ]
        return by_node(pa.concat_tables(parts))


def _occurrences(
    edges: pa.Table, node: NDArray[np.int32], mention: NDArray[np.int32], moment: NDArray[np.int32]
) -> Occurrences:
    """Edges as what edges are made of, their numbers being those of now."""
    return Occurrences(
        source=node[numbers(edges["source"])],
        target=node[numbers(edges["target"])],
        kind=numbers(edges["kind"]).astype(np.int32),
        mention=mention[numbers(edges["mention"])],
        moment=moment[numbers(edges["moment"])],
        outcome=numbers(edges["outcome"]),
        weight=numbers(edges["weight"]),
    )


def _renamed(aliases: pa.Table, nodes: NDArray[np.int32]) -> pa.Table:
    return aliases.set_column(0, aliases.schema.field("node"), array(nodes))


def _faults(old: pa.Table, new: pa.Table, paths: Sequence[str]) -> pa.Table:
    """The faults, of some files those found now."""
    ours = numbers(pc.is_in(old["path"], value_set=texts(paths))).astype(bool)
    if old.filter(array(ours)).equals(new):
        return old
    return by_place(pa.concat_tables([old.filter(array(~ours)), new]))
