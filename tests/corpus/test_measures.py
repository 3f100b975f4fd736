"""Measures of the whole corpus, computed again by igraph and by networkx."""

from __future__ import annotations

import igraph
import networkx as nx
import numpy as np
import pytest

from kg.analysis.betweenness import betweenness
from kg.analysis.clustering import clustering
from kg.analysis.core import core_number
from kg.analysis.cuts import articulation, bridges
from kg.analysis.distance import harmonic
from kg.analysis.pagerank import pagerank
from kg.analysis.selection import Selection, select

EVERY_LINK = Selection(lists=True, from_line=True)


@pytest.fixture(scope="module")
def links(graph):
    return select(graph, EVERY_LINK)


@pytest.fixture(scope="module")
def theirs(links):
    return igraph.Graph(n=len(links.nodes), edges=np.stack(links.joined.nonzero(), axis=1), directed=True)


@pytest.fixture(scope="module")
def their_ties(theirs):
    return theirs.as_undirected().simplify()


@pytest.fixture(scope="module")
def net(links):
    return nx.from_scipy_sparse_array(links.joined, create_using=nx.DiGraph)


def test_pagerank_is_that_of_igraph_and_of_networkx_run_to_its_end(graph, links, theirs, net):
    scores = pagerank(graph, selection=EVERY_LINK, tolerance=1e-12)

    assert scores.attrs["residual"] <= 1e-12
    assert np.abs(scores - theirs.pagerank()).sum() < 1e-9
    exact = nx.pagerank(net, weight=None, tol=1e-11 / len(net), max_iter=1000)
    assert np.abs(scores.to_numpy() - list(exact.values())).sum() < 1e-10


def test_networkx_stops_pagerank_early_by_default(graph, net):
    scores = pagerank(graph, selection=EVERY_LINK).to_numpy()

    early = np.abs(scores - list(nx.pagerank(net, weight=None).values())).sum()

    assert early > 0.01  # why ours asks for an absolute residual


def test_betweenness_is_that_of_igraph_and_pivots_find_its_top(graph, theirs):
    exact = betweenness(graph, selection=EVERY_LINK)
    guessed = betweenness(graph, selection=EVERY_LINK, pivots=250)

    pairs = (len(exact) - 1) * (len(exact) - 2)
    assert list(exact * pairs) == pytest.approx(theirs.betweenness(), rel=1e-9, abs=1e-6)
    assert len(set(exact.nlargest(100).index) & set(guessed.nlargest(100).index)) >= 88
    assert (exact - guessed).abs().max() <= guessed.attrs["error"]


def test_harmonic_centrality_is_that_of_igraph(graph, theirs):
    scores = harmonic(graph, selection=EVERY_LINK)

    assert list(scores / (len(scores) - 1)) == pytest.approx(theirs.harmonic_centrality(mode="in"), rel=1e-9)


def test_structure_is_that_of_igraph_and_networkx(graph, links, their_ties, net):
    ties = net.to_undirected()
    cores, points = core_number(graph, selection=EVERY_LINK), articulation(graph, selection=EVERY_LINK)

    assert cores.tolist() == their_ties.coreness() == list(nx.core_number(ties).values())
    cut = np.flatnonzero(points).tolist()
    assert cut == sorted(their_ties.articulation_points()) == sorted(nx.articulation_points(ties))
    assert len(bridges(graph, selection=EVERY_LINK)) == len(their_ties.bridges())
    assert list(clustering(graph, selection=EVERY_LINK)) == pytest.approx(
        their_ties.transitivity_local_undirected(mode="zero")
    )
