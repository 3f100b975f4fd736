"""Turns paths and names into the strings by which nodes are found and identified."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NewType

NotePath = NewType("NotePath", str)  # "topics/gpu memory.md", relative to the vault, always with "/"
NodeKey = NewType("NodeKey", str)  # "note:topics/gpu memory.md", the same in every run

_DROPPED = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"))


def node_key(kind: str, name: str) -> NodeKey:
    """The identity of a node: its kind and its name within the kind.

    >>> node_key("note", "topics/a.md")
    'note:topics/a.md'
    """
    return NodeKey(f"{kind}:{name}")


def caseless(name: str) -> str:
    """The name under which links find a file: NFC and full case folding (rules F4, F5).

    >>> caseless("Straße.MD")
    'strasse.md'
    """
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    return "" if unicodedata.category(character) in _DROPPED else character


def folded(name: str) -> str:
    """The name without case, blanks, punctuation and invisible characters; ``/`` stays.

    Letters, marks, digits and symbols of every script stay, so ``C`` and ``C++`` differ.

    >>> folded("Graph-Theory (intro)"), folded("graph_theory intro")
    ('graphtheoryintro', 'graphtheoryintro')
    """
    if name.isascii():
        name = name.lower()
        plain = name.replace("_", "").replace(" ", "").replace("-", "")
        return plain if plain.isalnum() else name.translate(_ASCII_FOLD)
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(c if c == "/" else _folded_character(c) for c in name)
    return unicodedata.normalize("NFKC", kept)  # what a dropped character stood between may now combine


_ASCII_FOLD = {
    code: None for code in range(128) if chr(code) != "/" and unicodedata.category(chr(code)) in _DROPPED
}


def without_suffix(path: str) -> str:
    """The path without a final ``.md`` in any case.

    >>> without_suffix("a/B.MD")
    'a/B'
    """
    return path[:-3] if path[-3:].lower() == ".md" else path


def folder_of(path: str) -> str:
    """The folder a path stands in, empty at the root.

    >>> folder_of("a/b/c.md")
    'a/b'
    """
    return path.rpartition("/")[0]


def stem_of(path: str) -> str:
    """The file's name without folders and ``.md``.

    >>> stem_of("a/b/c.md")
    'c'
    """
    return without_suffix(path.rpartition("/")[2])
