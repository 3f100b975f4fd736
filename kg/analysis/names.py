"""Turns the names of notes into patterns by which text is searched, and says which are too short."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.analysis.plain import BLANK, plain
from kg.model.kinds import NodeKind, Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

SHORTEST: Final = 3  # letters and digits a name needs to be told from a syllable
SHORTEST_UNSPACED: Final = 2  # in scripts that set no blanks between words
_NO_LETTER: Final = re.compile(r"[\W_]+")
_JOINER: Final = re.compile(r"[_-]")
_QUOTES: Final = ("'", "\u2019")  # one keyboard writes this apostrophe, another that
# Thai, Lao, Burmese, Khmer, kana, Han: a word may begin or end within a run of letters
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Names(NamedTuple):
    """The names to look for.

    Attributes:
        patterns: What stands in plain text (see `kg.analysis.plain`) where a name does, each once.
        spelled: The bytes each pattern's name is spelled with, in small letters, its words joined by one
            blank each.
        lead: Bytes of each pattern before the name begins: a blank, or none.
        trail: Bytes behind it.
        owner: For each pattern, the slice of ``nodes`` that go by the name: from ``owner[i]`` to
            ``owner[i + 1]``.
        nodes: Numbers of nodes.
        short: Names left out because they are too short, sorted.
    """

    patterns: list[bytes]
    spelled: list[bytes]
    lead: NDArray[np.int64]
    trail: NDArray[np.int64]
    owner: NDArray[np.int64]
    nodes: NDArray[np.int64]
    short: list[str]


def names(graph: KnowledgeGraph) -> Names:
    r"""The names by which the notes of a graph can be found in text: file names, titles and aliases.

    Case does not matter, nor whether words are joined by a blank, ``_`` or ``-``. Names of fewer than three
    letters and digits are left out, or of fewer than two in scripts that set no blanks between words.

    Args:
        graph: The graph.

    Returns:
        The names.

    Example:
        >>> import kg
        >>> found = names(kg.build({"Graph_theory.md": "---\naliases: [GT]\n---\n", "x.md": ""}))
        >>> found.patterns, found.short
        ([b' graph theory '], ['gt', 'x'])
    """
    called: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for node, name in _declared(graph):
        words = " ".join(_JOINER.sub(" ", name).split())
        called[words.lower() if words.isascii() else words][node] = None
    short = sorted(words for words in called if _too_short(words))
    owners: defaultdict[bytes, dict[int, None]] = defaultdict(dict)
    spelled: dict[bytes, bytes] = {}
    for words in called.keys() - set(short):
        for form in _forms(words):
            pattern = _pattern(form)
            owners[pattern] |= called[words]
            spelled[pattern] = small(form.encode(errors="replace"))
    patterns = sorted(owners)
    counts = np.array([len(owners[pattern]) for pattern in patterns], np.int64)
    nodes = [node for pattern in patterns for node in sorted(owners[pattern])]
    return Names(
        patterns,
        [spelled[pattern] for pattern in patterns],
        np.array([pattern.startswith(b" ") for pattern in patterns], np.int64),
        np.array([pattern.endswith(b" ") for pattern in patterns], np.int64),
        np.concatenate(([0], np.cumsum(counts))),
        np.array(nodes, np.int64),
        short,
    )


def small(name: bytes) -> bytes:
    """A name's bytes with plain letters, its punctuation kept and its words joined by blanks.

    Args:
        name: Valid UTF-8.

    Returns:
        As many bytes.

    Example:
        >>> small(b"C++_Primer")
        b'c++ primer'
    """
    letters, written = plain(name), name.replace(b"_", b" ").replace(b"-", b" ")
    if letters.count(b" ") == written.count(b" "):
        return letters
    pairs = zip(letters, written, strict=True)
    return bytes(mark if letter == BLANK else letter for letter, mark in pairs)


def _declared(graph: KnowledgeGraph) -> Iterator[tuple[int, str]]:
    aliases = graph.aliases
    kinds = graph.nodes["kind"]
    notes = kinds.index[kinds.isin((NodeKind.NOTE, NodeKind.INDEX))]
    rows = aliases[(aliases["origin"] != Origin.LABEL) & aliases["node"].isin(notes)]
    return zip(rows["node"].tolist(), rows["alias"].tolist(), strict=True)


def _too_short(name: str) -> bool:
    letters = len(_NO_LETTER.sub("", name))
    return letters < (SHORTEST_UNSPACED if _UNSPACED.search(name) else SHORTEST)


def _forms(name: str) -> set[str]:
    """The name as different programs and keyboards would write it."""
    if name.isascii() and "'" not in name:
        return {name}
    quoted = {name, *(name.replace(one, other) for one in _QUOTES for other in _QUOTES)}
    return {unicodedata.normalize(form, word) for word in quoted for form in ("NFC", "NFD")}


def _pattern(name: str) -> bytes:
    lead = b"" if _UNSPACED.match(name) else b" "
    trail = b"" if _UNSPACED.match(name[-1]) else b" "
    return lead + plain(name.encode(errors="replace")) + trail
