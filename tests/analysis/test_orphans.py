"""Orphans, dead ends, isolated and unreachable notes."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.orphans import Apart, orphans
from kg.analysis.selection import Selection

INDEX = "---\nvideoId: dQw4w9WgXcQ\n---\n"


def reasons(graph, **options):
    table = orphans(graph, **options)
    return {
        row["path"]: [str(reason) for reason in Apart if row[str(reason)]] for row in table.to_dict("records")
    }


def test_each_way_of_standing_apart():
    graph = kg.build({"a.md": "[[b]]", "b.md": "[[nowhere]]", "c.md": "", "d.md": "[[e]]", "e.md": "[[d]]"})

    assert reasons(graph) == {
        "a.md": ["orphan"],
        "b.md": ["dead_end"],
        "c.md": ["orphan", "dead_end", "isolated"],
    }


def test_a_link_to_itself_saves_no_note():
    assert reasons(kg.build({"a.md": "[[a]] [[#top]]", "b.md": ""})) == {
        "a.md": ["orphan", "dead_end", "isolated"],
        "b.md": ["orphan", "dead_end", "isolated"],
    }


def test_index_pages_reach_notes_by_their_lists_but_their_lists_save_no_orphan():
    graph = kg.build(
        {
            "ch/ch.md": "### [T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[a]]\n",
            "ch/a.md": INDEX + "[[b]]",
            "ch/b.md": INDEX,
            "ch/c.md": INDEX + "[[a]]",
        },
        profile="youtube",
    )

    assert reasons(graph) == {"ch/b.md": ["dead_end"], "ch/c.md": ["orphan", "unreachable"]}
    assert reasons(graph, selection=Selection(lists=True)) == reasons(graph)


def test_lists_count_if_asked_for():
    graph = kg.build(
        {"ch/ch.md": "### [T](https://example.org)\n- [[a]]\n", "ch/a.md": INDEX}, profile="youtube"
    )

    assert reasons(graph)["ch/a.md"] == ["orphan", "dead_end", "isolated"]
    assert reasons(graph, selection=Selection(lists=True))["ch/a.md"] == ["dead_end"]


def test_without_index_pages_nothing_is_unreachable():
    assert not orphans(kg.build({"a.md": "", "b.md": ""}))["unreachable"].any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_the_reasons_are_those_of_the_definitions(pairs):
    wanted = nx.DiGraph([(a, b) for a, b in pairs if a != b])
    wanted.add_nodes_from(range(7))
    graph = kg.build({f"n{a}.md": " ".join(f"[[n{b}]]" for x, b in pairs if x == a) for a in range(7)})

    table = orphans(graph).set_index("path")

    for node in wanted:
        orphan, dead_end = not wanted.in_degree(node), not wanted.out_degree(node)
        assert (f"n{node}.md" in table.index) == (orphan or dead_end)
        if orphan or dead_end:
            row = table.loc[f"n{node}.md"]
            assert (row["orphan"], row["dead_end"], row["isolated"]) == (
                orphan,
                dead_end,
                orphan and dead_end,
            )
