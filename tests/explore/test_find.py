"""A node is found by whatever name a person has for it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import NodeNotFoundError, UsageError
from kg.explore.find import find


@pytest.fixture(scope="module")
def graph():
    return kg.build(
        {
            "topics/Graph theory.md": "---\ntitle: On graphs\naliases: [Theory of graphs]\n---\n",
            "topics/Straße.md": "see [[Graph theory|those dots and lines]] and [[nowhere land]]",
            "other/Walk.md": "",
            "topics/Walk.md": "",
            "AI.md": "",
            "ai agents.md": "#Tag",
        }
    )


@pytest.mark.parametrize(
    "name",
    [
        "note:topics/Graph theory.md",
        "topics/Graph theory.md",
        "topics/Graph theory",
        "On graphs",
        "Graph theory",
        "Theory of graphs",
        "those dots and lines",
        "ON GRAPHS",
        "topics/graph THEORY",
        "graph_theory",
        "graph-theory",
        "theory-of-graphs",
    ],
)
def test_a_note_goes_by_many_names(graph, name):
    assert graph.nodes["key"][find(graph, name)] == "note:topics/Graph theory.md"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("strasse", "note:topics/Straße.md"),
        ("nowhere land", "missing:nowhereland"),
        ("Nowhere-Land", "missing:nowhereland"),
        ("#Tag", "tag:tag"),
        ("tag:tag", "tag:tag"),
        ("AI", "note:AI.md"),
    ],
)
def test_names_of_other_nodes(graph, name, key):
    assert graph.nodes["key"][find(graph, name)] == key


def test_a_name_of_several_nodes_is_refused_with_their_keys(graph):
    with pytest.raises(UsageError, match=r"note:other/Walk\.md, note:topics/Walk\.md"):
        find(graph, "Walk")


def test_a_path_tells_notes_of_the_same_name_apart(graph):
    assert graph.nodes["path"][find(graph, "other/walk")] == "other/Walk.md"


@pytest.mark.parametrize(
    ("name", "close"),
    [("Grpah theory", "Graph theory"), ("agents", "ai agents"), ("nowere land", "nowhere land")],
)
def test_an_unknown_name_is_told_with_what_comes_near(graph, name, close):
    with pytest.raises(NodeNotFoundError) as caught:
        find(graph, name)

    assert close in caught.value.close


@pytest.mark.parametrize("name", ["", " ", "-", "xyzzyx"])
def test_what_resembles_nothing_gets_no_suggestion(graph, name):
    with pytest.raises(NodeNotFoundError) as caught:
        find(graph, name)

    assert caught.value.close == ()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_found_or_refused_in_words(name):
    graph = kg.build({"a.md": "[[b]]", "c d.md": ""})

    with suppress(UsageError):
        assert find(graph, name) in graph.nodes.index


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_every_key_finds_its_own_node(graph, data):
    node = data.draw(st.sampled_from(graph.nodes.index.tolist()))

    assert find(graph, graph.nodes["key"][node]) == node
