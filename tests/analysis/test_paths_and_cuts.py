"""Betweenness, distances and cuts: cases by hand, laws, and igraph on the sample vaults."""

from __future__ import annotations

from pathlib import Path

import igraph
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

import kg
from kg.analysis import leading
from kg.analysis.betweenness import betweenness, sampling_error, spread, summed
from kg.analysis.clustering import clustering, constraint
from kg.analysis.cuts import articulation, bridges
from kg.analysis.distance import closeness, harmonic, local_reaching
from kg.analysis.eigenvector import eigenvector
from kg.analysis.hits import authorities, hubs
from kg.analysis.katz import katz
from kg.analysis.kernels.components import weak
from kg.analysis.measures import MEASURES
from kg.analysis.pagerank import pagerank
from kg.analysis.selection import Selection, either, rows, select
from kg.errors import UsageError

DATA = Path(__file__).resolve().parents[2] / "data"
ALL = Selection(lists=True, from_line=True, structural=True)
few = settings(max_examples=30, deadline=None)


@pytest.fixture(scope="module", params=["tubevault", "fieldnotes"])
def graph(request):
    return kg.build(DATA / request.param)


@pytest.fixture(scope="module")
def theirs(graph):
    links = select(graph, ALL)
    return igraph.Graph(n=len(links.nodes), edges=np.stack(links.joined.nonzero(), axis=1), directed=True)


@pytest.fixture(scope="module")
def their_ties(theirs):
    return theirs.as_undirected().simplify()


@st.composite
def matrices(draw, *, symmetric=False):
    size = draw(st.integers(1, 12))
    ends = st.integers(0, size - 1)
    pairs = draw(st.sets(st.tuples(ends, ends), max_size=30))
    matrix = np.zeros((size, size))
    for one, other in pairs:
        if one != other:
            matrix[one, other] = 1
    return either(csr_array(matrix)) if symmetric else csr_array(matrix)


def parts(matrix):
    return connected_components(matrix, directed=False)[0] if matrix.shape[0] else 0


# --- igraph says the same -------------------------------------------------------------------------------


def test_betweenness_is_that_of_igraph(graph, theirs, their_ties):
    size = theirs.vcount()

    assert list(betweenness(graph, selection=ALL) * (size - 1) * (size - 2)) == pytest.approx(
        theirs.betweenness()
    )
    both = betweenness(graph, selection=ALL, directed=False) * (size - 1) * (size - 2) / 2
    assert list(both) == pytest.approx(their_ties.betweenness())


def test_distances_are_those_of_igraph(graph, theirs, their_ties):
    others = theirs.vcount() - 1

    mine = harmonic(graph, selection=ALL) / others
    assert list(mine) == pytest.approx(theirs.harmonic_centrality(mode="in"))
    mine = harmonic(graph, selection=ALL, directed=False) / others
    assert list(mine) == pytest.approx(their_ties.harmonic_centrality())
    reach = [len(found) for found in theirs.neighborhood(order=others, mode="in", mindist=1)]
    plain = np.nan_to_num(theirs.closeness(mode="in"))
    assert list(closeness(graph, selection=ALL)) == pytest.approx(plain * np.array(reach) / others)
    out = [len(found) / others for found in theirs.neighborhood(order=others, mode="out", mindist=1)]
    assert list(local_reaching(graph, selection=ALL)) == pytest.approx(out)


@pytest.mark.filterwarnings("ignore:More than:RuntimeWarning", "ignore:Some eigenvector:RuntimeWarning")
def test_ranks_are_those_of_igraph(graph, theirs, their_ties):
    assert list(pagerank(graph, selection=ALL)) == pytest.approx(theirs.pagerank(), abs=1e-9)
    scores = eigenvector(graph, selection=ALL)
    assert list(scores / scores.max()) == pytest.approx(their_ties.eigenvector_centrality(), abs=1e-6)
    wanted = [theirs.hub_score(), theirs.authority_score()]
    for mine, their in zip((hubs, authorities), wanted, strict=True):
        scores = mine(graph, selection=ALL)
        assert list(scores / scores.max()) == pytest.approx(their, abs=1e-6)


def test_neighbourhoods_and_cuts_are_those_of_igraph(graph, their_ties):
    nodes = select(graph, ALL).nodes

    assert list(clustering(graph, selection=ALL)) == pytest.approx(
        their_ties.transitivity_local_undirected(mode="zero")
    )
    points = articulation(graph, selection=ALL)
    assert points.index[points > 0].tolist() == sorted(nodes[their_ties.articulation_points()].tolist())
    found = {frozenset(pair) for pair in bridges(graph, selection=ALL)[["near", "far"]].values.tolist()}
    assert found == {
        frozenset(nodes[list(their_ties.es[edge].tuple)].tolist()) for edge in their_ties.bridges()
    }


# --- betweenness from pivots ----------------------------------------------------------------------------


def test_as_many_pivots_as_nodes_that_link_are_exact(graph):
    exact, sampled = betweenness(graph), betweenness(graph, pivots=10_000)

    assert sampled.equals(exact)
    assert (exact.attrs["error"], sampled.attrs["error"]) == (0, 0)


def test_pivots_are_the_same_for_the_same_seed_and_the_error_is_as_stated(graph):
    exact = betweenness(graph, directed=False)
    one, again, other = (betweenness(graph, directed=False, pivots=9, seed=seed) for seed in (1, 1, 2))

    assert one.equals(again)
    assert not one.equals(other)
    for scores in (one, other):
        assert scores.attrs["pivots"] == 9
        assert (scores - exact).abs().max() <= scores.attrs["error"]


@few
@given(matrices(symmetric=True), st.integers(1, 12))
def test_the_mean_over_all_draws_of_pivots_is_the_exact_value(matrix, pivots):
    starts = np.flatnonzero(np.diff(matrix.indptr))
    exact = summed(matrix, starts)

    draws = [spread(starts, pivots, seed=seed) for seed in range(400)]

    taken = np.bincount(np.concatenate(draws).astype(int), minlength=matrix.shape[0]) / len(draws)
    expected = min(pivots, len(starts)) / max(len(starts), 1)
    assert taken[starts] == pytest.approx(expected, abs=0.15)
    if pivots >= len(starts):
        assert summed(matrix, draws[0]) == pytest.approx(exact)


def test_the_bound_shrinks_with_the_root_of_the_pivots_and_is_none_for_all():
    assert sampling_error(400, of=9000, nodes=9000) == pytest.approx(
        sampling_error(100, of=9000, nodes=9000) / 2
    )
    assert sampling_error(9000, of=9000, nodes=9000) == 0


def test_a_path_of_equal_ways_counts_in_part():
    square = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[d]]", "c.md": "[[d]]", "d.md": ""})

    assert betweenness(square).tolist() == pytest.approx([0, 1 / 12, 1 / 12, 0])


# --- distances ------------------------------------------------------------------------------------------


def test_more_nodes_than_a_word_has_bits():
    chain = kg.build({f"{number:03}.md": f"[[{number + 1:03}]]" for number in range(150)})

    total = [sum(1 / step for step in range(1, number + 1)) for number in range(151)]
    assert harmonic(chain).tolist() == pytest.approx(total)
    assert local_reaching(chain).tolist() == pytest.approx([(150 - number) / 150 for number in range(151)])


# --- cuts: what is said of a node or an edge is what taking it away shows --------------------------------


@few
@given(matrices(symmetric=True))
def test_articulation_counts_the_parts_that_come_off(matrix):
    from kg.analysis.kernels.cuts import cut

    found, _, _ = cut(*rows(matrix))

    dense = matrix.toarray()
    for node in range(len(dense)):
        rest = np.delete(np.delete(dense, node, 0), node, 1)
        assert found[node] == max(parts(csr_array(rest)) - parts(matrix), 0)


@few
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_bridges_are_the_links_without_which_so_many_pages_come_off(pairs):
    graph = kg.build({f"{one}.md": " ".join(f"[[{b}]]" for a, b in pairs if a == one) for one in range(8)})
    links = select(graph)
    whole = links.either.toarray()

    found = {frozenset(row[:2]): row[2] for row in bridges(graph).values.tolist()}

    for one, other in zip(*np.nonzero(np.triu(whole)), strict=True):
        without = whole.copy()
        without[one, other] = without[other, one] = 0
        count, part = connected_components(csr_array(without), directed=False)
        pair = frozenset((int(links.nodes[one]), int(links.nodes[other])))
        assert (pair in found) == (count > parts(csr_array(whole)))
        if pair in found:
            assert found[pair] == min((part == part[one]).sum(), (part == part[other]).sum())


def test_the_far_end_of_a_bridge_is_the_side_that_comes_off():
    graph = kg.build({"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": "[[d]]", "d.md": ""})

    keys = graph.nodes["key"]
    assert [(keys[row.near], keys[row.far], row.cut_off) for row in bridges(graph).itertuples()] == [
        ("note:c.md", "note:d.md", 1)
    ]


@few
@given(matrices())
def test_weak_components_are_those_of_scipy(matrix):
    mine = weak(*rows(matrix))

    _, wanted = connected_components(matrix, connection="weak")
    assert {frozenset(np.flatnonzero(mine == root)) for root in mine} == {
        frozenset(np.flatnonzero(wanted == part)) for part in wanted
    }


# --- wrong use, and graphs that have no answer -----------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda graph: betweenness(graph, pivots=0), "0 pivots"),
        (lambda graph: katz(graph, attenuation=0.9), "does not settle"),
        (lambda graph: katz(graph, attenuation=-1), "out of range"),
        (lambda graph: katz(graph, tolerance=0), "out of range"),
        (lambda graph: pagerank(graph, damping=1 - 1e-9, tolerance=1e-14), "does not settle"),
    ],
)
def test_what_has_no_answer_is_one_clear_error(call, message):
    names = "abcde"
    clique = {f"{one}.md": " ".join(f"[[{other}]]" for other in names if one != other) for one in names}

    with pytest.raises(UsageError, match=message) as caught:
        call(kg.build({**clique, "tail.md": "[[a]]"}))

    assert caught.value.hint


def test_directed_eigenvector_is_zero_where_nothing_comes_back():
    assert eigenvector(kg.build({"a.md": "[[b]]", "b.md": ""}), directed=True).tolist() == [0, 0]


def test_directed_eigenvector_lies_on_the_cycle_and_behind_it():
    graph = kg.build({"a.md": "[[b]]", "b.md": "[[a]] [[c]]", "c.md": "", "d.md": "[[a]]"})

    assert eigenvector(graph, directed=True).tolist() == pytest.approx([3**-0.5, 3**-0.5, 3**-0.5, 0])


def test_directed_eigenvector_of_two_equal_cycles_in_a_row_lies_on_the_last():
    graph = kg.build({"a.md": "[[b]]", "b.md": "[[a]] [[c]]", "c.md": "[[d]]", "d.md": "[[c]]"})

    assert eigenvector(graph, directed=True).tolist() == pytest.approx([0, 0, 2**-0.5, 2**-0.5], abs=1e-6)


def test_an_eigenvector_that_cannot_be_told_in_time_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(leading, "_DIRECTIONS", 2)
    monkeypatch.setattr(leading, "_ROUNDS", 3)
    chain = {f"{number:02}.md": f"[[{number + 1:02}]]" for number in range(40)}

    with pytest.raises(UsageError, match="cannot be told") as caught:
        eigenvector(kg.build(chain))

    assert "too much alike" in caught.value.hint


def test_constraint_of_a_page_without_neighbours_is_that_of_one_with_a_single_neighbour():
    assert constraint(kg.build({"a.md": "[[b]]", "b.md": "", "c.md": ""})).tolist() == [1, 1, 1]


@few
@given(
    st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("abcde"), max_size=5), max_size=4),
    st.booleans(),
)
def test_every_number_is_finite(links, self_links):
    graph = kg.build(
        {f"{note}.md": " ".join(f"[[{to}]]" for to in targets) for note, targets in links.items()}
    )

    for known in MEASURES:
        scores = known.compute(graph, selection=Selection(self_links=self_links))
        assert np.isfinite(scores.to_numpy(dtype=float)).all(), known.name
