"""Turns the name of a page into the name of a file that every system takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kg.model.ids import folded

_FORBIDDEN: Final = re.compile(r"[<>:\"/\\|?*#^\[\]\x00-\x1f\x7f]|%%")  # by Windows, or by wikilinks
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
_LONGEST: Final = 200  # bytes: file systems take 255, synchronising programs add to names


def file_name(name: str) -> str | None:
    """The name of a file, without suffix, that links to a page of this name find after folding.

    Args:
        name: The page's name.

    Returns:
        The name, less what some system forbids; None if links would not find it any more, or it is too
        long.

    Example:
        >>> file_name("What is life?"), file_name("aux"), file_name("..."), file_name("a < b")
        ('What is life', 'aux_', None, None)
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(c for c in _FORBIDDEN.sub(" ", text) if unicodedata.category(c) not in _UNSEEN)
    text = " ".join(text.split()).strip(". ")
    if _RESERVED.fullmatch(text):
        text += "_"
    found = folded(text)
    return text if found and found == folded(name) and is_portable(f"{text}.md") else None


def is_portable(path: str) -> bool:
    r"""Whether every system takes each part of a path as the name of a file.

    Args:
        path: The path, from the vault's root.

    Returns:
        Whether it does.

    Example:
        >>> [is_portable(path) for path in ("a/b c.md", "a/nul.md", "a./b.md", "a:b.md", "a\\b.md")]
        [True, False, False, False, False]
    """
    return all(map(_is_portable, path.split("/")))


def _is_portable(part: str) -> bool:
    return (
        bool(part)
        and not _FORBIDDEN.search(part)
        and part == part.strip().rstrip(".")
        and not part.startswith(".")
        and not _RESERVED.fullmatch(part)
        and not any(unicodedata.category(c) in _UNSEEN for c in part)
        and len(part.encode()) <= _LONGEST
    )
