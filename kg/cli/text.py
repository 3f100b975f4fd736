"""Turns text of notes into text that is safe to print on a terminal."""

from __future__ import annotations

import re
from typing import Final

# Control characters (escape sequences, newlines), what turns the direction of text or breaks lines, what is
# invisible, and halves of characters that cannot be printed at all. Joiners stay: words and emoji need them.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def safe(text: str) -> str:
    r"""The text with everything that could act on a terminal, or hide on it, written as an escape.

    Args:
        text: Any text.

    Returns:
        The text in one line.

    Example:
        >>> print(safe("a\x1b[31mb\nc"))
        a\x1b[31mb\nc
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
