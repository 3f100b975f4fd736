"""Which edges count in a measure."""

from __future__ import annotations

import pytest

import kg
from kg.analysis.selection import Selection, chosen_edges, select
from kg.errors import UsageError

VIDEO = "---\ntitle: {}\nvideoId: dQw4w9WgXcQ\n---\nFrom: [[ch]] <br/>\n"


@pytest.fixture(scope="module")
def graph():
    index = "### [A](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[a]]\n- [[planned]]\n"
    return kg.build(
        {
            "ch/a.md": VIDEO.format("A") + "[[b]] [[b]] [[a]] [[nowhere]] #tag https://example.org",
            "ch/b.md": VIDEO.format("B") + "![[a]] ![[p.png]]",
            "ch/ch.md": index,
            "ch/p.png": b"",
        },
        profile="youtube",
    )


def outline(graph, selection):
    edges, key = chosen_edges(graph, selection), graph.nodes["key"]
    rows = zip(edges["source"], edges["kind"], edges["target"], strict=True)
    return sorted(f"{key[a]} {kind} {key[b]}" for a, kind, b in rows)


LINKED = [
    "note:ch/a.md links_to missing:nowhere",
    "note:ch/a.md links_to note:ch/b.md",
    "note:ch/b.md embeds note:ch/a.md",
]


def test_links_and_embeds_between_pages_count_and_nothing_else(graph):
    assert outline(graph, Selection()) == LINKED


def test_missing_pages_can_be_left_out(graph):
    assert outline(graph, Selection(missing=False)) == LINKED[1:]


@pytest.mark.parametrize(
    ("switch", "added"),
    [
        ("self_links", ["note:ch/a.md links_to note:ch/a.md"]),
        ("from_line", ["note:ch/a.md from_line note:ch/ch.md", "note:ch/b.md from_line note:ch/ch.md"]),
        ("lists", ["note:ch/ch.md lists missing:planned", "note:ch/ch.md lists note:ch/a.md"]),
    ],
)
def test_what_is_left_out_can_be_taken_in(graph, switch, added):
    assert outline(graph, Selection(**{switch: True})) == sorted(LINKED + added)


def test_structural_edges_bring_their_nodes_with_them(graph):
    found = outline(graph, Selection(structural=True))

    assert {"note:ch/a.md tagged tag:tag", "note:ch/a.md in_channel channel:ch"} <= set(found)
    assert "note:ch/b.md embeds attachment:ch/p.png" in found
    assert not any(" lists " in edge or " from_line " in edge for edge in found)
    assert "channel:ch" in set(graph.nodes["key"][select(graph, Selection(structural=True)).nodes])


def test_kinds_by_name_are_all_that_count(graph):
    assert outline(graph, Selection(kinds=("tagged",))) == ["note:ch/a.md tagged tag:tag"]


def test_an_unknown_kind_is_told_with_those_there_are(graph):
    with pytest.raises(UsageError, match="links_to"):
        chosen_edges(graph, Selection(kinds=("linksto",)))


def test_a_kind_that_does_not_occur_is_no_error(graph):
    assert chosen_edges(kg.build({"a.md": ""}), Selection(kinds=("embeds",))).empty


def test_pages_take_part_even_if_nothing_links_them(graph):
    nodes = select(graph).nodes

    assert sorted(graph.nodes["key"][nodes]) == [
        "missing:nowhere",
        "missing:planned",
        "note:ch/a.md",
        "note:ch/b.md",
        "note:ch/ch.md",
    ]


def test_the_matrix_holds_the_number_of_mentions_and_joined_holds_ones():
    links = select(kg.build({"a.md": "[[b]] [[b]] ![[b]]", "b.md": ""}))

    assert links.matrix.toarray().tolist() == [[0, 3], [0, 0]]
    assert links.joined.toarray().tolist() == [[0, 1], [0, 0]]
