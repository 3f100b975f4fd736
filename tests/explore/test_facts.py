"""All about one node."""

from __future__ import annotations

import pytest

import kg
from kg.explore.facts import facts
from kg.explore.find import find

ANCHOR = '<a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>'


@pytest.fixture(scope="module")
def graph():
    return kg.build(
        {
            "ch/a.md": "---\ntitle: Alpha\nvideoId: dQw4w9WgXcQ\naliases: [First]\n---\nFrom: [[ch]]\n"
            f"# Head\nSee [[b|bee]] {ANCHOR} #tag\n\nend ^block\n",
            "ch/b.md": "---\nvideoId: dQw4w9WgXcQ\n---\n## Sub\nback to [[a]] and [[b]]\n",
            "ch/ch.md": "### [Talk](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[planned]]\n- [[a]]\n",
        },
        profile="youtube",
    )


def of(graph, name):
    return facts(graph, find(graph, name))


def values(table, *columns):
    part = table[list(columns)].astype(object)
    return [tuple(row) for row in part.where(part.notna(), None).to_numpy()]


def test_a_note_with_all_it_has(graph):
    found = of(graph, "Alpha")

    assert (found.key, found.kind, found.label, found.path) == ("note:ch/a.md", "note", "Alpha", "ch/a.md")
    assert found.url is None
    assert found.words == graph.nodes["words"][find(graph, "Alpha")]
    assert ("title", "Alpha") in values(found.properties, "name", "value")
    assert ("First", "alias") in values(found.aliases, "alias", "origin")
    assert values(found.headings, "level", "text", "line") == [(1, "Head", 7), (0, "block", 10)]


def test_backlinks_tell_their_place_and_what_stands_there(graph):
    assert values(of(graph, "Alpha").backlinks, "note", "line", "column", "section", "raw") == [
        ("ch/b.md", 5, 9, "Sub", "[[a]]"),
        ("ch/ch.md", 3, 3, "[Talk](https://www.youtube.com/watch?v=dQw4w9WgXcQ)", "[[a]]"),
    ]


def test_a_link_to_itself_is_a_link_but_no_backlink(graph):
    found = of(graph, "note:ch/b.md")

    assert [note for (note,) in values(found.backlinks, "note")] == ["ch/a.md"]
    assert values(found.links, "raw", "key") == [("[[a]]", "note:ch/a.md"), ("[[b]]", "note:ch/b.md")]


def test_moments_lead_into_the_video(graph):
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=62s"

    assert values(of(graph, "Alpha").moments, "line", "seconds", "url") == [(8, 62, url)]
    assert values(of(graph, "video:dQw4w9WgXcQ").moments, "note", "url") == [("ch/a.md", url)]


def test_a_missing_page_is_announced_for_a_video(graph):
    found = of(graph, "planned")

    assert (found.kind, found.path, found.words) == ("missing", None, None)
    assert values(found.backlinks, "note", "raw") == [("ch/ch.md", "[[planned]]")]
    assert values(found.relations, "direction", "kind", "key") == [
        ("out", "announced_for", "video:dQw4w9WgXcQ")
    ]


def test_relations_of_a_note_leave_out_what_its_mentions_say(graph):
    assert values(of(graph, "Alpha").relations, "direction", "kind", "key") == [
        ("out", "about_video", "video:dQw4w9WgXcQ"),
        ("out", "cites_moment", "video:dQw4w9WgXcQ"),
        ("out", "in_channel", "channel:ch"),
    ]


def test_a_tag_is_mentioned_where_it_stands(graph):
    assert values(of(graph, "#tag").backlinks, "note", "raw", "kind") == [("ch/a.md", "#tag", "tag")]


def test_every_node_of_a_graph_can_be_told_about(graph):
    for node in graph.nodes.index:
        assert facts(graph, node).key == graph.nodes["key"][node]
