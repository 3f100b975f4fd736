"""Finds pages that were moved or renamed from one graph to another: equal files, or nearly equal bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from pandas import DataFrame
from scipy.sparse import csr_array

from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

ALIKE: Final = 0.8  # share of what two pages hold that both hold, from which they are one page
COMMON: Final = 20  # pages that may hold a word before it is no reason to compare two
FEWEST: Final = 3  # headings, links and times a page has to hold before they say whether it is another
_PAGES: Final = (NodeKind.NOTE, NodeKind.INDEX)


class _Pages(NamedTuple):
    """Pages that only one of two graphs has."""

    node: NDArray[np.int64]
    key: list[str]
    path: list[str]
    digest: list[str]


def moves(old: KnowledgeGraph, new: KnowledgeGraph) -> DataFrame:
    r"""The pages that are elsewhere, or called otherwise, in another graph.

    Files that are equal are one page, if there is no other such pair. Of the rest, two pages are one if each
    is the other's likest, and they share at least four fifths of their headings, links and cited times
    (Jaccard's index, each counted as often as both hold it).

    Args:
        old: The graph before.
        new: The graph after.

    Returns:
        A table: key, before_key, before (the old path), why; in order of key.

    Example:
        >>> import kg
        >>> text = "# Oak\n[[a]] [[b]] [[c]]"
        >>> moves(kg.build({"oak.md": text}), kg.build({"trees/oak.md": text + " [[d]]"})).values.tolist()
        [['note:trees/oak.md', 'note:oak.md', 'oak.md', '80 % of headings, links and times are the same']]
    """
    gone, come = _only(old, new), _only(new, old)
    pairs = _equal(gone, come)
    found = [(come.key[b], gone.key[a], gone.path[a], "the same file") for a, b in pairs]
    left_gone = [row for row in range(len(gone.key)) if row not in {a for a, _ in pairs}]
    left_come = [row for row in range(len(come.key)) if row not in {b for _, b in pairs}]
    for a, b, share in _alike(old, new, gone.node[left_gone], come.node[left_come]):
        why = f"{share:.0%} of headings, links and times are the same".replace("%", " %")
        found.append((come.key[left_come[b]], gone.key[left_gone[a]], gone.path[left_gone[a]], why))
    found.sort()
    columns = list(zip(*found, strict=True)) or [(), (), (), ()]
    names = ("key", "before_key", "before", "why")
    return DataFrame({name: np.array(column, object) for name, column in zip(names, columns, strict=True)})


def _only(graph: KnowledgeGraph, other: KnowledgeGraph) -> _Pages:
    nodes = graph.nodes
    rows = nodes[nodes["kind"].isin(_PAGES) & ~nodes["path"].isin(other.nodes["path"].dropna())]
    digests = dict(
        zip(graph.sources["path"].tolist(), graph.sources["digest"].fillna("").tolist(), strict=True)
    )
    paths = rows["path"].tolist()
    return _Pages(
        rows.index.to_numpy(np.int64), rows["key"].tolist(), paths, [digests.get(path, "") for path in paths]
    )


def _equal(gone: _Pages, come: _Pages) -> list[tuple[int, int]]:
    """Pairs of equal files: of several of one content, those of one name, else none."""
    there: dict[str, list[int]] = {}
    for row, digest in enumerate(come.digest):
        there.setdefault(digest, []).append(row)
    here: dict[str, list[int]] = {}
    for row, digest in enumerate(gone.digest):
        here.setdefault(digest, []).append(row)
    pairs = []
    for digest, rows in here.items():
        others = there.get(digest, []) if digest else []
        if len(rows) == len(others) == 1:
            pairs.append((rows[0], others[0]))
            continue
        names = {come.path[row].rpartition("/")[2]: row for row in others}
        mine = [gone.path[row].rpartition("/")[2] for row in rows]
        if len(names) == len(others) and len(set(mine)) == len(rows):
            pairs += [(row, names[name]) for row, name in zip(rows, mine, strict=True) if name in names]
    return pairs


def _alike(
    old: KnowledgeGraph, new: KnowledgeGraph, gone: NDArray[np.int64], come: NDArray[np.int64]
) -> list[tuple[int, int, float]]:
    """Pairs of pages each of which is the other's likest, and how like."""
    if not len(gone) or not len(come):
        return []
    words: dict[object, int] = {}
    before, after = _held(old, gone, words), _held(new, come, words)
    width = max(len(words), 1)
    one, other = (_matrix(rows, size, width) for rows, size in ((before, len(gone)), (after, len(come))))
    rare = np.flatnonzero((_count(one, 0) <= COMMON) & (_count(other, 0) <= COMMON))
    here, there = csr_array(one[:, rare] @ other[:, rare].T).tocoo().coords
    both = _count(csr_array(one[here].multiply(other[there])), 1)
    sizes = np.stack((_count(one, 1)[here], _count(other, 1)[there]))
    share = both / np.maximum(sizes.sum(axis=0) - both, 1)
    kept = (share >= ALIKE) & (sizes.min(axis=0) >= FEWEST)
    found, used_here, used_there = [], set[int](), set[int]()
    likest = sorted(zip(-share[kept], here[kept].tolist(), there[kept].tolist(), strict=True))
    for negative, a, b in likest:
        if a not in used_here and b not in used_there:  # the likest first, each page once
            found.append((a, b, -float(negative)))
            used_here.add(a)
            used_there.add(b)
    return found


def _count(matrix: csr_array, axis: int) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=axis)).ravel()


def _held(graph: KnowledgeGraph, nodes: NDArray[np.int64], words: dict[object, int]) -> list[tuple[int, int]]:
    """What pages hold: pairs of their row and the number of a word, the nth of the same being another."""
    row = dict(zip(nodes.tolist(), range(len(nodes)), strict=True))
    tables = (
        (graph.headings, "node", "text"),
        (graph.mentions, "source", "written"),
        (graph.moments, "source", "written"),
    )
    found, seen = list[tuple[int, int]](), dict[tuple[int, str, str], int]()
    for table, owner, text in tables:
        chosen = table[table[owner].isin(nodes)]
        for node, word in zip(chosen[owner].tolist(), chosen[text].tolist(), strict=True):
            place = node, text + owner, word
            seen[place] = seen.get(place, 0) + 1
            number = words.setdefault((text + owner, word, seen[place]), len(words))
            found.append((row[node], number))
    return found


def _matrix(pairs: list[tuple[int, int]], height: int, width: int) -> csr_array:
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return csr_array((np.ones(len(rows)), (rows[:, 0], rows[:, 1])), shape=(height, width))
