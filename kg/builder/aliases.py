"""Gathers the names of nodes: as declared by notes, as their files are called, and as seen in labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.model.ids import NotePath, stem_of
from kg.model.kinds import Origin
from kg.model.tables import ALIASES
from kg.store.buffers import array, category, numbers, texts
from kg.store.schema import arrow_schema


class Labels(NamedTuple):
    """Labels seen in links: whose they are, and how often each was seen."""

    node: NDArray[np.int32]
    label: pa.Array
    times: NDArray[np.int64]


def alias_table(declared: pa.Table, paths: Sequence[NotePath], seen: Labels) -> pa.Table:
    """The `aliases` table.

    Args:
        declared: What notes call themselves: ``node``, ``origin`` (0 title, 1 alias), ``name``.
        paths: Path of each document.
        seen: The labels of links, sorted by node and label.
    """
    origins = [Origin.TITLE, Origin.ALIAS, Origin.PATH, Origin.LABEL]
    own = np.arange(len(paths), dtype=np.int32)
    node = np.concatenate((own, numbers(declared["node"]), seen.node))
    stems = texts([stem_of(path) for path in paths])
    name = pa.chunked_array([stems, *declared["name"].chunks, seen.label])
    origin = np.concatenate((np.full(len(own), 2), numbers(declared["origin"]), np.full(len(seen.node), 3)))
    count = np.concatenate((np.ones(len(own) + len(declared), np.int32), seen.times))
    order = array(np.lexsort((np.arange(len(node)), origin, node)))
    arrays = [array(node), name, category(origin, origins), array(count.astype(np.int32))]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(ALIASES)).take(order)


def seen_labels(mentions: pa.Table) -> Labels:
    """Distinct (target, label) of links, sorted by target and label, and how often each was seen."""
    shown = mentions.select(["target", "label"]).drop_null()
    label = shown["label"].combine_chunks().dictionary_encode()
    rank = numbers(pc.rank(label.dictionary, tiebreaker="dense")).astype(np.int64)
    keys = (numbers(shown["target"]).astype(np.int64) << 32) | rank[numbers(label)]
    distinct, first, count = np.unique(keys, return_index=True, return_counts=True)
    filled = _filled(label.dictionary)[numbers(label)[first]]
    first, count = first[filled], count[filled]
    node = (distinct[filled] >> 32).astype(np.int32)
    return Labels(node, label.take(array(first)).cast(pa.string()), count)


def _filled(words: pa.Array) -> NDArray[np.bool_]:
    return numbers(pc.binary_length(words)) > 0
