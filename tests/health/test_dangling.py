"""Missing pages, under each rule set."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.explore.filters import Filters, wanted_mentions
from kg.health.dangling import dangling
from kg.model.kinds import RuleSet


def told(graph, **options):
    return [
        (row["label"], row["spellings"], row["mentions"])
        for row in dangling(graph, **options).to_dict("records")
    ]


def test_missing_pages_come_by_number_of_mentions_with_their_places():
    graph = kg.build({"a.md": "[[x]]\n[[y z]] [[Y-Z]]", "b.md": "see [[y z#part|label]]"})

    assert dangling(graph).to_dict("records") == [
        {
            "key": "missing:yz",
            "label": "y z",
            "spellings": ["y z", "Y-Z"],
            "mentions": 3,
            "notes": 2,
            "places": [
                {"note": "a.md", "line": 2, "column": 1},
                {"note": "a.md", "line": 2, "column": 9},
                {"note": "b.md", "line": 1, "column": 5},
            ],
        },
        {
            "key": "missing:x",
            "label": "x",
            "spellings": ["x"],
            "mentions": 1,
            "notes": 1,
            "places": [{"note": "a.md", "line": 1, "column": 1}],
        },
    ]


def test_stricter_rules_also_miss_what_only_folding_finds():
    graph = kg.build({"a.md": "[[graph-theory]] [[nowhere]]", "graph theory.md": ""})

    assert [label for label, _, _ in told(graph)] == ["nowhere"]
    assert [label for label, _, _ in told(graph, rules=RuleSet.OBSIDIAN)] == ["graph-theory", "nowhere"]


def test_under_stricter_rules_spellings_agree_but_for_case_and_suffix():
    graph = kg.build({"a.md": "[[New page]] [[new PAGE.md]] [[new-page]] [m](New%20page.md)"})

    assert told(graph, rules=RuleSet.OBSIDIAN) == [
        ("New page", ["New page", "new PAGE.md", "New%20page.md"], 3),
        ("new-page", ["new-page"], 1),
    ]


def test_relative_targets_are_told_apart_by_the_folder_they_stand_in():
    graph = kg.build({"one/a.md": "[[./new]]", "two/b.md": "[[./new]] [[../one/new]]"})

    keys = dangling(graph, rules=RuleSet.OBSIDIAN)["key"].tolist()

    assert keys == ["missing:one/new", "missing:two/new"]


def test_only_the_mentions_asked_for_are_looked_at():
    graph = kg.build({"a.md": "[[x]] [[y]]", "b.md": "[[y]]"})

    among = wanted_mentions(graph, Filters(paths=("b*",)))

    assert told(graph, among=among) == [("y", ["y"], 1)]


def test_a_vault_without_missing_pages_has_an_empty_table_with_all_columns():
    table = dangling(kg.build({"a.md": "[[a]]"}))

    assert table.empty
    assert list(table.columns) == ["key", "label", "spellings", "mentions", "notes", "places"]


NAMES = ("new", "New", "n-ew", "./new", "../new", "one/new", "/one/new", "new.md", "a", "é")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=8), st.sampled_from(list(RuleSet)))
def test_missing_pages_are_the_missing_nodes_of_a_graph_built_with_the_same_rules(names, rules):
    text = " ".join(f"[[{name}]] [m]({name})" for name in names)
    graph = kg.build({"one/a.md": text, "b.md": text}, rules=rules)

    table = dangling(graph)

    missing = graph.nodes[graph.nodes["kind"] == "missing"]
    assert sorted(table["key"]) == sorted(missing["key"])
    mentions = graph.mentions[graph.mentions["target"].isin(missing.index)]
    assert table["mentions"].sum() == len(mentions) == sum(map(len, table["places"]))
    for other in RuleSet:
        outcomes = graph.mentions[f"outcome_{other}"]
        assert dangling(graph, rules=other)["mentions"].sum() == (outcomes == "missing").sum()


@pytest.mark.parametrize("rules", list(RuleSet))
def test_labels_are_those_of_the_missing_nodes(rules):
    graph = kg.build({"a.md": "[[x/New page]] [[x/new page]] [[Ünïcode]] [m](some%20file.md)"}, rules=rules)

    table = dangling(graph).set_index("key")["label"]

    missing = graph.nodes[graph.nodes["kind"] == "missing"].set_index("key")["label"]
    assert table.to_dict() == missing.to_dict()


def test_a_relative_link_asks_for_a_page_of_its_own_folder():
    vault = {
        "a/n.md": "[m](todo.md) [[todo]]",
        "b/n.md": "[m](todo.md) [m](../a/todo.md)",
        "c.md": "[[todo]]",
    }

    graph = kg.build(vault, rules="relative")

    assert [(row["key"], row["mentions"]) for row in dangling(graph).to_dict("records")] == [
        ("missing:a/todo", 2),
        ("missing:todo", 2),
        ("missing:b/todo", 1),
    ]
    assert set(graph.nodes["key"]) >= {"missing:a/todo", "missing:todo", "missing:b/todo"}
    assert [row["key"] for row in dangling(graph, rules=RuleSet.FOLDED).to_dict("records")] == [
        "missing:todo",
        "missing:a/todo",
    ]
