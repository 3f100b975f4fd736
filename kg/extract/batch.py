"""Turns a handful of notes into one array of bytes that rules can scan as a whole.

The notes lie one after another, each followed by a line feed, with a line feed before the first, so that a
rule may look one byte back and a few bytes ahead without asking where it is. Every replacement made here is
byte for byte, so an offset in the array is an offset in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.model.ids import NotePath

PADDING: Final = 64  # rules may look this far past a position; some more makes the size a multiple of eight
_BOM: Final = b"\xef\xbb\xbf"
_LONE_CR: Final = re.compile(rb"\r(?!\n)")
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")


class Note(NamedTuple):
    """One file as read: where it lies in the vault, and its bytes."""

    path: NotePath
    data: bytes


class Batch(NamedTuple):
    r"""Several notes as one array.

    Attributes:
        paths: Path of each note.
        text: All bytes, with line ends made ``\n`` or ``␠\n`` and invalid bytes made ``?``.
        original: All bytes, with invalid bytes made ``?`` only.
        files: Offset at which each note's file begins.
        starts: Offset at which each note's text begins (behind a byte order mark).
        ends: Offset behind each note's last byte.
        ascii: Whether no byte is above 127, so that bytes are code points.
        invalid: For each note that is not UTF-8, the offset of its first invalid byte.
    """

    paths: tuple[NotePath, ...]
    text: bytes
    original: bytes
    files: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    ascii: bool
    invalid: dict[int, int]

    def note_at(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the note that holds each position."""
        return np.searchsorted(self.files, positions, side="right") - 1


def assemble(notes: Sequence[Note]) -> Batch:
    r"""Put notes into one array.

    >>> batch = assemble([Note("a.md", b"one"), Note("b.md", b"two\r\n")])
    >>> batch.text[:10], batch.starts.tolist(), batch.ends.tolist()
    (b'\none\ntwo \n', [1, 5], [4, 10])
    """
    sizes = np.array([len(note.data) for note in notes], np.int64)
    files = np.cumsum(sizes + 1) - sizes
    pieces, marks, invalid = [], np.zeros(len(notes), np.int64), {}
    for number, (_, data) in enumerate(notes):
        piece = data
        if piece.startswith(_BOM):
            marks[number] = len(_BOM)
        if not piece.isascii():
            piece, bad = _valid(piece)
            if bad is not None:
                invalid[number] = int(files[number]) + bad
        pieces.append(piece)
    size = int(sizes.sum()) + len(notes) + 1
    original = text = b"\n".join((b"", *pieces, bytes(PADDING + -(size + PADDING) % 8)))
    if b"\r" in original:
        text = _LONE_CR.sub(b"\n", original).replace(b"\r\n", b" \n")
    paths = tuple(note.path for note in notes)
    return Batch(paths, text, original, files, files + marks, files + sizes, text.isascii(), invalid)


def _valid(data: bytes) -> tuple[bytes, int | None]:
    """The data with each invalid byte made ``?``, and the offset of the first such byte."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _NOT_UTF8.sub("?", data.decode(errors="surrogateescape")).encode(), error.start
    return data, None
