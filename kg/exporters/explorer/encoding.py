"""Turns columns of numbers and texts into the bytes of a section (docs/reference/explorer-format.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.exporters.html.page import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_BITS: Final = 7
_PIECE: Final = 1 << 18  # numbers that are encoded at once: more of them take memory, and no less time
LEVEL: Final = 10  # of 12: half the time of the highest, for a two-hundredth in size
_TIGHTER: Final = 0.96  # the size at that level against the size at level 6
_FORBIDDEN: Final = (b"\0", b"\r", b"<")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a section: its name, how it is encoded, how many values it has, and its bytes."""

    name: str
    encoding: str
    count: int
    data: bytes


def plain(name: str, values: NDArray[Any], encoding: str) -> Column:
    r"""Numbers one after another, little-endian.

    Args:
        name: The column's name.
        values: Numbers that fit.
        encoding: ``u8``, ``u16``, ``u32`` or ``f32``.

    Returns:
        The column.

    Example:
        >>> plain("x", np.array([1, 258]), "u16").data
        b'\x01\x00\x02\x01'
    """
    return Column(
        name, encoding, len(values), values.astype(f"<{encoding[0]}{int(encoding[1:]) // 8}").tobytes()
    )


def planes(name: str, values: NDArray[Any]) -> Column:
    r"""Numbers below 65,536: all low bytes, then all high bytes, which compress better apart.

    Example:
        >>> planes("x", np.array([1, 258])).data
        b'\x01\x02\x00\x01'
    """
    wide = values.astype("<u2").view(np.uint8).reshape(-1, 2)
    return Column(name, "u16p", len(values), wide.T.tobytes())


def varint(name: str, values: NDArray[Any], *, encoding: str = "varint") -> Column:
    r"""Numbers from 0 in groups of seven bits, the lowest first; a high bit says that more follow (LEB128).

    Example:
        >>> varint("x", np.array([1, 300])).data
        b'\x01\xac\x02'
    """
    return Column(name, encoding, len(values), leb128(values))


def delta(name: str, values: NDArray[Any]) -> Column:
    r"""Differences to the value before, those below zero folded in between (zig-zag), as `varint`.

    Example:
        >>> delta("x", np.array([5, 4])).data
        b'\n\x01'
    """
    return Column(
        name, "delta", len(values), leb128(zigzag(np.diff(values.astype(np.int64), prepend=np.int64(0))))
    )


def targets(name: str, source: NDArray[Any], target: NDArray[Any]) -> Column:
    r"""Targets of edges, in order of source and target, as differences to the one before.

    The first of a source is the difference to the source itself.

    Example:
        >>> targets("t", np.array([0, 0, 2]), np.array([1, 2, 1])).data
        b'\x02\x02\x01'
    """
    before = np.empty(len(target), dtype=np.int64)
    if len(target):
        before[0] = source[0]
        before[1:] = np.where(source[1:] == source[:-1], target[:-1], source[1:])
    return Column(name, "targets", len(target), leb128(zigzag(target.astype(np.int64) - before)))


def text(name: str, values: Iterable[str], *, limit: int = 0) -> Column:
    r"""Texts, one a line, without anything unseen in them.

    Args:
        name: The column's name.
        values: The texts.
        limit: Characters from which on a text is cut; 0 for none.

    Returns:
        The column.

    Example:
        >>> text("label", ["a\nb", "c"]).data
        b'a b\nc'
    """
    lines = [readable(value, limit=limit) if value else "" for value in values]  # most links have none
    return Column(name, "text", len(lines), "\n".join(lines).encode())


def zigzag(values: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers folded so that none is below zero: 0, -1, 1, -2 become 0, 1, 2, 3.

    Example:
        >>> zigzag(np.array([0, -1, 1, -2])).tolist()
        [0, 1, 2, 3]
    """
    return np.where(values < 0, -2 * values - 1, 2 * values)


def leb128(values: NDArray[Any]) -> bytes:
    r"""Numbers from 0 as bytes of seven bits.

    Example:
        >>> leb128(np.array([0, 127, 128]))
        b'\x00\x7f\x80\x01'
    """
    pieces = np.array_split(values, len(values) // _PIECE + 1)
    return b"".join(_leb128(piece.astype(np.uint64)) for piece in pieces)


def _leb128(number: NDArray[np.uint64]) -> bytes:
    size = np.ones(len(number), dtype=np.int64)
    for bits in range(_BITS, 64, _BITS):
        longer = number >= np.uint64(1 << bits)
        if not longer.any():
            break
        size += longer
    ends = np.cumsum(size)
    found = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    starts = ends - size
    for place in range(int(size.max(initial=0))):
        has = size > place
        part = (number[has] >> np.uint64(_BITS * place)).astype(np.uint8) & 0x7F
        found[starts[has] + place] = part | np.where(size[has] > place + 1, 0x80, 0).astype(np.uint8)
    return found.tobytes()


def section(columns: Sequence[Column], level: int = LEVEL) -> bytes:
    """A section's bytes: the length of its header, the header, and the columns one after another.

    Args:
        columns: The columns.
        level: How much work is put into compression, 1 to 12.

    Returns:
        The bytes, compressed; without a time, so that they stay the same.

    Example:
        >>> import gzip
        >>> gzip.decompress(section([Column("a", "u8", 1, b"x")]))[4:]
        b'[["a","u8",1,1]]x'
    """
    header = json.dumps([[c.name, c.encoding, c.count, len(c.data)] for c in columns], separators=(",", ":"))
    data = b"".join((len(header).to_bytes(4, "little"), header.encode(), *(c.data for c in columns)))
    return packed(data, level)


def packed(data: bytes, level: int = LEVEL) -> bytes:
    """Bytes compressed as gzip, without name and time; tighter by a twentieth than the standard library's."""
    from deflate import gzip_compress

    return bytes(gzip_compress(data, level))


def estimated(data: bytes) -> int:
    """About how many bytes `packed` would make of these, found in a tenth of its time."""
    return int(len(packed(data, 6)) * _TIGHTER)


def sevens(data: bytes) -> bytes:
    r"""Bytes as characters of seven bits, the first bit first: a seventh more instead of base64's third.

    Three of them may not stand in a script element as they are: NUL, CR and "<" are written as U+0100 to
    U+0102. What is missing of the last seven bits is zero.

    Args:
        data: Any bytes.

    Returns:
        A text in UTF-8.

    Example:
        >>> sevens(b"\xff\x00"), sevens(b"x").decode()
        (b'\x7f@\xc4\x80', '\u0102\u0100')
    """
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8))
    padded = np.concatenate([bits, np.zeros(-len(bits) % _BITS, dtype=np.uint8)]).reshape(-1, _BITS)
    found = (np.packbits(padded, axis=1).ravel() >> 1).tobytes()
    for number, forbidden in enumerate(_FORBIDDEN):
        found = found.replace(forbidden, chr(256 + number).encode())
    return found
