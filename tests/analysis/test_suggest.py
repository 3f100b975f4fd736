"""Suggested links: between notes no link joins, those with most in common first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.suggest import in_common
from kg.builder.texts import texts
from kg.model.tables import SUGGESTIONS


@st.composite
def linked(draw, *, largest=9):
    size = draw(st.integers(1, largest))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = set(draw(st.lists(ends, max_size=25)))
    return {f"n{a}.md": " ".join(f"[[n{b}]]" for source, b in pairs if source == a) for a in range(size)}


@settings(max_examples=60, deadline=None)
@given(linked())
def test_suggestions_are_pairs_of_notes_not_linked_each_once_best_first(notes):
    graph = kg.build(notes)
    joined = {frozenset(pair) for pair in zip(graph.edges["source"], graph.edges["target"], strict=True)}

    table = kg.suggested_links(graph)

    pairs = list(zip(table["source"], table["target"], strict=True))
    assert len(pairs) == len(set(pairs))
    assert all(a < b and frozenset((a, b)) not in joined for a, b in pairs)
    assert table["score"].between(0, 1).all()
    assert table["score"].is_monotonic_decreasing
    assert table["texts"].isna().all()


def test_the_score_is_the_weighted_mean_of_what_is_told():
    graph = kg.build(
        {"a.md": "[[x]] [[y]]", "b.md": "[[x]] [[y]]", "c.md": "[[x]]", "old bell.md": "", "bell.md": ""}
    )

    table = kg.suggested_links(graph)

    said = table["adamic_adar"] / (table["adamic_adar"] + 1)
    said += (table["co_citation"] + table["coupling"] + table["titles"]) / 2
    assert table["score"].tolist() == pytest.approx((said / 2.5).tolist())
    assert {"old bell", "bell"} in [
        {graph.nodes["label"][a], graph.nodes["label"][b]}
        for a, b in zip(table["source"], table["target"], strict=True)
    ]


def test_missing_pages_are_in_common_but_never_suggested():
    graph = kg.build({"a.md": "[[x]]", "b.md": "[[x]]"})

    table = kg.suggested_links(graph)

    assert table[["source", "target"]].values.tolist() == [[0, 1]]
    assert in_common(graph, table)["neighbours"].tolist() == [["x"]]


def test_texts_bring_pairs_that_links_do_not_show():
    notes = {"a.md": "the lantern moth", "b.md": "a lantern moth", "c.md": "rain"}
    graph = kg.build(notes)

    table = kg.suggested_links(graph, texts=texts(graph, notes))

    assert table[["source", "target"]].values.tolist() == [[0, 1]]
    assert table["texts"].tolist() == pytest.approx([1.0])
    assert in_common(graph, table, texts=texts(graph, notes))["words"].tolist() == [["lantern", "moth"]]


def test_a_pair_is_given_if_it_is_among_the_first_of_either_note():
    hub = {"a.md": " ".join(f"[[x{number}]]" for number in range(6))}
    notes = {f"n{number}.md": f"[[x{number}]]" for number in range(6)}

    table = kg.suggested_links(kg.build({**hub, **notes}), top=1)

    assert len(table[table["source"] == 0]) == 6


@pytest.mark.parametrize("notes", [{"a.txt": ""}, {"a.md": ""}, {"a.md": "[[a]]"}])
def test_vaults_without_anything_to_suggest_give_the_columns_of_the_table(notes):
    table = kg.suggested_links(kg.build(notes))

    assert table.empty
    assert tuple(table.columns) == SUGGESTIONS.names
