"""Which topics channels share, and what joins them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.bridges import bridge_links, bridge_pages
from kg.analysis.grouping import By, Grouping, grouped
from kg.analysis.overlap import (
    group_topics,
    overlap,
    overlap_matrix,
    overlapping_pairs,
    shared_topics,
    topics,
    unique_topics,
)
from kg.analysis.selection import select
from kg.errors import NodeNotFoundError, UsageError

few = settings(max_examples=40, deadline=None)

VIDEO = "---\nvideoId: dQw4w9WgXcQ\n---\n"
CHANNELS = {
    "tides/Spring tide.md": VIDEO + "[[moon]] [[12:30]]",
    "tides/salt.md": VIDEO + "[[Spring tide]]",
    "bread/Salt!.md": VIDEO + "[[Moon]] [[oven]]",
    "bread/flour.md": VIDEO + "[[spring-tide]] [[flour]]",
    "sky/star.md": VIDEO,
}

FOLDERS = ("a", "b", "c")
names = st.sampled_from(["x", "y", "z", "Y", "missing"])
vaults = st.lists(
    st.tuples(st.sampled_from(FOLDERS), st.sampled_from(["x", "y", "z"]), st.lists(names, max_size=3)),
    max_size=6,
    unique_by=lambda note: note[:2],
)


def built(notes):
    return kg.build(
        {f"{folder}/{name}.md": " ".join(f"[[{n}]]" for n in links) for folder, name, links in notes}
    )


def held_by_definition(graph):
    """The topics of each folder, spelled out: titles of its notes and of the pages they link to."""
    label, path = graph.nodes["label"].str.casefold(), graph.nodes["path"]
    held = {}
    for node, place in path.dropna().items():
        held.setdefault(place.partition("/")[0], set()).add(label[node])
    for source, target in graph.edges[["source", "target"]].values.tolist():
        if source != target:
            held[path[source].partition("/")[0]].add(label[target])
    return held


def test_pairs_share_topics_by_title_and_by_missing_page():
    graph = kg.build(CHANNELS, profile="youtube")

    assert overlap(graph).values.tolist() == [["bread", "tides", 3, 3 / 5, 5, 3]]
    assert overlap_matrix(topics(graph)).loc["tides"].to_dict() == {"bread": 3, "sky": 0, "tides": 3}
    assert group_topics(topics(graph)).values.tolist() == [
        ["bread", 5, 3, 2],
        ["tides", 3, 3, 0],
        ["sky", 1, 0, 1],
    ]


def test_shared_topics_name_the_page_of_each():
    graph = kg.build(CHANNELS, profile="youtube")

    table = shared_topics(graph, topics(graph), "TIDES", "bread")

    assert table.values.tolist() == [
        ["Moon", "missing:moon", "missing:moon", False, True],
        ["salt", "note:tides/salt.md", "note:bread/Salt!.md", True, False],
        ["Spring tide", "note:tides/Spring tide.md", "note:tides/Spring tide.md", True, True],
    ]


def test_unique_topics_are_those_nobody_else_has():
    graph = kg.build(CHANNELS, profile="youtube")

    assert unique_topics(graph, topics(graph), "bread")["key"].tolist() == [
        "note:bread/flour.md",
        "missing:oven",
    ]
    assert unique_topics(graph, topics(graph), "tides").empty


def test_alike_titles_are_one_topic_if_asked_for():
    graph = kg.build(
        {"a/Baking bread.md": "", "b/bread-baking.md": "", "b/iPhone 13.md": "", "a/iPhone 14.md": ""}
    )

    assert overlap(graph).empty
    assert overlap(graph, alike=True)[["a", "b", "shared"]].values.tolist() == [["a", "b", 1]]


def test_a_vault_without_channels_is_compared_by_top_level_folder():
    graph = kg.build({"a/x/tea.md": "", "b/Tea.md": "", "tea.md": "", "a/y.md": ""})

    assert overlap(graph)[["a", "b", "shared"]].values.tolist() == [
        [".", "b", 1],
        [".", "a", 1],
        ["a", "b", 1],
    ]


def test_folders_can_be_compared_in_a_vault_with_channels():
    graph = kg.build(CHANNELS, profile="youtube")

    assert grouped(graph, by=By.FOLDER).names == grouped(graph, by=By.CHANNEL).names
    assert overlap(graph, by=By.FOLDER).equals(overlap(graph))


@few
@given(vaults)
def test_numbers_are_those_of_the_definition(notes):
    graph = built(notes)
    held = held_by_definition(graph)
    found = topics(graph)

    table = overlapping_pairs(found).set_index(["a", "b"])

    matrix = overlap_matrix(found)
    for a, one in held.items():
        others = set().union(*(topic for name, topic in held.items() if name != a))
        row = group_topics(found).set_index("group").loc[a]
        assert row.tolist() == [len(one), len(one & others), len(one - others)]
        assert matrix.loc[a, a] == len(one)
        assert len(unique_topics(graph, found, a)) == len(one - others)
        for b, other in held.items():
            if a < b:
                assert ((a, b) in table.index) == bool(one & other)
                assert matrix.loc[a, b] == matrix.loc[b, a] == len(one & other)
            if a < b and one & other:
                assert table.loc[(a, b), "jaccard"] == pytest.approx(len(one & other) / len(one | other))
                assert len(shared_topics(graph, found, a, b)) == len(one & other)


@few
@given(vaults)
def test_bridges_are_those_of_the_definition(notes):
    graph = built(notes)
    grouping = grouped(graph)
    links = select(graph)
    cells = links.matrix.tocoo()
    ends = [(int(links.nodes[a]), int(links.nodes[b])) for a, b in zip(cells.row, cells.col, strict=True)]
    of = grouping.group

    found = bridge_links(graph, grouping)
    pages = bridge_pages(graph, grouping)

    key = graph.nodes["key"]
    across = {(key[a], key[b]) for a, b in ends if of[a] != of[b] and min(of[a], of[b]) >= 0}
    assert set(zip(found["source"], found["target"], strict=True)) == across
    assert found["share"].is_monotonic_decreasing
    pair = found.apply(lambda row: tuple(sorted((row["from"], row["to"]))), axis=1) if len(found) else []
    assert (
        all(total == pytest.approx(1) for total in found["share"].groupby(pair).sum()) if len(found) else True
    )
    for node in graph.nodes.index:
        near = {of[b] for a, b in ends if a == node} | {of[a] for a, b in ends if b == node}
        reached = near - {-1, of[node]}
        assert (node in pages.index) == (len(reached) + (of[node] >= 0) > 1)
        if node in pages.index:
            assert pages["reaches"][node] == len(reached)
            assert set(pages["others"][node]) == {grouping.names[group] for group in reached}
            assert 0 <= pages["participation"][node] < 1


def test_the_only_link_between_two_groups_comes_before_one_of_several():
    graph = kg.build({"a/x.md": "[[u]] [[v]]", "b/u.md": "", "b/v.md": "[[w]]", "c/w.md": ""})

    table = bridge_links(graph, grouped(graph))

    assert table[["source", "target", "share"]].values.tolist() == [
        ["note:b/v.md", "note:c/w.md", 1],
        ["note:a/x.md", "note:b/u.md", 0.5],
        ["note:a/x.md", "note:b/v.md", 0.5],
    ]


def test_a_missing_page_that_several_groups_link_to_joins_them():
    graph = kg.build({"a/x.md": "[[glue]] [[glue]]", "b/y.md": "[[glue]]", "b/z.md": "[[y]]"})

    (row,) = bridge_pages(graph, grouped(graph)).to_dict("records")

    assert row["key"] == "missing:glue"
    assert row["others"] == ["a", "b"]
    assert row["weight"] == 3
    assert row["participation"] == pytest.approx(1 - (4 + 1) / 9)


@pytest.mark.parametrize("notes", [{}, {"a.md": ""}, {"a.md": "[[a]]", "b.md": ""}])
@pytest.mark.parametrize("alike", [False, True])
def test_an_empty_graph_a_page_alone_and_pages_without_links(notes, alike):
    graph = kg.build(notes)
    found = topics(graph, alike=alike)

    assert overlapping_pairs(found).empty
    assert overlap_matrix(found).shape == ((1, 1) if notes else (0, 0))
    assert group_topics(found)["topics"].tolist() == ([len(notes)] if notes else [])
    assert bridge_links(graph, found.grouping).empty
    assert bridge_pages(graph, found.grouping).empty


def test_channels_that_are_not_there_are_refused():
    with pytest.raises(UsageError, match="no channels"):
        overlap(kg.build({"a/b.md": ""}), by=By.CHANNEL)


def test_a_name_nobody_has_is_told_with_what_comes_near():
    graph = kg.build({"lennys/b.md": ""})

    with pytest.raises(NodeNotFoundError, match="'lennys'"):
        unique_topics(graph, topics(graph), "lenny")


def test_a_grouping_finds_a_name_as_written_before_one_in_another_case():
    grouping = Grouping(By.FOLDER, ("A", "a"), [])

    assert (grouping.number("A"), grouping.number("a")) == (0, 1)
