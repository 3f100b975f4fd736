"""The end of a Parquet file, which tells where each column of each row group stands.

It is the format's ``FileMetaData``, in Thrift's compact protocol. Of it only what depends on rows is written
here; the schema and all else is taken from a file without rows, as Arrow writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MAGIC: Final = b"PAR1"
_TYPES: Final = {"BOOLEAN": 0, "INT32": 1, "INT64": 2, "FLOAT": 4, "DOUBLE": 5, "BYTE_ARRAY": 6}
_ENCODINGS: Final = {"PLAIN": 0, "PLAIN_DICTIONARY": 2, "RLE": 3, "RLE_DICTIONARY": 8}
_CODECS: Final = {"UNCOMPRESSED": 0, "SNAPPY": 1}
# Before each field stands a byte: how far its number is from that of the field before, and its type.
_I32, _I64, _TEXT, _LIST, _STRUCT = b"\x15", b"\x16", b"\x18", b"\x19", b"\x1c"
_I64_AFTER_NEXT: Final = b"\x26"  # a field is left out
_END: Final = b"\x00"
_NO_ROWS: Final = b"\x16\x00\x19\x0c"  # no rows, an empty list of row groups


class Chunk(NamedTuple):
    """A column of a row group, as it stands in a file.

    Attributes:
        said: What is told of it wherever it stands.
        start: Where it starts: with its dictionary, or if it has none with its values.
        end: Where it ends.
        values: Where its values start.
        plain: How many bytes it would take without compression.
    """

    said: bytes
    start: int
    end: int
    values: int
    plain: int

    def at(self, start: int) -> Chunk:
        """The same at another place."""
        by = start - self.start
        return self._replace(start=start, end=self.end + by, values=self.values + by)


def chunks_of(told: pq.FileMetaData) -> list[list[Chunk]]:
    """What stands in a file: a list a row group, a chunk a column."""
    return [
        [_chunk(group.column(column)) for column in range(told.num_columns)]
        for group in map(told.row_group, range(told.num_row_groups))
    ]


def _chunk(told: pq.ColumnChunkMetaData) -> Chunk:
    length, plain = told.total_compressed_size, told.total_uncompressed_size
    values = told.data_page_offset
    start = told.dictionary_page_offset if told.has_dictionary_page else values
    kind = _kind(told.path_in_schema, told.physical_type, told.encodings, told.compression)
    return Chunk(kind + _sizes(told.num_values, plain, length), start, start + length, values, plain)


@lru_cache(maxsize=1024)
def _kind(name: str, type_: str, encodings: tuple[str, ...], codec: str) -> bytes:
    """What is told alike of a column in most row groups."""
    text = name.encode()
    codes = _list(_I32, [_number(_ENCODINGS[encoding]) for encoding in encodings])
    names = _list(_TEXT, [_varint(len(text)) + text])
    return b"".join((_I32, _number(_TYPES[type_]), _LIST, codes, _LIST, names, _I32, _number(_CODECS[codec])))


def _sizes(*sizes: int) -> bytes:
    return b"".join([_I64 + _number(size) for size in sizes])


def footer(empty: bytes, rows: Sequence[int], chunks: Sequence[Sequence[Chunk]]) -> bytes:
    """All that follows the last column.

    Args:
        empty: A file of the same schema without rows.
        rows: Rows of each row group.
        chunks: Where its columns stand.
    """
    before, _, behind = empty[: -len(MAGIC) - 4].partition(MAGIC)[2].partition(_NO_ROWS)
    groups = [_group(*group) for group in zip(rows, chunks, strict=True)]
    told = b"".join((before, _I64, _number(sum(rows)), _LIST, _list(_STRUCT, groups), behind))
    return told + len(told).to_bytes(4, "little") + MAGIC


def _group(rows: int, chunks: Sequence[Chunk]) -> bytes:
    start, end = chunks[0].start, chunks[-1].end
    plain = sum(chunk.plain for chunk in chunks)
    columns = _list(_STRUCT, [_column(chunk) for chunk in chunks])
    return (
        _LIST
        + columns
        + _sizes(plain, rows)
        + _I64_AFTER_NEXT
        + _number(start)
        + _I64
        + _number(end - start)
        + _END
    )


def _column(chunk: Chunk) -> bytes:
    places = _I64_AFTER_NEXT + _number(chunk.values)
    if chunk.start < chunk.values:
        places += _I64_AFTER_NEXT + _number(chunk.start)
    return _I64_AFTER_NEXT + _number(0) + _STRUCT + chunk.said + places + _END + _END


def _list(kind: bytes, items: Sequence[bytes]) -> bytes:
    """A list; its first byte has the number of items, if that is small, and their type."""
    code, count = kind[0] & 15, len(items)
    head = bytes([count << 4 | code]) if count < 15 else bytes([15 << 4 | code]) + _varint(count)
    return head + b"".join(items)


def _number(value: int) -> bytes:
    """A number that is not negative; the protocol's zigzag puts negative ones between."""
    return _varint(value << 1)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first.

    >>> _varint(300).hex()
    'ac02'
    """
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
