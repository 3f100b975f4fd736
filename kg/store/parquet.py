"""Writes Parquet files; what an earlier file holds already is copied from there, not encoded again.

A file has a row group for every so many notes, so that a note which says more moves no rows of other groups.
A column of a row group is encoded by itself, and its bytes do not tell where they stand: a file that is put
together from old and new ones is, byte for byte, the one that would be written anew. Only the end of a file
tells where they stand; it is written in `kg.store.footer`.
"""

from __future__ import annotations

import mmap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kg.engine.memory import let_go
from kg.store.buffers import equal, numbers
from kg.store.footer import MAGIC, Chunk, chunks_of, footer

if TYPE_CHECKING:
    from typing import BinaryIO

GROUP: Final = 4096  # notes; smaller groups take longer to write and read
_ROWS: Final = 32768  # the same where a table tells of no notes
_ENDLESS: Final = 1 << 30  # bytes, rows
_OWNERS: Final = ("source", "node")
# texts that repeat, so that a dictionary makes them shorter
_REPEATING: Final = {"written", "fragment", "property", "name", "path", "message"}

Groups = Mapping[int, slice]
_Bytes = Any  # what a memoryview can be made of


class Earlier(NamedTuple):
    """A table that was written before.

    Attributes:
        table: The table.
        file: The file it was written to.
    """

    table: pa.Table
    file: Path


def write_parquet(table: pa.Table, path: Path, *, earlier: Earlier | None = None) -> None:
    """Write a table; the bytes depend on its rows and its schema only.

    Args:
        table: The table.
        path: The file.
        earlier: A table as it was before; what is the same is taken from its file.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     one, two = Path(place) / "one.parquet", Path(place) / "two.parquet"
        ...     old, new = (pa.table({"node": [0, 5000], "text": ["a", text]}) for text in "bc")
        ...     write_parquet(old, one)
        ...     write_parquet(new, two, earlier=Earlier(old, one))
        ...     pq.read_table(two).to_pylist()
        [{'node': 0, 'text': 'a'}, {'node': 5000, 'text': 'c'}]
    """
    if earlier is not None and earlier.table.schema.equals(table.schema, check_metadata=True):
        _put_together(table, path, earlier)
        return
    groups = _groups(table)
    chunks = _encode(table, groups.values(), path)
    with path.open("r+b") as file:
        file.seek(chunks[-1][-1].end if chunks else len(MAGIC))
        file.truncate()
        _finish(file, table.schema, groups, chunks)


def _groups(table: pa.Table) -> Groups:
    """The rows of each row group by its number; where owners are not in order the division is an odd one."""
    owner = next((name for name in _OWNERS if name in table.column_names), None)
    count = len(table)
    owners = np.arange(count) if owner is None else numbers(table[owner])
    firsts = np.arange(0, (int(owners[-1]) if count else 0) + 1, _ROWS if owner is None else GROUP)
    starts = np.maximum.accumulate(np.searchsorted(owners, firsts))
    starts[0] = 0
    ends = np.append(starts[1:], count)
    rows = zip(starts.tolist(), ends.tolist(), strict=True)
    return {number: slice(*pair) for number, pair in enumerate(rows) if pair[0] < pair[1]}


def _rows(table: pa.Table, rows: slice) -> pa.Table:
    return table.slice(rows.start, rows.stop - rows.start)


def _encode(table: pa.Table, groups: Iterable[slice], sink: Path | pa.NativeFile) -> list[list[Chunk]]:
    """Write a file of these row groups; a column has one page, as where more end depends on pieces."""
    told: list[pq.FileMetaData] = []
    words = [
        field.name for field in table.schema if field.name in _REPEATING or pa.types.is_dictionary(field.type)
    ]
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="snappy",  # half the time of zstd for half as much again in size
        use_dictionary=words,
        write_statistics=False,
        data_page_size=_ENDLESS,
        max_rows_per_page=_ENDLESS,
        dictionary_pagesize_limit=_ENDLESS,
        metadata_collector=told,
    ) as writer:
        for rows in groups:
            writer.write_table(_rows(table, rows), rows.stop - rows.start)
            let_go()  # the pages of these rows, if they waited on disk
    return chunks_of(told[0])


def _put_together(table: pa.Table, path: Path, earlier: Earlier) -> None:
    """Write a table of which an earlier file holds much."""
    groups, before = _groups(table), _groups(earlier.table)
    fresh: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, rows in groups.items():
        fresh[_changed(table, rows, earlier.table, before.get(number))].append(number)
    with _mapped(earlier.file) as data:
        kept = chunks_of(pq.read_metadata(earlier.file))
        found = dict(_found(data, kept, table.column_names, before))
        for columns, places in fresh.items():
            if columns:
                sink = pa.BufferOutputStream()
                made = _encode(table.select(columns), [groups[number] for number in places], sink)
                found.update(_found(sink.getvalue(), made, columns, places))
        wanted = [[found[number, name] for name in table.column_names] for number in groups]
        with path.open("wb") as file:
            file.write(MAGIC)
            chunks = [[_copied(file, *one) for one in row] for row in wanted]
            _finish(file, table.schema, groups, chunks)


def _changed(table: pa.Table, rows: slice, before: pa.Table, there: slice | None) -> tuple[str, ...]:
    """The columns that have other values in some rows than the same row group had."""
    if there is None or there.stop - there.start != rows.stop - rows.start:
        return tuple(table.column_names)
    new, old = _rows(table, rows), _rows(before, there)
    return tuple(name for name in table.column_names if not equal(new[name], old[name]))


def _found(
    data: _Bytes, chunks: list[list[Chunk]], columns: Iterable[str], groups: Iterable[int]
) -> Iterator[tuple[tuple[int, str], tuple[_Bytes, Chunk]]]:
    """Where columns of row groups are found, by number and name."""
    names = tuple(columns)
    for number, row in zip(groups, chunks, strict=True):
        for name, chunk in zip(names, row, strict=True):
            yield (number, name), (data, chunk)


@contextmanager
def _mapped(path: Path) -> Iterator[_Bytes]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _copied(file: BinaryIO, data: _Bytes, chunk: Chunk) -> Chunk:
    """Append a column of a row group to a file; tell where it stands now."""
    start = file.tell()
    with memoryview(data) as view:
        file.write(view[chunk.start : chunk.end])
    return chunk.at(start)


def _finish(file: BinaryIO, schema: pa.Schema, groups: Groups, chunks: list[list[Chunk]]) -> None:
    rows = [group.stop - group.start for group in groups.values()]
    file.write(footer(_empty(schema), rows, chunks))


def _empty(schema: pa.Schema) -> bytes:
    """A file of this schema without any rows."""
    sink = pa.BufferOutputStream()
    pq.ParquetWriter(sink, schema).close()
    empty: bytes = sink.getvalue().to_pybytes()
    return empty
