"""Unlinked mentions: cases by hand, and the law that every place holds the name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.builder.texts import texts


def found(notes, **options):
    graph = kg.build(notes)
    return graph, kg.unlinked(graph, texts(graph, notes), **options)


def names_in(text, names=("bell",), **options):
    """The names found in one note's text, as they stand there."""
    notes = {**{f"{name}.md": "" for name in names}, "zz zz.md": text}
    return found(notes, **options)[1].places["name"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "a bell",
        "Bell",
        "(bell)",
        "«bell»",
        "the “bell”.",
        "bell—rope",
        "*bell*",
        "**bell**s",
        "> a bell",
        "- bell",
        "| bell | x |\n|--|--|",
        "# A bell",
        "bell\n",
        "no\r\nbell\r\n",
        "bell-rope",
        "$5 for a bell, $6 for two",
    ],
)
def test_a_name_is_found_where_it_stands_alone(text):
    assert [name.lower() for name in names_in(text)] == ["bell"]


@pytest.mark.parametrize(
    "text",
    [
        "bells doorbell bellé ébell bell1 1bell",
        "bell\u0301",
        "`bell`",
        "```\nbell\n```",
        "    bell\n",
        "$bell$",
        "$$\nbell\n$$",
        "%% bell %%",
        "%%\nbell",
        "<!-- bell -->",
        "<b title='bell'>",
        "[[bell]]",
        "[[nowhere|bell]]",
        "![[bell]]",
        "[bell](https://example.org)",
        "[x](https://example.org/bell)",
        "https://example.org/bell",
        "<https://example.org/bell>",
        "#bell",
        "---\ntitle: bell\n---\n",
        "---\nup: '[[bell]]'\n---\n",
    ],
)
def test_a_name_is_not_found_within_words_nor_where_no_link_can_be(text):
    assert names_in(text) == []


def test_a_link_elsewhere_in_the_note_is_enough_unless_repeated_ones_are_asked_for():
    assert names_in("[[bell]] and a bell") == []
    assert names_in("[[bell]] and a bell", repeated=True) == ["bell"]


def test_the_longest_name_counts_and_of_overlapping_ones_the_first():
    names = ("graph", "graph theory", "theory of graphs")

    assert names_in("graph theory, a graph", names) == ["graph theory", "graph"]
    assert names_in("graph theory of graphs", names) == ["graph theory"]
    assert names_in("a graph theoryx", names) == ["graph"]
    assert names_in("the graph theories", names) == ["graph"]


def test_a_name_within_a_longer_linked_name_is_not_suggested():
    assert names_in("[[x|see graph theory]] graph", ("graph", "graph theory")) == ["graph"]
    assert names_in("[[graph theory]] and graph theory", ("graph", "graph theory")) == []


def test_words_of_a_name_may_be_joined_by_blank_line_or_hyphen_but_by_nothing_else():
    text = "moth trap, moth-trap, moth_trap, moth, trap, moth/trap, moth.trap, moth  trap, moth\ntrap"

    assert names_in(text, ("moth_trap",)) == ["moth trap", "moth-trap", "moth_trap"]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("C++ primer", "a C++ primer, no C primer, no C-- primer", ["C++ primer"]),
        (".NET", "in .NET, not in a net or NET", [".NET"]),
        ("Lady's smock", "Lady’s smock and Lady's smock", ["Lady’s smock", "Lady's smock"]),
        ("Pré fleuri", "Pre\u0301 fleuri, PRÉ FLEURI", ["Pre\u0301 fleuri", "PRÉ FLEURI"]),
        ("Опёнок", "опёнок и опёнков", ["опёнок"]),
        ("金木犀", "庭の金木犀が咲いた", ["金木犀"]),
        ("ياسمين", "في ياسمين.", ["ياسمين"]),
        ("Ψυχή", "ψυχή, Ψυχή", ["ψυχή", "Ψυχή"]),
    ],
)
def test_names_of_all_scripts_and_with_signs_are_found_as_they_are_spelled(name, text, wanted):
    assert names_in(text, (name,)) == wanted


def test_titles_and_aliases_are_names_and_labels_are_not():
    notes = {
        "a.md": "---\ntitle: Harbour bell\naliases: [the gong]\n---\n",
        "b.md": "The Gong, a harbour bell, a ringer.",
        "c.md": "[[a|ringer]]",
    }
    graph, table = found(notes)

    assert table.places["name"].tolist() == ["The Gong", "harbour bell"]
    assert set(graph.nodes["path"][table.places["target"]]) == {"a.md"}


def test_an_ambiguous_name_is_marked_and_means_the_note_in_the_same_folder():
    notes = {
        "x/Plan.md": "",
        "y/Plan.md": "",
        "y/a.md": "A plan.",
        "z/b.md": "A plan.",
        "y/c.md": "[[x/Plan]] plan",
    }
    graph, table = found(notes)

    rows = table.places[["source", "target", "candidates"]].values.tolist()
    path = graph.nodes["path"]
    assert [(path[a], path[b], count) for a, b, count in rows] == [
        ("y/a.md", "y/Plan.md", 2),
        ("z/b.md", "x/Plan.md", 2),
    ]


def test_short_names_are_left_out_and_told():
    _, table = found({"ai.md": "", "x.md": "An AI. A zed 木犀.", "zed.md": "", "木犀.md": ""})

    assert table.short == ["ai", "x"]
    assert table.places["name"].tolist() == ["zed", "木犀"]


def test_common_words_are_left_out_and_told_but_names_of_several_words_never():
    notes = {
        "home.md": "",
        "the bell.md": "",
        **{f"n{number:02}.md": "Home to the bell." for number in range(12)},
    }

    _, table = found(notes)

    assert table.common == {"home": 12}
    assert set(table.places["name"]) == {"the bell"}
    assert len(found(notes, common=1.0)[1].places) == 24


def test_places_are_those_of_a_table_of_mentions():
    notes = {"bell.md": "", "a.md": "\ufeffÉté\n> [!note] A bell\r\n"}
    graph, table = found(notes)

    row = table.places.iloc[0]
    data = notes["a.md"].encode()
    assert (row["line"], row["column"], row["context"]) == (2, 13, "callout")
    assert data[row["start"] : row["end"]] == b"bell"
    assert graph.nodes["path"][row["source"]] == "a.md"


def test_a_note_that_has_changed_is_left_out():
    notes = {"bell.md": "", "a.md": "a bell", "b.md": "a bell"}
    graph = kg.build(notes)
    changed = texts(graph, {**notes, "a.md": "a bell."})

    assert kg.unlinked(graph, changed).places["source"].tolist() == [
        graph.nodes.index[graph.nodes["path"] == "b.md"][0]
    ]
    assert changed.unusable == {"a.md": "changed"}


@pytest.mark.parametrize("notes", [{"a.txt": ""}, {"a.md": ""}, {"abc.md": "abc"}])
def test_a_vault_without_anything_to_find_gives_an_empty_table_of_the_same_columns(notes):
    _, table = found(notes)

    assert table.places.empty
    assert {"source", "target", "candidates", "name", "line"} <= set(table.places.columns)


WORDS = st.sampled_from(
    [
        "bell",
        "Bell",
        "moth trap",
        "moth-trap",
        "`",
        "[[",
        "]]",
        "|",
        "$",
        "é",
        "鐘",
        " ",
        "\n",
        ".",
        "x",
        "%%",
        "<b>",
        "# ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_every_place_holds_the_name_in_the_bytes_and_lies_in_no_mention(text):
    notes = {"bell.md": "", "moth trap.md": "", "鐘楼.md": "", "n.md": text}
    graph, table = found(notes, repeated=True)

    data = text.encode()
    own = graph.mentions
    for row in table.places.itertuples():
        held = data[row.start : row.end].decode()
        assert held == row.name
        target = graph.nodes["label"][row.target]
        assert held.lower().replace("-", " ") == target
        assert data[: row.start].count(b"\n") + 1 == row.line
        mine = own[own["source"] == row.source]
        assert not ((mine["start"] < row.end) & (mine["end"] > row.start)).any()
