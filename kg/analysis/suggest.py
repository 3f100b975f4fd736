"""Suggests links: pairs of notes that no link joins, though much speaks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import DataFrame
from scipy.sparse import csr_array, diags_array

from kg.analysis.selection import LINKS, kind_in
from kg.analysis.similarity import By, similarity
from kg.model.kinds import NodeKind
from kg.vectors import Best, best_of_all, entries

if TYPE_CHECKING:
    from kg.analysis.selection import Selection
    from kg.analysis.similarity import Similarity
    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph

# What each says for a link. Found by hiding links of a large vault and looking which weights bring most of
# them back (`python -m benchmarks similarity`); a fitted model with ten features does hardly better.
WEIGHTS: Final = {
    By.ADAMIC_ADAR: 1.0,
    By.COCITATION: 0.5,
    By.COUPLING: 0.5,
    By.TITLES: 0.5,
    By.TEXTS: 1.0,
}
_HEARD: Final = 60  # notes that each measure proposes to a note; one it does not propose scores nothing
_COLUMNS: Final = {by: by.replace("-", "_") for by in WEIGHTS}


def suggested_links(
    graph: KnowledgeGraph, *, texts: Texts | None = None, top: int = 10, selection: Selection = LINKS
) -> DataFrame:
    """Pairs of notes that no link joins, those that have most in common first.

    The score is a weighted mean of five measures: Adamic-Adar's index a as a / (a + 1), the cosines of
    co-citation, coupling and titles at half the weight, and that of texts; each is explained at
    `kg.analysis.similarity.similarity`. A measure speaks for a pair if one note is among the 60 that it
    finds most related to the other (Liben-Nowell and Kleinberg 2007 compare such measures).

    Args:
        graph: The graph.
        texts: The notes' texts; without them the other four measures count.
        top: How many suggestions to give for a note; a pair is given if it is among those of either note.
        selection: Which links count as such, and as neighbours.

    Returns:
        A table: source and target (nodes; the lower number first, for either may link to the other), score
        (0 to 1), and what each measure said: adamic_adar, co_citation, coupling, titles, texts (cosines but
        the first; 0 where it did not speak; texts is missing without them).

    Example:
        >>> import kg
        >>> notes = {"a.md": "[[x]] [[y]]", "b.md": "[[x]] [[y]]", "x.md": "", "y.md": ""}
        >>> suggested_links(kg.build(notes))[["source", "target"]].values.tolist()
        [[0, 1], [2, 3]]
    """
    ways = [by for by in WEIGHTS if by != By.TEXTS or texts is not None]
    said: dict[By, csr_array] = {}
    for by in ways:
        ready = similarity(graph, by=by, texts=texts, selection=selection)
        said[by] = proposed(graph, ready)
    total = csr_array(sum(WEIGHTS[by] * _bounded(by, said[by]) for by in ways))
    total.data /= sum(WEIGHTS[by] for by in ways)
    row, other, score = _best_pairs(total, top)
    nodes = ready.nodes
    columns = {"source": nodes[row].astype(np.int32), "target": nodes[other].astype(np.int32), "score": score}
    for by, name in _COLUMNS.items():
        columns[name] = entries(said[by], row, other) if by in said else np.full(len(row), np.nan)
    return DataFrame(columns)


def in_common(
    graph: KnowledgeGraph, pairs: DataFrame, *, texts: Texts | None = None, selection: Selection = LINKS
) -> DataFrame:
    """What the two notes of each pair have in common: the evidence of a suggestion.

    Args:
        graph: The graph.
        pairs: Rows with source and target (nodes).
        texts: The notes' texts; without them words are those of the titles.
        selection: Which links count.

    Returns:
        A row a pair: neighbours (list of labels) and words (list), at most three each, those that count most
        first.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[x]]", "b.md": "[[x]]", "x.md": ""})
        >>> in_common(graph, DataFrame({"source": [0], "target": [1]}))["neighbours"].tolist()
        [['x']]
    """
    told = {}
    for name, by in (("neighbours", By.ADAMIC_ADAR), ("words", By.TITLES if texts is None else By.TEXTS)):
        ready = similarity(graph, by=by, texts=texts, selection=selection)
        row = np.searchsorted(ready.nodes, pairs["source"].to_numpy(np.int64))
        other = np.searchsorted(ready.nodes, pairs["target"].to_numpy(np.int64))
        told[name] = ready.why(Best(row, other, np.zeros(len(pairs))))
    return DataFrame(told, index=pairs.index, dtype=object)


def proposed(graph: KnowledgeGraph, ready: Similarity) -> csr_array:
    """What a measure says of the pairs of notes it proposes that no link joins.

    Args:
        graph: The graph.
        ready: The measure's arrays.

    Returns:
        A symmetric matrix over the nodes of the measure: 60 notes for each note, and those it is among.
    """
    note = kind_in(graph.nodes.iloc[ready.nodes], (NodeKind.NOTE,)).astype(np.float64)
    features = csr_array(diags_array(note) @ ready.features)
    features.eliminate_zeros()
    best = best_of_all(features, features, top=_HEARD)
    size = len(ready.nodes)
    found = csr_array((best.score, (best.row, best.other)), shape=(size, size))
    both = csr_array(found.maximum(found.T))
    apart = csr_array(both - both.multiply(ready.linked))
    apart.eliminate_zeros()
    return apart


def _bounded(by: By, said: csr_array) -> csr_array:
    """The measure as a number up to one."""
    if by != By.ADAMIC_ADAR:
        return said
    return csr_array((said.data / (said.data + 1), said.indices, said.indptr), shape=said.shape)


def _best_pairs(total: csr_array, top: int) -> Best:
    """The pairs among the best of either note, each once, the best first."""
    row = np.repeat(np.arange(total.shape[0]), np.diff(total.indptr))
    order = np.lexsort((total.indices, -total.data, row))
    first = order[np.arange(len(row)) - total.indptr[row] < top]
    low, high = np.minimum(row, total.indices)[first], np.maximum(row, total.indices)[first]
    _, once = np.unique(low.astype(np.int64) * total.shape[0] + high, return_index=True)
    low, high, score = low[once], high[once], total.data[first][once]
    ranked = np.lexsort((high, low, -score))
    return Best(low[ranked].astype(np.int64), high[ranked].astype(np.int64), score[ranked])
