"""Cuts a stream of N-Triples into chunks of whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256


class Chunks:
    r"""Whole lines of a stream, so many bytes at a time.

    Attributes:
        done: How many bytes were taken or skipped.
        statements: How many lines these are.
        size: How many bytes to show at most, unless one line is longer; may be changed at any time.

    Example:
        >>> chunks = Chunks(iter([memoryview(b"a\nbb"), memoryview(b"\nc\n")]), size=5)
        >>> chunks.peek(), chunks.take(), chunks.peek(), chunks.done
        (b'a\nbb\n', None, b'c\n', 5)
    """

    def __init__(self, pieces: Iterator[memoryview], *, size: int) -> None:
        self._pieces, self._sha = pieces, sha256()
        self._held, self._at, self._shown = b"", 0, 0
        self.done, self.statements, self.size = 0, 0, size

    @property
    def digest(self) -> str:
        """SHA-256 of what was taken or skipped."""
        return self._sha.hexdigest()

    def skip(self, count: int) -> None:
        """Go on behind so many bytes, or as many as there are."""
        while self.done < count and self._has(1):
            self._advance(min(count - self.done, len(self._held) - self._at))

    def peek(self) -> bytes:
        """The lines at hand; nothing at the end. They stay at hand until `take`."""
        self._has(self.size)
        end = self._held.rfind(b"\n", self._at, self._at + self.size) + 1
        while not end:  # a line longer than the size
            end = self._held.find(b"\n", self._at) + 1
            if not end and not self._has(len(self._held) - self._at + 1):
                end = len(self._held)
                break
        self._shown = end - self._at
        return self._held[self._at : end]

    def take(self) -> None:
        """Go on behind the lines that were shown last."""
        self._advance(self._shown)
        self._shown = 0

    def _has(self, count: int) -> bool:
        """Have so many bytes at hand; false if there are not as many."""
        parts, held = [], len(self._held) - self._at
        while held < count and (piece := next(self._pieces, None)) is not None:
            parts.append(bytes(piece))
            held += len(parts[-1])
        if parts:
            self._held, self._at = b"".join((self._held[self._at :], *parts)), 0
        return held >= count

    def _advance(self, count: int) -> None:
        taken = memoryview(self._held)[self._at : self._at + count]
        self._sha.update(taken)
        self.statements += self._held.count(b"\n", self._at, self._at + count)
        self._at += count
        self.done += count
