"""Makes text comparable byte for byte: small letters, and blanks for all that is no part of a word."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLANK: Final = 0x20
_WORD: Final = ("L", "M", "N")  # letters, marks, numbers (Unicode's general categories)
_ASCII: Final = bytes(
    code if code >= 128 else ord(chr(code).lower()) if chr(code).isalnum() else BLANK for code in range(256)
)
_TWO, _THREE, _FOUR = 0xC0, 0xE0, 0xF0  # first bytes of characters of so many bytes start here


def plain(text: bytes) -> bytes:
    """The text with small letters, and a blank for each byte that is no part of a word.

    The result is as long as the text, so that places in one are places in the other. A letter whose small
    form has another length stays as it is.

    Args:
        text: Valid UTF-8.

    Returns:
        As many bytes.

    Example:
        >>> plain("Ein \u201eÖl\u201c-Test_2!".encode()).decode()
        'ein    öl    test 2 '
    """
    small = text.translate(_ASCII)
    if small.isascii():
        return small
    array = np.frombuffer(small, np.uint8).copy()
    leads = np.flatnonzero(array >= _TWO)
    sizes = 2 + (array[leads] >= _THREE).astype(np.int64) + (array[leads] >= _FOUR)
    for size in np.unique(sizes).tolist():
        _replace(array, leads[sizes == size], size)
    return array.tobytes()


def _replace(array: NDArray[np.uint8], leads: NDArray[np.int64], size: int) -> None:
    """Put the plain form of every character of so many bytes in its place."""
    spans = leads[:, None] + np.arange(size)
    codes = np.zeros(len(leads), np.int64)
    for byte in array[spans].T:
        codes = codes << 8 | byte
    distinct, which = np.unique(codes, return_inverse=True)
    forms = b"".join(_form(code.to_bytes(size, "big")) for code in distinct.tolist())
    array[spans] = np.frombuffer(forms, np.uint8).reshape(-1, size)[which]


@lru_cache(maxsize=65536)
def _form(character: bytes) -> bytes:
    letter = character.decode()
    if unicodedata.category(letter)[0] not in _WORD:
        return b" " * len(character)
    forms = (form.encode() for form in (letter.casefold(), letter.lower()))
    return next((form for form in forms if len(form) == len(character)), character)
