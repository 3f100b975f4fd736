"""Gathers the names of nodes: as declared by notes, as their files are called, and as seen in labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.builder.arrow import encoded
from kg.model.ids import NotePath, stem_of
from kg.model.kinds import Origin
from kg.model.tables import ALIASES
from kg.store.buffers import array, category, numbers, texts
from kg.store.schema import arrow_schema

_ORIGINS: Final = (Origin.TITLE, Origin.ALIAS, Origin.PATH, Origin.LABEL)


def alias_table(declared: pa.Table, paths: Sequence[NotePath], labels: pa.Table) -> pa.Table:
    """The `aliases` table.

    Args:
        declared: What notes call themselves: ``node``, ``origin`` (0 title, 1 alias), ``name``.
        paths: Path of each document.
        labels: The labels of links, as `label_table` makes them.
    """
    own = np.arange(len(paths), dtype=np.int32)
    stems = texts([stem_of(path) for path in paths])
    node = np.concatenate((own, numbers(declared["node"])))
    origin = np.concatenate((np.full(len(own), 2), numbers(declared["origin"])))
    name = pa.chunked_array([stems, *declared["name"].chunks])
    known = [array(node), name, category(origin, _ORIGINS), array(np.ones(len(node), np.int32))]
    declared = pa.Table.from_arrays(known, schema=arrow_schema(ALIASES))
    return by_node(pa.concat_tables([declared, labels]))


def by_node(aliases: pa.Table) -> pa.Table:
    """Aliases in order of node and origin."""
    order = np.lexsort((numbers(aliases["origin"]), numbers(aliases["node"])))
    return aliases.take(array(order)).combine_chunks()


def label_table(mentions: pa.Table) -> pa.Table:
    """Distinct labels of links as aliases of what these lead to, sorted by node and label.

    Args:
        mentions: Mentions, of which ``target`` and ``label`` are looked at.
    """
    shown = mentions.select(["target", "label"]).drop_null()
    label = encoded(shown["label"])
    rank = numbers(pc.rank(label.dictionary, tiebreaker="dense")).astype(np.int64)
    keys = (numbers(shown["target"]).astype(np.int64) << 32) | rank[numbers(label)]
    distinct, first, count = np.unique(keys, return_index=True, return_counts=True)
    filled = _filled(label.dictionary)[numbers(label)[first]]
    first, count = first[filled], count[filled]
    node = (distinct[filled] >> 32).astype(np.int32)
    return labels_of(node, label.take(array(first)).cast(pa.string()), count)


def labels_of(
    node: NDArray[np.int32], label: pa.Array | pa.ChunkedArray, count: NDArray[np.integer]
) -> pa.Table:
    """Labels as aliases.

    Args:
        node: What each label leads to.
        label: The labels.
        count: How often each was seen.
    """
    origin = category(np.full(len(node), 3), _ORIGINS)
    return pa.Table.from_arrays(
        [array(node), label, origin, array(count.astype(np.int32))], schema=arrow_schema(ALIASES)
    )


def _filled(words: pa.Array) -> NDArray[np.bool_]:
    return numbers(pc.binary_length(words)) > 0
