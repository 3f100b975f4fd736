"""Hides a tenth of the links between notes and counts how many of them suggestions bring back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

import kg
from benchmarks.settings import Settings
from benchmarks.table import Result
from kg.analysis.selection import chosen_edges, kind_in
from kg.analysis.similarity import By, similarity
from kg.analysis.suggest import proposed, suggested_links
from kg.builder.texts import Texts
from kg.model.graph import KnowledgeGraph

PART: Final = 0.1
SEED: Final = 0
BASELINES: Final = ("common neighbours", By.TITLES)


def run(settings: Settings) -> Result:
    """Rank, for either end of each hidden link, the notes it is not linked with; is the other end on top?"""
    graph = kg.build(settings.corpus)
    pairs = hidden_pairs(graph)
    rest = without(graph, pairs)
    found = dict(_rankings(rest, kg.texts(graph, settings.corpus)))
    rates = {name: [_rate(scores, pairs, top) for top in (1, 10)] for name, scores in found.items()}
    floor = [rates[name][1] for name in BASELINES]
    rows = [(name, *both, *(both[1] / other for other in floor)) for name, both in rates.items()]
    columns = ("ranking", "hit rate at 1", "hit rate at 10", "÷ common neighbours", "÷ title match")
    about = f"{len(pairs):,} hidden links between notes ({PART:.0%}, seed {SEED})"
    return Result("recovery", about, columns, rows, ["a hit: one end is among the first for the other end"])


def hidden_pairs(graph: KnowledgeGraph) -> NDArray[np.int64]:
    """Some of the pairs of notes that links join, in either direction."""
    edges = chosen_edges(graph, kg.Selection(missing=False))
    note = kind_in(graph.nodes, ("note",))
    ends = edges[["source", "target"]].to_numpy(np.int64)
    pairs = np.unique(np.sort(ends[note[ends].all(axis=1)], axis=1), axis=0)
    return pairs[np.random.default_rng(SEED).random(len(pairs)) < PART]


def without(graph: KnowledgeGraph, pairs: NDArray[np.int64]) -> KnowledgeGraph:
    """The graph without the edges between these pairs; the text stays, a link's name behind a label apart."""
    size = len(graph.nodes)
    ends = np.sort(graph.edges[["source", "target"]].to_numpy(np.int64), axis=1)
    hidden = np.isin(ends @ [size, 1], pairs @ [size, 1])
    return replace(graph, tables={**graph.tables, "edges": graph.edges[~hidden]})


def _rankings(graph: KnowledgeGraph, texts: Texts) -> Iterator[tuple[str, csr_array]]:
    neighbours = similarity(graph, by=By.PAGERANK)  # whose features are neighbours: products count them
    nodes = neighbours.nodes
    yield (
        "common neighbours",
        _of_nodes(graph, proposed(graph, replace(neighbours, by=By.ADAMIC_ADAR)), nodes),
    )
    for by in (By.TITLES, By.COCITATION, By.COUPLING, By.ADAMIC_ADAR, By.TEXTS):
        said = proposed(graph, similarity(graph, by=by, texts=texts))
        yield by, _of_nodes(graph, said, nodes)
    for name, used in (("suggested links", None), ("suggested links, with texts", texts)):
        table = suggested_links(graph, texts=used)
        ends = table["source"].to_numpy(), table["target"].to_numpy()
        half = csr_array((table["score"].to_numpy(), ends), shape=(len(graph.nodes),) * 2)
        yield name, csr_array(half + half.T)


def _of_nodes(graph: KnowledgeGraph, scores: csr_array, nodes: NDArray[np.int64]) -> csr_array:
    """Scores of rows as scores of nodes."""
    row, other = scores.nonzero()
    size = len(graph.nodes)
    return csr_array((scores[row, other], (nodes[row], nodes[other])), shape=(size, size))


def _rate(scores: csr_array, pairs: NDArray[np.int64], top: int) -> float:
    """In how many of the pairs, taken from either end, the other end is among the first."""
    row, other = scores.nonzero()
    order = np.lexsort((other, -np.asarray(scores[row, other]).ravel(), row))
    row, other = row[order], other[order]
    first = np.arange(len(row)) - np.searchsorted(row, row) < top
    size = scores.shape[0]
    both = np.concatenate((pairs, pairs[:, ::-1])) @ [size, 1]
    return float(np.isin(both, row[first].astype(np.int64) * size + other[first]).mean())
