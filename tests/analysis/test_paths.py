"""Shortest paths and neighbourhoods, with networkx as the oracle."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.paths import hubs
from kg.errors import UsageError

few = settings(max_examples=60, deadline=None)


@st.composite
def linked(draw, *, largest=8):
    """A vault of notes n0, n1 …, the same links as a networkx graph, and two of the notes."""
    size = draw(st.integers(1, largest))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = sorted(set(draw(st.lists(ends, max_size=20))))
    text = {f"n{a}.md": " ".join(f"[[n{b}]]" for source, b in pairs if source == a) for a in range(size)}
    peer = nx.DiGraph(pairs)
    peer.add_nodes_from(range(size))
    return kg.build(text), peer, draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))


def ways(found, start):
    """Each path as a list of nodes."""
    told = []
    for _, steps in found.steps.groupby("path"):
        way = [start]
        for step in steps.itertuples():
            assert way[-1] == (step.source if step.forward else step.target)
            way.append(step.target if step.forward else step.source)
        told.append(way)
    return told


@few
@given(linked(), st.booleans())
def test_paths_are_all_shortest_ones_of_networkx_in_order(case, directed):
    graph, peer, start, end = case
    peer = peer if directed else peer.to_undirected()

    found = kg.shortest_paths(graph, start, end, most=1000, directed=directed)

    if not nx.has_path(peer, start, end):
        assert (found.length, found.found, len(found.steps)) == (None, 0, 0)
        return
    wanted = sorted(nx.all_shortest_paths(peer, start, end))
    assert found.length == len(wanted[0]) - 1
    assert found.found == len(wanted)
    assert ways(found, start) == (wanted if found.length else [])


@few
@given(linked(), st.integers(1, 3))
def test_fewer_paths_are_the_first_of_all(case, most):
    graph, _, start, end = case
    every = kg.shortest_paths(graph, start, end, most=1000)

    some = kg.shortest_paths(graph, start, end, most=most)

    assert ways(some, start) == ways(every, start)[:most]
    assert some.found == every.found


@few
@given(linked(), st.sampled_from(["out", "in", "either"]), st.integers(0, 4))
def test_the_nodes_around_are_those_of_networkx(case, direction, depth):
    graph, peer, start, _ = case
    peer = {"out": peer, "in": peer.reverse(), "either": peer.to_undirected()}[direction]

    found = kg.around(graph, start, depth=depth, direction=direction)

    assert found.to_dict() == nx.single_source_shortest_path_length(peer, start, cutoff=depth)


def test_the_nodes_around_several_are_nearest_to_any_of_them():
    graph = kg.build({"a.md": "[[b]]", "b.md": "[[c]]", "c.md": "[[d]]", "d.md": "", "e.md": ""})

    assert kg.around(graph, [0, 3, 4]).to_dict() == {0: 0, 1: 1, 2: 1, 3: 0, 4: 0}


def test_a_step_tells_the_edge_that_joins_its_nodes_most_often_and_its_first_mention():
    graph = kg.build({"a.md": "![[b]] [[b]] [[b]]", "b.md": ""})

    step = kg.shortest_paths(graph, 1, 0).steps.iloc[0]

    assert (step["source"], step["target"], step["forward"]) == (0, 1, False)
    assert (step["kind"], step["weight"]) == ("links_to", 2)
    assert graph.mentions["raw"][step["mention"]] == "[[b]]"


def test_paths_go_round_what_is_avoided_but_may_end_there():
    notes = {
        "a.md": "[[hub]] [[x]]",
        "b.md": "[[hub]]",
        "hub.md": "[[c]] [[d]]",
        "x.md": "[[y]]",
        "y.md": "[[b]]",
    }
    graph = kg.build(notes)
    number = dict(zip(graph.nodes["label"], graph.nodes.index, strict=True))
    avoid = hubs(graph, most=3)

    assert graph.nodes["label"][avoid].tolist() == ["hub"]
    assert kg.shortest_paths(graph, number["a"], number["b"]).length == 2
    assert kg.shortest_paths(graph, number["a"], number["b"], avoid=avoid).length == 3
    assert kg.shortest_paths(graph, number["a"], number["hub"], avoid=avoid).length == 1


def test_very_many_paths_are_counted_without_being_listed():
    layers = {
        f"n{layer:02}{side}.md": f"[[n{layer + 1:02}a]] [[n{layer + 1:02}b]]"
        for layer in range(40)
        for side in "ab"
    }
    graph = kg.build({**layers, "n40a.md": "", "n40b.md": ""})

    found = kg.shortest_paths(graph, 0, len(layers), most=2)

    assert found.found == 2**39
    assert found.steps["path"].nunique() == 2


def test_wrong_requests_are_told():
    graph = kg.build({"a.md": "#tag [[b]]", "b.md": ""})
    tag = int(np.flatnonzero(graph.nodes["kind"] == "tag")[0])

    with pytest.raises(UsageError, match="takes no part"):
        kg.shortest_paths(graph, 0, tag)
    with pytest.raises(UsageError, match="1 or more"):
        kg.shortest_paths(graph, 0, 1, most=0)
    with pytest.raises(UsageError, match="0 or more"):
        kg.around(graph, 0, depth=-1)
    with pytest.raises(UsageError, match="out, in, either"):
        kg.around(graph, 0, direction="up")
    assert kg.shortest_paths(graph, 0, tag, selection=kg.Selection(structural=True)).length == 1
