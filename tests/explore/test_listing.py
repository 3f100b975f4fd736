"""Lists of notes, links and faults, and what narrows them down."""

from __future__ import annotations

import pytest

import kg
from kg.errors import UsageError
from kg.explore.filters import Filters
from kg.explore.listing import faults, links, notes

VIDEO = "---\ntitle: {}\nvideoId: dQw4w9WgXcQ\n---\nFrom: [[{}]]\n"


@pytest.fixture(scope="module")
def graph():
    return kg.build(
        {
            "one/a.md": VIDEO.format("A", "one") + "# Head\n[[b]] and [[c|see]]\n\n> [[gone]]\n",
            "one/b.md": VIDEO.format("B", "one") + "[[a]] #Tag #other",
            "one/one.md": "### [T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[a]]\n",
            "two/c.md": VIDEO.format("C", "two") + "![[a#Head]] [out](https://example.org)",
            "two/bad.md": b"\xff",
        },
        profile="youtube",
    )


def rows(table):
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_notes_with_tags_and_declared_aliases():
    graph = kg.build(
        {
            "b.md": "---\ntitle: Bee\naliases: [Bumble, Hum]\ntags: [x/y]\n---\nOne two #Z\n",
            "a.md": "[[b|label]]",
        }
    )

    assert rows(notes(graph)) == [
        {
            "path": "a.md",
            "key": "note:a.md",
            "kind": "note",
            "title": "a",
            "tags": [],
            "aliases": [],
            "words": 1,
        },
        {
            "path": "b.md",
            "key": "note:b.md",
            "kind": "note",
            "title": "Bee",
            "tags": ["x/y", "Z"],
            "aliases": ["Bumble", "Hum"],
            "words": 3,
        },
    ]


def test_notes_of_a_channel_a_path_or_a_kind(graph):
    def paths(**fields):
        return notes(graph, filters=Filters(**fields))["path"].tolist()

    assert paths() == ["one/a.md", "one/b.md", "one/one.md", "two/bad.md", "two/c.md"]
    assert paths(channels=("one",)) == ["one/a.md", "one/b.md"]
    assert paths(channels=("ONE", "two")) == ["one/a.md", "one/b.md", "two/bad.md", "two/c.md"]
    assert paths(paths=("*/b*", "two/c.md")) == ["one/b.md", "two/bad.md", "two/c.md"]
    assert paths(kinds=("index",)) == ["one/one.md"]
    assert paths(kinds=("note",), channels=("two",), paths=("*c*",)) == ["two/c.md"]


def test_other_nodes_can_be_listed_by_their_kind(graph):
    assert notes(graph, filters=Filters(kinds=("missing",)))["key"].tolist() == [
        "missing:gone",
        "missing:two",
    ]
    assert notes(graph, filters=Filters(kinds=("attachment",))).empty


def test_an_unknown_kind_or_channel_is_told_with_those_there_are(graph):
    with pytest.raises(UsageError, match="attachment, channel, external"):
        notes(graph, filters=Filters(kinds=("notes",)))
    with pytest.raises(UsageError, match="Did you mean 'one'"):
        notes(graph, filters=Filters(channels=("onne",)))
    with pytest.raises(UsageError, match="no channels"):
        notes(kg.build({"a.md": ""}), filters=Filters(channels=("one",)))


def test_links_carry_what_other_programs_rely_on():
    graph = kg.build(
        {
            "a.md": '---\nup: ["[[b]]"]\n---\n# H\n'
            "[[B#One two|x]] ![[p.png]] [m](b.md#^id) [[#H]] [[gone|]] #tag\nk:: [[b]]\n",
            "b.md": "",
            "p.png": b"",
        }
    )

    found = rows(links(graph, rules="obsidian"))

    assert [(row["raw"], row["kind"], row["line"], row["column"]) for row in found] == [
        ("[[b]]", "frontmatter", 2, 7),
        ("[[B#One two|x]]", "link", 5, 1),
        ("![[p.png]]", "embed", 5, 17),
        ("[m](b.md#^id)", "markdown", 5, 28),
        ("[[#H]]", "link", 5, 42),
        ("[[gone|]]", "link", 5, 49),
        ("[[b]]", "link", 6, 5),
    ]
    assert [row["target"] for row in found] == ["b", "B", "p.png", "b.md", "", "gone", "b"]
    assert [row["resolved"] for row in found] == ["b.md", "b.md", "p.png", "b.md", "a.md", None, "b.md"]
    assert [row["outcome"] for row in found] == [
        "exact",
        "case",
        "exact",
        "exact",
        "self",
        "missing",
        "exact",
    ]
    assert [row["fragment"] for row in found] == [
        None,
        {"type": "heading", "value": "One two"},
        None,
        {"type": "block", "value": "id"},
        {"type": "heading", "value": "H"},
        None,
        None,
    ]
    assert [row["label"] for row in found] == [None, "x", None, "m", None, "", None]
    assert [row["embed"] for row in found] == [False, False, True, False, False, False, False]
    assert [row["property"] for row in found] == ["up.0", *[None] * 6]
    assert [row["field"] for row in found] == [*[None] * 6, "k"]
    assert [row["context"] for row in found] == ["property", *["body"] * 6]
    assert [row["section"] for row in found] == [None, *["H"] * 6]


def test_external_links_are_listed_only_if_asked_for_and_tags_never(graph):
    raw = links(graph)["raw"].tolist()

    assert not any("example.org" in text or text.startswith("#") for text in raw)
    more = links(graph, external=True)["raw"].tolist()
    assert [text for text in more if text not in raw] == [
        "[T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        "[out](https://example.org)",
    ]


def test_rule_sets_differ_in_what_a_link_leads_to():
    graph = kg.build({"a.md": "[[Graph-theory]]", "graph theory.md": ""})

    assert rows(links(graph))[0]["resolved"] == "graph theory.md"
    assert rows(links(graph, rules="obsidian"))[0]["resolved"] is None


@pytest.mark.parametrize(
    ("fields", "raw"),
    [
        ({"contexts": ("quote",)}, ["[[gone]]"]),
        ({"kinds": ("embed",)}, ["![[a#Head]]"]),
        ({"contexts": ("index_list",)}, ["[[a]]"]),
        ({"channels": ("two",), "contexts": ("body",)}, ["![[a#Head]]"]),
        ({"paths": ("one/b*",), "contexts": ("body", "quote")}, ["[[a]]"]),
        ({"kinds": ("canvas",)}, []),
    ],
)
def test_links_are_narrowed_down_by_kind_channel_path_and_context(graph, fields, raw):
    assert links(graph, filters=Filters(**fields))["raw"].tolist() == raw


def test_faults_by_code_path_and_channel(graph):
    def found(codes=(), **fields):
        return sorted(set(faults(graph, codes=codes, filters=Filters(**fields))["path"]))

    assert found(codes=("not-utf8",)) == ["two/bad.md"]
    assert found(codes=("not-utf8",), channels=("one",)) == []
    assert found(codes=("not-utf8",), channels=("two",)) == ["two/bad.md"]
    assert found(paths=("one/*",)) == []
