"""Related nodes: hand-made cases, laws, and networkx or a plain count as the oracle."""

from __future__ import annotations

from itertools import combinations
from math import log, sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.similarity import By
from kg.builder.texts import texts
from kg.errors import UsageError

few = settings(max_examples=40, deadline=None)
BY_LINKS = [By.ADAMIC_ADAR, By.COCITATION, By.COUPLING]


@st.composite
def linked(draw, *, largest=9):
    """A vault of notes n0, n1 …, and the same links as a set of pairs."""
    size = draw(st.integers(1, largest))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = {(a, b) for a, b in draw(st.lists(ends, max_size=30)) if a != b}
    text = {
        f"n{a}.md": " ".join(f"[[n{b}]]" for source, b in sorted(pairs) if source == a) for a in range(size)
    }
    return kg.build(text), size, pairs


def scores_of(graph, by, **options):
    """What `similar` says, pair by pair."""
    table = kg.similar(graph, by=by, top=100, **options)
    return dict(zip(zip(table["node"], table["other"], strict=True), table["score"], strict=True))


@few
@given(linked())
def test_adamic_adar_is_that_of_networkx(case):
    graph, size, pairs = case
    peer = nx.Graph(sorted(pairs))
    peer.add_nodes_from(range(size))
    wanted = {
        (a, b): s for a, b, s in nx.adamic_adar_index(peer, list(combinations(range(size), 2))) if s > 0
    }

    found = scores_of(graph, By.ADAMIC_ADAR)

    assert {pair: score for pair, score in found.items() if pair[0] < pair[1]} == pytest.approx(wanted)


@few
@given(linked(), st.sampled_from([By.COCITATION, By.COUPLING]))
def test_cocitation_and_coupling_are_what_one_counts_by_hand(case, by):
    graph, size, pairs = case
    if by == By.COCITATION:
        sets = [{a for a, b in pairs if b == node} for node in range(size)]
    else:
        sets = [{b for a, b in pairs if a == node} for node in range(size)]
    wanted = {
        (a, b): len(sets[a] & sets[b]) / sqrt(len(sets[a]) * len(sets[b]))
        for a in range(size)
        for b in range(size)
        if a != b and sets[a] & sets[b]
    }

    assert scores_of(graph, by) == pytest.approx(wanted)


@few
@given(linked(), st.sampled_from([*BY_LINKS, By.TITLES]))
def test_a_pair_is_as_related_as_the_pair_turned_round(case, by):
    graph, _, _ = case
    found = scores_of(graph, by)

    assert found == pytest.approx({(b, a): score for (a, b), score in found.items()})


@few
@given(linked(), st.sampled_from([*BY_LINKS, By.TITLES]), st.integers(1, 4))
def test_the_pass_over_all_nodes_says_what_each_node_says_of_itself(case, by, top):
    graph, size, _ = case
    every = kg.similar(graph, by=by, top=top)

    for node in range(size):
        own = kg.related(graph, node, by=by, top=top)
        rows = every[every["node"] == node]
        assert rows["other"].tolist() == own.index.tolist()
        assert rows["score"].tolist() == pytest.approx(own["score"].tolist())
        assert rows["linked"].tolist() == own["linked"].tolist()


@few
@given(linked())
def test_pagerank_of_one_node_is_the_personalised_one_of_networkx(case):
    graph, size, pairs = case
    peer = nx.Graph(sorted(pairs))
    peer.add_nodes_from(range(size))
    theirs = nx.pagerank(peer, personalization={0: 1}, dangling={0: 1}, tol=1e-13, max_iter=10_000)

    own = kg.related(graph, 0, by="pagerank", top=None)

    del theirs[0]  # a node is not related to itself
    assert dict.fromkeys(theirs, 0) | own["score"].to_dict() == pytest.approx(theirs, abs=1e-7)


@few
@given(linked())
def test_pagerank_of_all_nodes_falls_short_by_what_the_docs_say(case):
    graph, size, _ = case

    found = scores_of(graph, By.PAGERANK)

    for node in range(size):
        exact = kg.related(graph, node, by="pagerank", top=None)["score"]
        own = [found.get((node, other), 0) for other in exact.index]
        assert all(full - cut + 1e-9 >= 0 for full, cut in zip(exact, own, strict=True))
        assert sum(exact) - sum(own) <= 0.85**17 + 1e-6


def test_equal_scores_go_to_the_lower_numbers_however_many_are_asked_for():
    graph = kg.build({"hub.md": " ".join(f"[[n{number}]]" for number in range(30))})
    every = kg.similar(graph, by=By.COCITATION, top=3)

    assert every[every["node"] == 30]["other"].tolist() == [1, 2, 3]
    assert kg.related(graph, 30, by=By.COCITATION, top=3).index.tolist() == [1, 2, 3]


def test_why_names_what_counts_most_first():
    notes = {"a.md": "[[rare]] [[common]]", "b.md": "[[rare]] [[common]]"}
    graph = kg.build({**notes, **{f"x{number}.md": "[[common]]" for number in range(5)}})

    row = kg.related(graph, 0).loc[1]

    assert row["why"] == ["rare", "common"]
    assert row["score"] == pytest.approx(1 / log(2) + 1 / log(7))
    assert not row["linked"]


def test_titles_meet_in_rare_words_and_not_within_words():
    graph = kg.build({"The bell.md": "", "Old bells.md": "", "Belly dance.md": "", "The clock.md": ""})

    table = kg.related(graph, graph.nodes.index[graph.nodes["label"] == "The bell"][0], by="titles")

    assert table["label"].tolist() == ["Old bells", "The clock"]
    assert [[word.lower() for word in why] for why in table["why"]] == [["bells"], ["the"]]


def test_titles_with_signs_of_several_bytes_keep_their_places():
    names = ["Lady’s “smock”", "Ψυχή — pond", "pond Ψυχή", "smock"]
    graph = kg.build({f"{name}.md": "" for name in names})
    number = dict(zip(graph.nodes["label"], graph.nodes.index, strict=True))

    found = kg.related(graph, number["pond Ψυχή"], by="titles")

    assert found["label"].tolist() == ["Ψυχή — pond"]
    assert kg.related(graph, number["smock"], by="titles")["label"].tolist() == ["Lady’s “smock”"]


def test_texts_are_compared_by_what_a_reader_sees():
    hidden = "---\ntitle: zebra\n---\n`zebra` $zebra$ <b title='zebra'></b> [[zebra|a]] and"
    notes = {"a.md": f"{hidden} lantern", "b.md": "lantern moth", "c.md": "moth zebra", "d.md": "moth zebra"}
    graph = kg.build(notes)

    table = kg.related(graph, 0, by="texts", texts=texts(graph, notes))

    assert table["path"].tolist() == ["b.md"]
    assert table["why"].tolist() == [["lantern"]]


def test_a_text_that_has_changed_is_not_compared():
    notes = {"a.md": "lantern", "b.md": "lantern", "c.md": "lantern", "d.md": ""}
    graph = kg.build(notes)
    found = texts(graph, {**notes, "b.md": "lantern!"})

    assert kg.related(graph, 0, by="texts", texts=found)["path"].tolist() == ["c.md"]
    assert found.unusable == {"b.md": "changed"}


def test_a_choice_of_nodes_is_kept_to():
    graph = kg.build({"a.md": "[[x]]", "b.md": "[[x]]", "c.md": "[[x]]"})
    among = np.array([True, False, True, True])

    assert kg.related(graph, 0, among=among, top=None)["key"].tolist() == ["note:c.md"]


@pytest.mark.parametrize("by", [by for by in By if by != By.TEXTS])
@pytest.mark.parametrize("notes", [{}, {"a.md": ""}, {"a.md": "[[a]]"}, {"a.md": "", "b.md": ""}])
def test_graphs_without_links_have_nothing_related(by, notes):
    graph = kg.build(notes or {"a.txt": ""})

    assert kg.similar(graph, by=by).empty
    if notes:
        assert kg.related(graph, 0, by=by).empty


def test_nodes_that_take_no_part_and_unknown_measures_are_told():
    graph = kg.build({"a.md": "#tag"})

    with pytest.raises(UsageError, match="takes no part"):
        kg.related(graph, 1)
    with pytest.raises(UsageError, match="adamic-adar, co-citation"):
        kg.similarity(graph, by="nothing")
    with pytest.raises(UsageError, match="vault"):
        kg.similarity(graph, by="texts")
