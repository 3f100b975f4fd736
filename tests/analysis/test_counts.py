"""The numbers of a graph add up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.counts import account, counts
from kg.model.kinds import RuleSet

PIECES = (
    "[[a]]",
    "[[B]]",
    "[[nowhere]]",
    "[[A-]]",
    "![[b]]",
    "[x](b.md)",
    "#tag",
    "https://example.org",
    "[[#h]]",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=12))
def test_each_mention_has_one_outcome_under_each_rule_set(first, second):
    graph = kg.build({"a.md": " ".join(first), "b.md": " ".join(second)})

    table = account(graph)

    assert list(table.columns) == list(RuleSet)
    assert (table.sum() == len(graph.mentions)).all()


def test_counts_are_those_of_the_tables():
    graph = kg.build({"a.md": "# One\n\ntwo [[b]] three [[b]] ^block\n", "b.md": "#tag"})

    found = counts(graph)

    assert found.nodes == {"note": 2, "tag": 1}
    assert found.edges == {"links_to": 1, "tagged": 1}
    assert found.mentions == {"link": 2, "tag": 1}
    assert found.headings == 1
    assert found.words == graph.nodes["words"].sum()
    assert found.timeless == 0
    assert not found.faults


def test_an_empty_vault_has_no_numbers():
    found = counts(kg.build({"a.txt": ""}))

    assert not found.nodes
    assert found.words == 0
    assert found.outcomes == {rules: {} for rules in RuleSet}
