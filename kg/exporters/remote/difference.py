"""Finds the lines that two streams of N-Triples do not share, with no more in memory than a number a line."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_NAMELESS: Final = re.compile(rb"(?:\S+ ){0,2}_:")
_Hashes = NDArray[np.uint64]


class Difference(NamedTuple):
    """What makes one graph of another.

    Attributes:
        gone: Lines that only the other one has …
        new: … and lines that it lacks, as N-Triples.
    """

    gone: bytes
    new: bytes


def difference(
    ours: Callable[[], Iterator[bytes]], theirs: Iterator[bytes], *, most: int
) -> Difference | None:
    r"""What has to go and what has to come until theirs says what ours does.

    The same statement in other words, such as ``05`` for ``5``, counts as one that goes and one that comes,
    which does no harm if it goes first.

    Args:
        ours: Makes N-Triples in pieces of whole lines; called twice.
        theirs: The same, once and in any order.
        most: Bytes of lines to give at most.

    Returns:
        The difference; None if it is larger, or holds blank nodes, which cannot be named from elsewhere.

    Example:
        >>> difference(lambda: iter([b"a\nb\n", b"c\n"]), iter([b"c\nx\n", b"a\n"]), most=100)
        Difference(gone=b'x\n', new=b'b\n')
    """
    key = secrets.token_hex(8)  # nobody can know beforehand which lines would be taken for one
    own = np.sort(_joined([_hashes(_lines(piece), key) for piece in ours()]))
    seen: list[_Hashes] = []
    gone = _lacking(theirs, own, key, most, seen)
    if gone is None or any(map(_NAMELESS.match, gone)):
        return None
    new = _lacking(ours(), np.sort(_joined(seen)), key, most - sum(map(len, gone)), [])
    return None if new is None else Difference(_text(gone), _text(new))


def _lacking(
    pieces: Iterator[bytes], known: _Hashes, key: str, most: int, seen: list[_Hashes]
) -> list[bytes] | None:
    """The lines whose hashes are not known, unless they are too many."""
    found: list[bytes] = []
    for piece in pieces:
        lines = _lines(piece)
        hashes = _hashes(lines, key)
        seen.append(hashes)
        place = np.minimum(np.searchsorted(known, hashes), max(len(known) - 1, 0))
        strange = known[place] != hashes if len(known) else np.ones(len(hashes), bool)
        found += [lines[row] for row in np.flatnonzero(strange).tolist()]
        if sum(map(len, found)) > most:
            return None
    return found


def _lines(piece: bytes) -> list[bytes]:
    return piece.removesuffix(b"\n").split(b"\n")


def _hashes(lines: list[bytes], key: str) -> _Hashes:
    """Of each line 64 bits of SipHash."""
    from pandas.util import hash_array

    return hash_array(np.array(lines, dtype=object), hash_key=key, categorize=False)


def _joined(parts: list[_Hashes]) -> _Hashes:
    return np.concatenate([np.zeros(0, np.uint64), *parts])


def _text(lines: list[bytes]) -> bytes:
    return b"".join(b"%b\n" % line for line in lines)
