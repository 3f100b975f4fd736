"""Measures agree with networkx, which computes them in another way, on any small vault."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.core import core_number
from kg.analysis.degree import (
    degree,
    in_degree,
    out_degree,
    weighted_degree,
    weighted_in_degree,
    weighted_out_degree,
)
from kg.analysis.hits import authorities, hubs
from kg.analysis.measures import MEASURES, measure, ranking
from kg.analysis.pagerank import pagerank
from kg.analysis.selection import Selection
from kg.errors import UsageError

few = settings(max_examples=25, deadline=None)


@st.composite
def linked(draw, *, largest=9):
    """A vault of notes n0, n1 …, and the same links as a networkx graph with weights."""
    size = draw(st.integers(1, largest))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = [(a, b) for a, b in draw(st.lists(ends, max_size=30)) if a != b]
    wanted = nx.DiGraph()
    wanted.add_nodes_from(range(size))
    for a, b in pairs:
        wanted.add_edge(a, b, weight=wanted.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
    text = {f"n{a}.md": " ".join(f"[[n{b}]]" for source, b in pairs if source == a) for a in range(size)}
    return kg.build(text), wanted


def in_order(scores, size):
    return [scores[node] for node in range(size)]


@few
@given(linked(), st.sampled_from([0.5, 0.85, 0.95]), st.booleans())
def test_pagerank_is_that_of_networkx_run_to_its_end(case, damping, weighted):
    graph, wanted = case

    scores = pagerank(graph, damping=damping, weighted=weighted)

    theirs = nx.pagerank(
        wanted, alpha=damping, tol=1e-14, max_iter=10_000, weight="weight" if weighted else None
    )
    assert scores.to_numpy() == pytest.approx(in_order(theirs, len(wanted)), abs=1e-11)
    assert scores.sum() == pytest.approx(1)


@few
@given(linked(), st.data())
def test_personalised_pagerank_is_that_of_networkx(case, data):
    graph, wanted = case
    starts = data.draw(st.dictionaries(st.sampled_from(sorted(wanted)), st.integers(1, 5), min_size=1))

    scores = pagerank(graph, personalization=starts)

    theirs = nx.pagerank(wanted, personalization=starts, tol=1e-14, max_iter=10_000, weight=None)
    assert scores.to_numpy() == pytest.approx(in_order(theirs, len(wanted)), abs=1e-11)


@few
@given(linked(), st.booleans())
def test_hubs_are_the_projection_of_equal_scores_on_the_leading_eigenvectors(case, weighted):
    graph, wanted = case
    matrix = nx.to_numpy_array(wanted, weight="weight" if weighted else None)

    scores = hubs(graph, weighted=weighted).to_numpy()

    values, vectors = np.linalg.eigh(matrix @ matrix.T)
    assume(not (values[-1] * (1 - 1e-3) < values).all() or len(values) == 1)
    leading = vectors[:, values >= values[-1] * (1 - 1e-9)]
    near = values[(values < values[-1] * (1 - 1e-9)) & (values > values[-1] * 0.99)]
    assume(not near.size)
    expected = leading @ (leading.T @ np.ones(len(matrix))) if matrix.any() else np.zeros(len(matrix))
    total = expected.sum() or 1
    assert scores == pytest.approx(expected / total, abs=1e-7)


def test_authorities_are_those_of_networkx():
    notes = {"a.md": "[[c]] [[d]]", "b.md": "[[c]] [[d]] [[e]]", "c.md": "[[d]]", "d.md": "", "e.md": "[[a]]"}
    graph = kg.build(notes)
    wanted = nx.DiGraph([(0, 2), (0, 3), (1, 2), (1, 3), (1, 4), (2, 3), (4, 0)])

    _, theirs = nx.hits(wanted, tol=1e-14)

    assert authorities(graph).to_numpy() == pytest.approx(in_order(theirs, 5), abs=1e-9)


def test_two_nearly_equal_hubs_do_not_take_forever():
    leaves = {f"leaf{number}.md": "" for number in range(401)}
    names = [f"[[{name.removesuffix('.md')}]]" for name in leaves]
    graph = kg.build({**leaves, "big.md": " ".join(names), "other.md": "", "zz.md": " ".join(names[:200])})

    scores = hubs(graph)

    assert graph.nodes["path"][scores.idxmax()] == "big.md"


@few
@given(linked())
def test_core_numbers_are_those_of_networkx(case):
    graph, wanted = case

    assert core_number(graph).to_dict() == nx.core_number(wanted.to_undirected())


@few
@given(linked())
def test_degrees_count_neighbours_and_mentions(case):
    graph, wanted = case

    assert in_degree(graph).to_dict() == dict(wanted.in_degree())
    assert out_degree(graph).to_dict() == dict(wanted.out_degree())
    assert degree(graph).to_dict() == dict(wanted.degree())
    assert weighted_degree(graph).to_dict() == dict(wanted.degree(weight="weight"))
    assert weighted_in_degree(graph).to_dict() == dict(wanted.in_degree(weight="weight"))
    assert weighted_out_degree(graph).to_dict() == dict(wanted.out_degree(weight="weight"))


def test_pagerank_does_not_stop_early_on_a_large_graph():
    chain = {f"n{number:04}.md": f"[[n{number + 1:04}]]" for number in range(300)}
    graph = kg.build({**chain, "n0300.md": "", **{f"x{number:04}.md": "" for number in range(500)}})

    scores = pagerank(graph)

    exact = nx.pagerank(
        nx.DiGraph([(a, a + 1) for a in range(300)]), tol=1e-15, max_iter=10_000
    )  # the unlinked notes only scale the scores of the chain
    ratio = scores.to_numpy()[:301] / np.array(in_order(exact, 301))
    assert ratio.max() == pytest.approx(ratio.min())


@pytest.mark.parametrize(
    "options", [{"damping": 1}, {"damping": -0.1}, {"tolerance": 0}, {"tolerance": 1e-20}]
)
def test_options_out_of_range_are_refused(options):
    with pytest.raises(UsageError, match="out of range"):
        pagerank(kg.build({"a.md": ""}), **options)


@pytest.mark.parametrize("starts", [{99: 1.0}, {0: -1.0}, {0: 0.0}, {}])
def test_impossible_starts_are_refused(starts):
    with pytest.raises(UsageError):
        pagerank(kg.build({"a.md": ""}), personalization=starts)


@pytest.mark.parametrize("name", [known.name for known in MEASURES])
def test_every_measure_gives_one_number_a_page_and_does_not_change_the_graph(name):
    graph = kg.build({"a.md": "[[b]] [[nowhere]] #tag", "b.md": "[[a]] https://example.org"})
    before = {table: frame.copy() for table, frame in graph.tables.items()}

    scores = measure(name).compute(graph, selection=Selection())

    assert scores.name == name
    assert sorted(graph.nodes["key"][scores.index]) == ["missing:nowhere", "note:a.md", "note:b.md"]
    assert all(frame.equals(graph.tables[table]) for table, frame in before.items())


@pytest.mark.parametrize("name", [known.name for known in MEASURES])
def test_every_measure_can_be_asked_of_an_empty_vault_and_of_one_without_links(name):
    assert measure(name).compute(kg.build({"a.txt": ""})).empty
    assert measure(name).compute(kg.build({"a.md": "", "b.md": ""})).nunique() == 1


def test_a_ranking_breaks_ties_by_key_and_lets_equal_scores_share_a_rank():
    graph = kg.build({"b.md": "[[c]]", "a.md": "[[c]]", "c.md": ""})

    table = ranking(graph, by="in_degree")

    assert table["key"].tolist() == ["note:c.md", "note:a.md", "note:b.md"]
    assert table["rank"].tolist() == [1, 2, 2]


def test_an_unknown_measure_is_told_with_those_there_are():
    with pytest.raises(UsageError, match="pagerank, degree"):
        measure("betweennes")
