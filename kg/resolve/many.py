"""Folds names by the thousand: names of plain ASCII end to end, all at once, the others one by one.

A method of `str` or `bytes` costs as much for a name as for a page of text, and there are as many names as
pages. Each function here says of every name what its counterpart says of a single one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from kg.model.ids import caseless, folded
from kg.resolve.slugs import slug_of
from kg.resolve.targets import missing_path

_BORDER: Final = "\0"  # between names that are changed together; no file system has it in names
_LOWER: Final = bytes(range(128)).lower() + bytes(range(128, 256))
_DROPPED: Final = "".join(c for c in map(chr, range(1, 128)) if not folded(c)).encode()
_BLANKS: Final = bytes(code for code in range(128) if chr(code).isspace())
_HYPHENS: Final = bytes.maketrans(_BLANKS, b"-" * len(_BLANKS))
_LETTERS: Final = _LOWER[:128].translate(bytes.maketrans(b"&?#", b"%%%")) + b"%" * 128
_NO_LETTERS: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or code in b"/&%?#\0"))
_WORDS: Final = {"&": "-and-", "%": "-percent", "?": "", "#": ""}
_BLANK: Final = re.compile(r"\s")


def all_caseless(names: Sequence[str]) -> list[str]:
    """`caseless` of each name.

    >>> all_caseless(["A b", "Straße"])
    ['a b', 'strasse']
    """
    return _each(names, caseless, lambda text: _translated(text, _LOWER))


def all_folded(names: Sequence[str]) -> list[str]:
    """`folded` of each name.

    >>> all_folded(["Graph-Theory (intro)", "Straße"])
    ['graphtheoryintro', 'strasse']
    """
    return _each(names, folded, lambda text: _translated(text, _LOWER, _DROPPED))


def all_letters(names: Sequence[str]) -> list[str]:
    """What is left of each name without case and other signs than ``/``; a percent sign for what is special.

    >>> all_letters(["a/B c-1.md", "Q&A"])
    ['a/bc1md', 'q%a']
    """
    return _each(names, _letters, _letters)


def _letters(text: str) -> str:
    return text.encode(errors="surrogatepass").translate(_LETTERS, _NO_LETTERS).decode()


def all_slugs(paths: Sequence[str]) -> list[str]:
    """`slug_of` of each path.

    >>> all_slugs(["a/b c.md", "Q&A.md", "img one.png"])
    ['a/b-c', 'Q-and-A', 'img-one.png']
    """
    stems = [path.removesuffix(".md") for path in paths]
    slugs = _each(
        stems,
        lambda stem: _worded(_BLANK.sub("-", stem)),
        lambda text: _worded(_translated(text, _HYPHENS)),
    )
    return [
        slug_of(path) if "." in slug or "/" in (slug[:1], slug[-1:]) or slug.endswith("_index") else slug
        for path, slug in zip(paths, slugs, strict=True)
    ]


def _translated(text: str, table: bytes, dropped: bytes = b"") -> str:
    """`bytes.translate` for text: of UTF-8, it touches ASCII characters only."""
    raw = text.encode(errors="surrogatepass")  # names are not checked here
    return raw.translate(table, dropped).decode(errors="surrogatepass")


def _worded(text: str) -> str:
    for character, word in _WORDS.items():
        text = text.replace(character, word)
    return text


def missing_names(targets: Sequence[str], sources: Sequence[str], *, fold: bool) -> list[str]:
    """`missing_name` of each target.

    >>> missing_names(["New Topic.md", "!!"], ["a/n.md", "a/n.md"], fold=True)
    ['newtopic', '!!']
    """
    names = [missing_path(target, source) for target, source in zip(targets, sources, strict=True)]
    keys = all_caseless(names)
    if not fold:
        return keys
    return [name.strip("/") or key for name, key in zip(all_folded(names), keys, strict=True)]


def _each(names: Sequence[str], one: Callable[[str], str], together: Callable[[str], str]) -> list[str]:
    """``one`` of each name, by way of ``together`` wherever a name is plain ASCII."""
    changed = together(_BORDER.join(names)).split(_BORDER)
    if len(changed) != len(names):  # there are none, or one holds a border
        return [one(name) for name in names]
    return [word if name.isascii() else one(name) for name, word in zip(names, changed, strict=True)]
