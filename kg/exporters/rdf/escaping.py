"""Escapes whole columns of texts at once: only the texts that need it become Python strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.store.buffers import array, texts


class Escape(NamedTuple):
    """What a format cannot hold as it is.

    Attributes:
        bytes_: Flags of the bytes that occur in such characters.
        pattern: What to replace.
        replace: What each match becomes.
    """

    bytes_: NDArray[np.bool_]
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]

    def text(self, text: str) -> str:
        """One text, escaped."""
        return self.pattern.sub(self.replace, text)

    def column(self, column: pa.StringArray) -> pa.StringArray:
        r"""A column of texts, escaped.

        Example:
            >>> print(*ESCAPE_QUOTED.column(texts(["a", 'b"'])).to_pylist())
            a b\"
        """
        rows = self._rows(column)
        if not len(rows):
            return column
        mask = np.zeros(len(column), bool)
        mask[rows] = True
        flags = array(mask)
        found = column.filter(flags).to_pylist()
        return pc.replace_with_mask(column, flags, texts([self.text(text) for text in found]))

    def _rows(self, column: pa.StringArray) -> NDArray[np.int64]:
        """The rows that hold a byte in question, each once."""
        if not len(column):
            return np.zeros(0, np.int64)
        _, places, data = column.buffers()
        ends = np.frombuffer(places, np.int32, column.offset + len(column) + 1)[column.offset :]
        if data is None or ends[0] == ends[-1]:
            return np.zeros(0, np.int64)
        content = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
        at = np.flatnonzero(self.bytes_[content])
        at = at[_telling(content, at)] + ends[0]
        return np.unique(np.searchsorted(ends, at, side="right") - 1)


def _telling(content: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which bytes belong to a character in question: two lead bytes start many harmless ones as well."""
    lead, following = content[at], content[np.minimum(at + 1, len(content) - 1)]
    harmless = (lead == 0xC2) & (following >= 0xA0)
    harmless |= (lead == 0xE2) & (following != 0x80)
    harmless |= (lead == 0xEF) & (following != 0xBF)
    telling: NDArray[np.bool_] = ~harmless
    return telling


def lead_bytes(characters: str) -> NDArray[np.bool_]:
    """Flags of the bytes that these characters start with in UTF-8."""
    flags = np.zeros(256, bool)
    flags[np.frombuffer(bytes({character.encode()[0] for character in characters}), np.uint8)] = True
    return flags


CONTROLS: Final = "".join(map(chr, range(0x20)))
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(match: re.Match[str]) -> str:
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04X}"


# Line and paragraph separators and C1 controls are legal as they are, but end a line for some readers.
ESCAPE_QUOTED: Final = Escape(
    lead_bytes(CONTROLS + '"\\\x7f\x80\u2028\uffff'),
    re.compile('["\\\\\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufffe\\uffff]'),
    _quoted,
)
