"""Puts what documents say together anew: of some as it was, of others as it is now.

A document's rows stand together in each table, in the order of the documents, so that a table of what they
say now is made of slices of older tables. Only the numbers that count through a table have to be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.reading import Documents
from kg.store.buffers import array, numbers, optional

# The column of each table that says whose a row is, and the columns that hold row numbers of other tables.
_OWNER: Final = {
    "mentions": "source",
    "moments": "source",
    "headings": "node",
    "properties": "node",
    "names": "node",
    "faults": "source",
}
_ROWS: Final = {"section": "headings", "moment": "moments"}


def spliced(before: Documents, fresh: Documents, order: NDArray[np.int64]) -> Documents:
    """What documents say, gathered from two readings.

    Args:
        before: What documents said.
        fresh: What others say.
        order: For each document wanted, its number in ``before``, or its number in ``fresh`` plus how many
            documents ``before`` has.
    """
    pools = {name: _pool(before, fresh, name) for name in _OWNER}
    shifts = {name: pools[name].first(order) - pools[name].starts[order] for name in set(_ROWS.values())}
    digests = [*before.digests, *fresh.digests]
    return Documents(
        words=np.concatenate((before.words, fresh.words))[order],
        is_index=np.concatenate((before.is_index, fresh.is_index))[order],
        digests=[digests[number] for number in order.tolist()],
        unread=fresh.unread,  # what could not be read is read again each time
        **{name: _table(name, pool, order, shifts) for name, pool in pools.items()},
    )


class _Pool(NamedTuple):
    """A table of two readings, one below the other.

    Attributes:
        table: Columns that do not count through tables.
        rows: Columns that do, as rows of tables of such pools.
        starts: Where each document's rows begin; the last one is where all end.
    """

    table: pa.Table
    rows: Mapping[str, NDArray[np.int32]]
    starts: NDArray[np.int64]

    def first(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the rows of each document begin when only those of some are left, in this order."""
        counts = np.diff(self.starts)[order]
        return np.cumsum(counts) - counts


def _pool(before: Documents, fresh: Documents, name: str) -> _Pool:
    old, new = getattr(before, name), getattr(fresh, name)
    firsts = _firsts(old[_OWNER[name]], len(before.words)), _firsts(new[_OWNER[name]], len(fresh.words))
    starts = np.concatenate((firsts[0], firsts[1] + len(old), [len(old) + len(new)]))
    rows = {}
    for column, other in _ROWS.items():
        if column in old.column_names:
            values = numbers(new[column])
            later = np.where(values < 0, values, values + len(getattr(before, other)))
            rows[column] = np.concatenate((numbers(old[column]), later))
    plain = old.drop_columns([_OWNER[name], *rows])
    return _Pool(pa.concat_tables([plain, _like(new, plain.schema)]), rows, starts)


def _firsts(owner: pa.ChunkedArray, documents: int) -> NDArray[np.int64]:
    """Where the rows of each document begin; they are in the documents' order."""
    owners = numbers(owner)
    return np.searchsorted(owners, np.arange(documents, dtype=owners.dtype))


def _like(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_arrays([table[name] for name in schema.names], schema=schema)


def _table(
    name: str, pool: _Pool, order: NDArray[np.int64], shifts: Mapping[str, NDArray[np.int64]]
) -> pa.Table:
    counts, pieces = np.diff(pool.starts)[order], list(_pieces(pool, order))
    slices = [pool.table.slice(piece.start, piece.stop - piece.start) for piece in pieces]
    table = pa.concat_tables([pool.table.slice(0, 0), *slices])
    table = table.append_column(_OWNER[name], array(np.repeat(np.arange(len(order), dtype=np.int32), counts)))
    for column, values in pool.rows.items():
        chosen = np.concatenate([values[:0], *(values[piece] for piece in pieces)])
        shift = np.repeat(shifts[_ROWS[column]], counts)
        table = table.append_column(column, optional(np.where(chosen < 0, -1, chosen + shift)))
    return table


def _pieces(pool: _Pool, order: NDArray[np.int64]) -> Iterator[slice]:
    """The rows of documents, a piece for those with consecutive numbers."""
    breaks = np.diff(order) != 1
    firsts, lasts = order[np.append(True, breaks)[: len(order)]], order[np.append(breaks, True)[: len(order)]]
    for start, end in zip(pool.starts[firsts].tolist(), pool.starts[lasts + 1].tolist(), strict=True):
        yield slice(start, end)
