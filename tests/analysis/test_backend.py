"""The backend of networkx: the same results as networkx's own functions, on graphs of every shape."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import kg
from kg.analysis import backend
from kg.analysis.arrays import to_arrays
from kg.analysis.backend_info import FUNCTIONS, get_info

ROOT = Path(__file__).resolve().parents[2]
FREE = ("closeness_centrality", "harmonic_centrality", "betweenness_centrality")  # of any graph
TIED = (
    "articulation_points",
    "bridges",
    "clustering",
    "core_number",
    "triangles",
)  # of undirected, simple ones


@st.composite
def graphs(draw, *, directed=None, multigraph=None, loops=True, zero=True):
    """Empty, of one node, in parts, with parallel edges, edges of no weight, nodes joined to themselves."""
    directed = draw(st.booleans()) if directed is None else directed
    multigraph = draw(st.booleans()) if multigraph is None else multigraph
    kinds = {(0, 0): nx.Graph, (0, 1): nx.MultiGraph, (1, 0): nx.DiGraph, (1, 1): nx.MultiDiGraph}
    graph = kinds[directed, multigraph]()
    size = draw(st.integers(0, 9))
    graph.add_nodes_from(f"n{number}" for number in draw(st.permutations(range(size))))
    if size:
        end = st.integers(0, size - 1).map("n{}".format)
        weight = st.sampled_from([0, 1, 1, 2, 3] if zero else [1, 1, 2, 3])
        for tail, head, value in draw(st.lists(st.tuples(end, end, weight), max_size=25)):
            if loops or tail != head:
                graph.add_edge(tail, head, **({} if value == 1 else {"weight": value}))
    return graph


def ours(name, graph, **options):
    """The result by the way networkx takes: conversion, question, call."""
    weight = options.get("weight", inspect.signature(getattr(backend, name)).parameters.get("weight"))
    weight = weight.default if isinstance(weight, inspect.Parameter) else weight
    weights = {weight: 1} if weight else {"weight": 1} if name == "hits" else {}
    assert backend.can_run(name, (graph,), options) is True
    return getattr(backend, name)(backend.convert_from_nx(graph, edge_attrs=weights), **options)


def same(mine, theirs, **tolerance):
    assert mine == pytest.approx(theirs, nan_ok=True, **tolerance)


@pytest.mark.parametrize("name", FREE)
@given(graph=graphs())
def test_measures_of_paths_are_those_of_networkx(name, graph):
    same(ours(name, graph), getattr(nx, name)(graph), rel=1e-12, abs=1e-14)


@given(graph=graphs(), normalized=st.booleans(), seed=st.integers(0, 9), data=st.data())
def test_betweenness_of_a_sample_is_that_of_the_same_sample(graph, normalized, seed, data):
    assume(len(graph) > 2)
    options = {"k": data.draw(st.integers(1, len(graph))), "seed": seed, "normalized": normalized}

    same(ours("betweenness_centrality", graph, **options), nx.betweenness_centrality(graph, **options))


@given(graph=graphs())
def test_plain_closeness_is_that_of_networkx(graph):
    same(
        ours("closeness_centrality", graph, wf_improved=False),
        nx.closeness_centrality(graph, wf_improved=False),
    )


@pytest.mark.parametrize("name", TIED)
@given(graph=graphs(directed=False, multigraph=False, loops=False))
def test_structure_is_that_of_networkx(name, graph):
    mine, theirs = ours(name, graph), getattr(nx, name)(graph)

    if isinstance(theirs, dict):
        same(mine, theirs)
    else:
        assert sorted(map(as_set, mine), key=sorted) == sorted(map(as_set, theirs), key=sorted)


def as_set(found):
    return {found} if isinstance(found, str) else set(found)


@given(graph=graphs(), weight=st.sampled_from(["weight", None]), data=st.data())
def test_pagerank_is_that_of_networkx_run_to_its_end(graph, weight, data):
    some = (
        st.dictionaries(st.sampled_from(sorted(graph)), st.integers(1, 3), min_size=1)
        if len(graph)
        else st.none()
    )
    options = {
        "weight": weight,
        "personalization": data.draw(st.none() | some),
        "alpha": data.draw(st.sampled_from([0.5, 0.85])),
    }

    theirs = nx.pagerank(graph, tol=1e-15, max_iter=10_000, **options)

    same(ours("pagerank", graph, **options), theirs, abs=1e-11)


@given(graph=graphs(multigraph=False, zero=False), weight=st.sampled_from(["weight", None]))
def test_katz_is_that_of_networkx(graph, weight):
    theirs = nx.katz_centrality(graph, alpha=0.01, tol=1e-14, weight=weight)

    same(ours("katz_centrality", graph, alpha=0.01, weight=weight), theirs, abs=1e-11)
    plain = nx.katz_centrality(graph, alpha=0.01, tol=1e-14, beta=2.0, normalized=False)
    same(ours("katz_centrality", graph, alpha=0.01, beta=2.0, normalized=False), plain, abs=1e-11)


def test_katz_beyond_its_bound_is_the_error_of_networkx():
    with pytest.raises(nx.PowerIterationFailedConvergence):
        ours("katz_centrality", nx.complete_graph(9), alpha=0.2)


@given(graph=graphs(multigraph=False), weight=st.sampled_from(["weight", None]))
def test_eigenvector_is_that_of_networkx_where_that_settles(graph, weight):
    try:
        theirs = nx.eigenvector_centrality(graph, weight=weight, tol=1e-13, max_iter=3000)
    except (nx.PowerIterationFailedConvergence, nx.NetworkXPointlessConcept):
        assume(False)
    else:
        same(ours("eigenvector_centrality", graph, weight=weight), theirs, abs=1e-7)


def test_eigenvector_of_nothing_and_of_what_has_none_is_the_error_of_networkx():
    with pytest.raises(nx.NetworkXPointlessConcept):
        ours("eigenvector_centrality", nx.Graph())
    with pytest.raises(nx.PowerIterationFailedConvergence):
        ours("eigenvector_centrality", nx.DiGraph([(0, 1), (1, 2)]))


@given(graph=graphs(directed=True, multigraph=False))
def test_hits_are_those_of_networkx_where_they_are_unique(graph):
    assume(len(graph) > 1)  # networkx takes no less
    matrix = nx.to_numpy_array(graph)
    assume(matrix.any())
    first, second = [*np.linalg.svd(matrix)[1], 0.0][:2]
    assume(second < 0.99 * first)

    for mine, theirs in zip(ours("hits", graph), nx.hits(graph, tol=1e-12), strict=True):
        same(mine, theirs, abs=1e-8)


@given(graph=graphs(multigraph=False, loops=False), weight=st.sampled_from(["weight", None]))
def test_constraint_is_that_of_networkx(graph, weight):
    assume(len(graph))
    assume(weight is None or all(value for *_, value in graph.edges(data="weight", default=1)))
    with np.errstate(invalid="ignore"):
        theirs = nx.constraint(graph, weight=weight)

    same(ours("constraint", graph, weight=weight), theirs)


@given(graph=graphs(multigraph=False))
def test_a_graph_there_and_back_is_the_same(graph):
    for tail, head, value in graph.edges(data="weight", default=1):
        graph.edges[tail, head]["weight"] = value

    back = backend.convert_to_nx(backend.convert_from_nx(graph, edge_attrs={"weight": 1}))

    assert nx.utils.graphs_equal(back, graph)


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "graph", "options", "reason"),
    [
        ("pagerank", nx.DiGraph([(0, 1)]), {"nstart": {0: 1}}, "without nstart"),
        ("pagerank", nx.DiGraph([(0, 1)]), {"dangling": {0: 1}}, "without dangling"),
        ("hits", nx.DiGraph([(0, 1)]), {"normalized": False}, "without normalized"),
        ("betweenness_centrality", nx.Graph([(0, 1)]), {"weight": "weight"}, "without weight"),
        ("betweenness_centrality", nx.Graph([(0, 1)]), {"endpoints": True}, "without endpoints"),
        ("closeness_centrality", nx.Graph([(0, 1)]), {"u": 0}, "without u"),
        ("harmonic_centrality", nx.Graph([(0, 1)]), {"sources": [0]}, "without sources"),
        ("clustering", nx.DiGraph([(0, 1)]), {}, "undirected"),
        ("core_number", nx.Graph([(0, 0)]), {}, "self-links"),
        ("bridges", nx.MultiGraph([(0, 1), (0, 1)]), {}, "parallel"),
        ("louvain_communities", nx.Graph([(0, 1)]), {}, "no louvain"),
    ],
)
def test_what_would_come_out_otherwise_is_refused_with_the_reason(name, graph, options, reason):
    assert reason in backend.can_run(name, (graph,), options)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_have_the_parameters_of_networkx(name):
    theirs = inspect.signature(getattr(nx, name).orig_func).parameters
    mine = inspect.signature(getattr(backend, name)).parameters

    assert [(p.name, p.default) for p in mine.values()] == [(p.name, p.default) for p in theirs.values()]
    assert set(FUNCTIONS[name]) <= set(mine)


def test_weights_below_zero_and_other_defaults_are_left_to_networkx():
    graph = nx.DiGraph()
    graph.add_edge(0, 1, weight=-1)

    with pytest.raises(NotImplementedError):
        ours("pagerank", graph)
    with pytest.raises(NotImplementedError):
        backend.convert_from_nx(graph, edge_attrs={"weight": 7})


# --- networkx itself decides ----------------------------------------------------------------------------

DISPATCH = """
import networkx as nx, kg
from unittest import mock
from kg.analysis import backend

nx.config.warnings_to_ignore.add("cache")
graph = kg.build({"a.md": "[[b]] [[b]] [[c]]", "b.md": "[[a]]", "c.md": "[[nowhere]]"})
net, arrays = kg.to_networkx(graph), kg.to_arrays(graph)

def close(one, other):
    return list(one) == list(other) and all(abs(one[key] - other[key]) < 1e-5 for key in one)

with mock.patch.object(backend, "walked", wraps=backend.walked) as walked:
    assert close(nx.pagerank(net, backend="kg"), nx.pagerank(net))
    assert walked.call_count == 1
    assert close(nx.pagerank(arrays), nx.pagerank(net)), "a converted graph is dispatched by itself"
    assert walked.call_count == 2
    with nx.config(backend_priority=["kg"]):
        nx.pagerank(net, alpha=0.7)
        assert walked.call_count == 3
        nx.pagerank(net, nstart={key: 1 for key in net})
        assert walked.call_count == 3, "networkx itself takes what kg refuses"
        assert nx.is_directed_acyclic_graph(net) is False
try:
    nx.pagerank(net, nstart={key: 1 for key in net}, backend="kg")
except NotImplementedError as error:
    print("refused")
"""


def test_networkx_finds_the_backend_and_dispatches_to_it(tmp_path):
    places = [str(ROOT)]
    if not entry_points(group="networkx.backends", name="kg"):  # not installed: as an installation would do
        table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "entry-points"
        ]
        (tmp_path / "kg-0.dist-info").mkdir()
        (tmp_path / "kg-0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: kg\nVersion: 0\n")
        lines = [
            f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items())
            for group, points in table.items()
        ]
        (tmp_path / "kg-0.dist-info" / "entry_points.txt").write_text("".join(lines))
        places.append(str(tmp_path))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DISPATCH],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )

    assert done.stdout == "refused\n", done.stderr


def test_the_information_for_networkx_names_every_function():
    assert set(get_info()["functions"]) == set(FUNCTIONS)
    assert all(callable(getattr(backend, name)) for name in FUNCTIONS)


def test_arrays_have_the_keys_and_weights_of_the_graph():
    arrays = to_arrays(kg.build({"a.md": "[[b]] [[b]]", "b.md": ""}))

    net = backend.convert_to_nx(arrays)

    assert list(net.edges(data="weight")) == [("note:a.md", "note:b.md", 2.0)]
    assert (len(arrays), list(arrays), arrays.is_multigraph()) == (2, list(net), False)
