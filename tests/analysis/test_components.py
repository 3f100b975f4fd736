"""Components agree with networkx, and their numbers mean something."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.components import components, strong_components, weak_components
from kg.analysis.selection import Selection

few = settings(max_examples=40, deadline=None)
pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16)


def linked(ends, size=8):
    text = {f"n{a}.md": " ".join(f"[[n{b}]]" for x, b in ends if x == a) for a in range(size)}
    wanted = nx.DiGraph(ends)
    wanted.add_nodes_from(range(size))
    return kg.build(text), wanted


def as_sets(numbers):
    return {frozenset(group.index) for _, group in numbers.groupby(numbers)}


@few
@given(pairs)
def test_components_are_those_of_networkx(ends):
    graph, wanted = linked(ends)

    assert as_sets(weak_components(graph)) == set(map(frozenset, nx.weakly_connected_components(wanted)))
    assert as_sets(strong_components(graph)) == set(map(frozenset, nx.strongly_connected_components(wanted)))


@few
@given(pairs, st.booleans())
def test_the_largest_is_number_0_and_ties_go_to_the_smallest_key(ends, strong):
    graph, _ = linked(ends)

    numbers = (strong_components if strong else weak_components)(graph)
    table = components(graph, strong=strong)

    keys = graph.nodes["key"]
    ranked = sorted(as_sets(numbers), key=lambda group: (-len(group), min(keys[list(group)])))
    assert [set(numbers[numbers == number].index) for number in range(len(ranked))] == list(map(set, ranked))
    assert table["component"].tolist() == list(range(len(ranked)))
    assert table["size"].tolist() == list(map(len, ranked))


def test_a_component_is_described_by_its_most_linked_page():
    graph = kg.build({"a.md": "[[hub]]", "b.md": "[[hub]]", "hub.md": "", "x.md": "[[y]]"})

    assert components(graph).to_dict("list") == {
        "component": [0, 1],
        "size": [3, 2],
        "notes": [3, 1],
        "key": ["note:hub.md", "missing:y"],
        "label": ["hub", "y"],
    }


def test_missing_pages_join_only_if_they_count():
    graph = kg.build({"a.md": "[[gone]]", "b.md": "[[gone]]"})

    assert len(components(graph)) == 1
    assert components(graph, selection=Selection(missing=False))["size"].tolist() == [1, 1]


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize(
    ("notes", "sizes"), [({}, []), ({"a.md": ""}, [1]), ({"a.md": "[[a]]", "b.md": ""}, [1, 1])]
)
def test_an_empty_graph_a_page_alone_and_pages_without_links(notes, sizes, strong):
    assert components(kg.build(notes), strong=strong)["size"].tolist() == sizes
