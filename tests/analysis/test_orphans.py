"""Orphans, dead ends, isolated and unreachable notes."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.orphans import Apart, orphans
from kg.analysis.ruleset import written_links
from kg.analysis.selection import Selection
from kg.errors import UsageError
from tests.strategies import vaults

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


few = settings(max_examples=60, deadline=None)
WEAK = {
    "ch/ch.md": "### [T](https://example.org)\n- [[listed]]\n- [[linked]]\n\n[[named]]\n",
    "ch/listed.md": INDEX,
    "ch/linked.md": INDEX + "From: [[ch]]\n[[lines]]",
    "ch/lines.md": INDEX + "From: [[framed]]\n",
    "ch/framed.md": INDEX,
    "ch/named.md": INDEX,
    "ch/loose.md": INDEX + "[[loose]] [[linked]]",
}


def test_a_note_that_only_index_pages_and_structural_lines_link_to_is_weakly_attached():
    table = orphans(kg.build(WEAK, profile="youtube")).set_index("path")

    assert table.index[table["weakly_attached"]].tolist() == ["ch/framed.md", "ch/listed.md", "ch/named.md"]
    assert not table["orphan"]["ch/named.md"]


def test_whether_a_note_is_weakly_attached_does_not_hang_on_what_is_counted():
    graph = kg.build(WEAK, profile="youtube")
    everything = orphans(graph, selection=Selection(lists=True, from_line=True)).set_index("path")

    assert everything.index[everything["weakly_attached"]].tolist() == [
        "ch/framed.md",
        "ch/listed.md",
        "ch/named.md",
    ]
    assert not everything["orphan"]["ch/listed.md"]


def test_the_reason_is_told_in_words():
    table = orphans(kg.build(WEAK, profile="youtube")).set_index("path")

    assert table["reason"]["ch/listed.md"] == (
        "only index pages or structural lines link to it; it links to no other note that is written"
    )
    assert table["reason"]["ch/loose.md"] == (
        "no other note links to it; no path of links leads to it from an index page"
    )


def test_every_note_listed_has_a_reason_and_each_reason_holds():
    table = orphans(kg.build(WEAK, profile="youtube"))

    ways = [*map(str, Apart), "weakly_attached"]
    assert (table["reason"] != "").all()
    assert table[ways].any(axis=1).all()


def test_another_rule_set_follows_other_links():
    graph = kg.build({"a.md": "[[b-c]] [[d]]", "b c.md": "[[a]]", "d.md": "[[A]]"})

    assert orphans(graph).empty
    assert reasons(graph, rules=kg.RuleSet.OBSIDIAN) == {"b c.md": ["orphan"]}
    assert "b c.md" not in reasons(graph, rules=kg.RuleSet.QUARTZ)


def test_kinds_of_edges_are_known_under_the_own_rule_set_only():
    graph = kg.build({"a.md": "[[b]]", "b.md": ""})
    named = Selection(kinds=("links_to",))

    assert len(orphans(graph, selection=named)) == 2
    with pytest.raises(UsageError, match="own rules"):
        orphans(graph, rules=kg.RuleSet.QUARTZ, selection=named)


@few
@given(vaults(), st.sampled_from([Selection(), Selection(lists=True), Selection(self_links=True)]))
def test_mentions_and_edges_tell_the_same_links(notes, selection):
    graph = kg.build(notes)
    relabelled = replace(graph, manifest=replace(graph.manifest, rules=kg.RuleSet.QUARTZ))

    by_edges = written_links(graph, selection)
    by_mentions = written_links(relabelled, selection, rules=graph.manifest.rules)

    assert by_edges.nodes.tolist() == by_mentions.nodes.tolist()
    assert by_edges.matrix.toarray().tolist() == by_mentions.matrix.toarray().tolist()


def test_an_empty_graph_has_no_orphans():
    assert orphans(kg.build({})).empty
