"""Merges mentions, moments and declared facts into edges: one a (source, target, kind)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.arrow import is_value
from kg.builder.targets import Targets
from kg.model.kinds import EdgeKind, MentionKind, Outcome, RuleSet
from kg.model.profile import Profile
from kg.model.tables import EDGES
from kg.resolve.resolve import OUTCOMES
from kg.store.buffers import array, category, numbers, optional
from kg.store.schema import arrow_schema

NONE = -1


class Occurrences(NamedTuple):
    """Joins of two nodes, ``weight`` alike ones a row; the last columns but one may be ``NONE``."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int32]
    mention: NDArray[np.int32]
    moment: NDArray[np.int32]
    outcome: NDArray[np.int8]
    weight: NDArray[np.int32]


def occurrences(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    kind: NDArray[np.int32] | int,
    *,
    mention: NDArray[np.int32] | None = None,
    moment: NDArray[np.int32] | None = None,
    outcome: NDArray[np.int8] | None = None,
) -> Occurrences:
    """Rows that lack what is not given; those without a target are left out."""
    none = np.full(len(source), NONE, np.int32)
    kinds = np.broadcast_to(np.asarray(kind, np.int32), source.shape)
    columns = (
        source,
        target,
        kinds,
        none if mention is None else mention,
        none if moment is None else moment,
        none.astype(np.int8) if outcome is None else outcome,
        np.ones(len(source), np.int32),
    )
    joined = target >= 0
    return _taken(columns, joined)


def _taken(columns: Iterable[Any], chosen: NDArray[Any]) -> Occurrences:
    return Occurrences(*(column[chosen] for column in columns))


def citations(source: NDArray[np.int32], target: NDArray[np.int32], kind: int) -> Occurrences:
    """Timestamps, which come sorted by note and are by far the most: one row for all of a note.

    All of a note have the same target, or none.
    """
    first = np.flatnonzero(np.append(len(source) > 0, source[1:] != source[:-1]))
    count = np.diff(first, append=len(source)).astype(np.int32)
    moment = first.astype(np.int32)
    found = occurrences(source[first], target[first], kind, moment=moment)
    return found._replace(weight=count[target[first] >= 0])


def edge_table(parts: Iterable[Occurrences], kinds: Sequence[str]) -> pa.Table:
    """The `edges` table, sorted by source, target and kind; the first occurrence is the evidence named.

    Args:
        parts: Occurrences; at least one part, though it may be empty.
        kinds: All kinds of edges.
    """
    rows = Occurrences(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    rank = np.argsort(np.argsort(np.array(kinds, object))) if len(kinds) else np.zeros(0, np.int64)
    nodes = int(max(rows.source.max(), rows.target.max())) + 1 if len(rows.source) else 1
    joined = rows.source.astype(np.int64) * nodes + rows.target  # a number for each pair of nodes
    joined = joined * len(kinds) + rank[rows.kind]  # and kind, in the order wanted
    order = np.argsort(joined, kind="stable")
    first = np.flatnonzero(np.diff(joined[order], prepend=-1))
    weight = np.add.reduceat(rows.weight[order], first) if len(first) else rows.weight
    rows = _taken(rows, order[first])
    arrays = [
        array(rows.source),
        array(rows.target),
        category(rows.kind, kinds),
        array(weight.astype(np.int32)),
        optional(rows.mention),
        optional(rows.moment),
        category(rows.outcome, OUTCOMES),
    ]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(EDGES))


def edge_kinds(profile: Profile) -> list[str]:
    """All kinds of edges there can be."""
    kinds: list[str] = [*EdgeKind, *profile.declared_edges, *(rule.edge for rule in profile.things)]
    kinds += [profile.folder.edge] if profile.folder else []
    kinds += [profile.index.feature_edge, profile.index.announce_edge] if profile.index else []
    kinds += [profile.moments.edge] if profile.moments else []
    return list(dict.fromkeys(map(str, kinds)))


def kinds_said(
    mentions: pa.Table, targets: Targets, rules: RuleSet, profile: Profile, kinds: Sequence[str]
) -> NDArray[np.int32]:
    """Kind of the edge each mention makes: a declared one, else by its syntax and outcome."""
    kind = np.full(len(mentions), kinds.index(EdgeKind.LINKS_TO), np.int32)
    kind[numbers(mentions["embed"])] = kinds.index(EdgeKind.EMBEDS)
    declared = numbers(mentions["declared"])
    places = np.array([kinds.index(edge) for edge in profile.declared_edges] or [0], np.int32)
    kind = np.where(declared >= 0, places[np.maximum(declared, 0)], kind).astype(np.int32)
    kind[targets.resolution.outcomes[rules] == OUTCOMES.index(Outcome.EXTERNAL)] = kinds.index(
        EdgeKind.LINKS_OUT
    )
    tags = is_value(mentions["kind"], MentionKind.TAG)
    kind[tags] = kinds.index(EdgeKind.TAGGED)
    return kind
