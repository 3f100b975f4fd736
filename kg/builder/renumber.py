"""Numbers the nodes anew when some documents say something else: who is gone, who is new, who moves."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.builder.edges import NONE
from kg.model.tables import NODES
from kg.store.buffers import array, category, numbers
from kg.store.schema import arrow_schema


class Renumbered(NamedTuple):
    """The nodes there are now.

    Attributes:
        nodes: The `nodes` table.
        old: For each node there was, its number now, or `NONE`; the last one is for `NONE`.
        new: The same for each node of the documents read anew.
    """

    nodes: pa.Table
    old: NDArray[np.int32]
    new: NDArray[np.int32]


def renumbered(
    before: pa.Table, fresh: pa.Table, documents: NDArray[np.int64], used: NDArray[np.bool_], *, count: int
) -> Renumbered:
    """Put what some documents lead to in the place of what they led to.

    Args:
        before: The `nodes` table as it was.
        fresh: That of the documents read anew, as if there were no others.
        documents: Numbers of these documents.
        used: For each node there was, whether it is a document, or another document leads to it.
        count: How many documents there are in all.
    """
    found = numbers(pc.index_in(before["key"], value_set=fresh["key"].combine_chunks()))
    known = np.full(len(fresh), NONE, np.int64)
    known[found[found >= 0]] = np.flatnonzero(found >= 0)
    known[: len(documents)] = documents
    stays = used.copy()
    stays[known[known >= 0]] = True
    earlier = np.append(0, np.cumsum(stays))  # how many stay of those before each
    added, places = _added(before, fresh, np.flatnonzero(known < 0), count)
    old = earlier[:-1] + np.searchsorted(places, np.arange(len(before)), side="right")
    new = np.where(known >= 0, old[known], NONE)
    new[added] = earlier[places] + np.arange(len(added))
    origin = np.empty(int(stays.sum()) + len(added), np.int64)
    origin[old[stays]] = np.flatnonzero(stays)
    origin[new[added]] = len(before) + added
    origin[documents] = len(before) + np.arange(len(documents))
    return Renumbered(_nodes(before, fresh, origin), _ended(np.where(stays, old, NONE)), _ended(new))


def _ended(values: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.append(values, NONE).astype(np.int32)


def _added(
    before: pa.Table, fresh: pa.Table, rows: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """New nodes in order, and before which of the old ones each belongs: they are sorted by kind and key."""
    chosen = fresh.select(["kind", "key"]).take(array(rows))
    names = list(zip(chosen["kind"].to_pylist(), chosen["key"].to_pylist(), strict=True))
    order = np.array(sorted(range(len(rows)), key=names.__getitem__), np.int64)
    kind, key = before["kind"], before["key"]

    def name(row: int) -> tuple[str, str]:
        return kind[row].as_py(), key[row].as_py()

    places = [bisect_left(range(len(before)), names[row], count, key=name) for row in order.tolist()]
    return rows[order], np.array(places, np.int64)


def _nodes(before: pa.Table, fresh: pa.Table, origin: NDArray[np.int64]) -> pa.Table:
    """The rows of two tables in a new order."""
    starts = np.flatnonzero(np.diff(origin, prepend=-2) != 1)  # where rows do not follow each other
    pieces = list(zip(origin[starts].tolist(), np.diff(starts, append=len(origin)).tolist(), strict=True))
    words = [part["kind"].combine_chunks().dictionary.to_pylist() for part in (before, fresh)]
    kinds = sorted({*words[0], *words[1]})
    place = [np.array([kinds.index(word) for word in part], np.int64) for part in words]
    codes = np.concatenate([place[0][numbers(before["kind"])], place[1][numbers(fresh["kind"])]])[origin]
    present = np.unique(codes)
    columns = []
    for field in arrow_schema(NODES):
        if field.name == "node":
            columns.append(array(np.arange(len(origin), dtype=np.int32)))
        elif field.name == "kind":
            columns.append(category(np.searchsorted(present, codes), [kinds[code] for code in present]))
        else:
            both = pa.concat_arrays([*before[field.name].chunks, *fresh[field.name].chunks])
            columns.append(pa.concat_arrays([both.slice(0, 0), *(both.slice(*piece) for piece in pieces)]))
    return pa.Table.from_arrays(columns, schema=arrow_schema(NODES))
