"""Communities: laws of any division, quality beside igraph, names and levels on hand-made vaults."""

from __future__ import annotations

import random

import igraph
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.communities import by_community, communities, community_list, community_members
from kg.analysis.division import divide
from kg.analysis.groups import both_ways
from kg.analysis.leiden import leiden, modularity
from kg.analysis.selection import Selection, select
from kg.analysis.topic_words import distinctive_words
from kg.errors import UsageError
from kg.explore.find import find
from kg.model.tables import COMMUNITIES

few = settings(max_examples=40, deadline=None)
pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)

CLIQUES = {  # two groups of four that all link to each other, and one link between them
    **{f"tea {n}.md": " ".join(f"[[tea {m}]]" for m in range(4)) for n in range(4)},
    **{f"tide {n}.md": " ".join(f"[[tide {m}]]" for m in range(4)) for n in range(3)},
    "tide 3.md": "[[tide 0]] [[tea 0]]",
}
CHANNELS = {  # links stay within a folder, topics don't
    "one/contents.md": "[[green tea]] [[tea trade]] [[tide]] [[tide gauge]]",
    "one/green tea.md": "[[tide gauge]]",
    "one/tea trade.md": "[[tide]]",
    "one/tide.md": "",
    "one/tide gauge.md": "",
    "two/tea.md": "[[spring tide]]",
    "two/tea house.md": "[[neap tide]]",
    "two/spring tide.md": "[[tea house]]",
    "two/neap tide.md": "[[tea]]",
}


def linked(ends, size=10):
    return kg.build({f"n{a}.md": " ".join(f"[[n{b}]]" for x, b in ends if x == a) for a in range(size)})


def oracle(weights):
    cells = weights.tocoo()
    upper = cells.row < cells.col
    edges = list(zip(cells.row[upper].tolist(), cells.col[upper].tolist(), strict=True))
    return igraph.Graph(n=weights.shape[0], edges=edges), cells.data[upper].tolist()


@few
@given(pairs, st.sampled_from([0.3, 1.0, 2.5]), st.integers(0, 5))
def test_a_division_holds_every_page_once_and_is_numbered_by_size(ends, resolution, seed):
    graph = linked(ends)

    table = communities(graph, resolution=resolution, seed=seed)

    assert table["node"].tolist() == list(range(10))
    sizes = table["community"].value_counts().sort_index()
    assert sizes.index.tolist() == list(range(len(sizes)))
    assert sizes.is_monotonic_decreasing


@few
@given(pairs, st.sampled_from([0.5, 1.0, 2.0]))
def test_no_trivial_division_is_better(ends, resolution):
    division = divide(linked(ends), resolution=resolution)

    best = division.levels[0].modularity

    for trivial in (np.zeros(10, np.int32), np.arange(10, dtype=np.int32)):
        assert best >= modularity(division.weights, trivial, resolution=resolution) - 1e-12


@few
@given(pairs, st.lists(st.integers(0, 3), min_size=10, max_size=10), st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_that_of_igraph(ends, groups, resolution):
    weights = both_ways(select(linked(ends)).matrix)
    wanted, weight = oracle(weights)

    found = modularity(weights, np.array(groups, np.int32), resolution=resolution)

    if weight:
        assert found == pytest.approx(wanted.modularity(groups, weights=weight, resolution=resolution))
    else:
        assert found == 0


@few
@given(pairs)
def test_members_of_a_community_are_connected(ends):
    weights = both_ways(select(linked(ends)).matrix)
    labels = leiden(weights)

    for label in set(labels.tolist()):
        rows = np.flatnonzero(labels == label)
        graph, _ = oracle(weights[rows][:, rows])
        assert graph.is_connected()


def test_quality_is_that_of_igraph():
    chance = random.Random(7)  # noqa: S311  # a made-up graph, no secret
    ends = {
        tuple(chance.sample(range(block * 40, block * 40 + 40), 2)) for block in range(25) for _ in range(120)
    }
    ends |= {(chance.randrange(1000), chance.randrange(1000)) for _ in range(900)}
    notes = {f"n{a}.md": [] for a in range(1000)}
    for a, b in ends:
        notes[f"n{a}.md"].append(f"[[n{b}]]")
    division = divide(kg.build({path: " ".join(links) for path, links in notes.items()}))
    wanted, weight = oracle(division.weights)
    igraph.set_random_number_generator(chance)

    theirs = wanted.community_leiden("modularity", weights=weight)

    assert division.levels[0].modularity >= wanted.modularity(theirs.membership, weights=weight) - 0.002


@few
@given(pairs, st.integers(0, 2**63))
def test_the_same_seed_gives_the_same_communities(ends, seed):
    graph = linked(ends)

    assert communities(graph, seed=seed).equals(communities(graph, seed=seed))


@few
@given(pairs)
def test_each_level_divides_the_one_before(ends):
    division = divide(linked(ends), resolution=(4, 0.2, 1))

    assert [level.resolution for level in division.levels] == [0.2, 1, 4]
    for coarse, fine in zip(division.levels, division.levels[1:], strict=False):
        for number in range(fine.community.max() + 1):
            assert len(set(coarse.community[fine.community == number].tolist())) == 1


@pytest.mark.parametrize(("resolution", "sizes"), [(1, [4, 4]), (20, [1] * 8)])
def test_pages_with_one_link_go_with_what_they_link_to_or_stay_alone(resolution, sizes):
    graph = kg.build({f"{hub} {leaf}.md": f"[[{hub}]]" for hub in ("a", "b") for leaf in range(3)})

    table = community_list(graph, divide(graph, resolution=resolution))

    assert table["size"].tolist() == sizes


def test_two_cliques_are_two_communities_named_by_their_words():
    graph = kg.build(CLIQUES)

    table = community_list(graph, divide(graph))

    assert table["name"].tolist() == ["tea", "tide"]
    assert table["size"].tolist() == [4, 4]
    assert table["key"].tolist() == ["note:tea 0.md", "note:tide 0.md"]
    assert table["inside"].tolist() == pytest.approx([24 / 25, 20 / 21])
    assert communities(graph)["name"].tolist() == ["tea"] * 4 + ["tide"] * 4


def test_levels_tell_what_they_are_a_part_of():
    graph = kg.build(CLIQUES)

    table = community_list(graph, divide(graph, resolution=(0.01, 1)))

    assert table[["level", "community", "size"]].values.tolist() == [[0, 0, 8], [1, 0, 4], [1, 1, 4]]
    assert table["within"].tolist()[1:] == [0, 0]
    assert table["within"].isna().tolist() == [True, False, False]


def test_links_find_the_folders_and_titles_find_the_topics():
    graph = kg.build(CHANNELS)
    pages = graph.nodes["label"].tolist()

    by_links = divide(graph, text=0)
    by_text = divide(graph, text=1)

    assert community_list(graph, by_links)["channels"].map(len).max() == 1
    largest = by_text.levels[0].community
    tea = {largest[pages.index(page)] for page in ("green tea", "tea trade", "tea", "tea house")}
    tide = {largest[pages.index(page)] for page in ("tide", "tide gauge", "spring tide", "neap tide")}
    assert len(tea) == len(tide) == 1
    assert tea != tide


def test_text_shares_the_weight_with_links():
    graph = kg.build(CHANNELS)
    links, both = divide(graph, text=0).weights, divide(graph, text=0.5).weights

    assert both.sum() == pytest.approx(links.sum())
    assert (both - links * 0.5).min() > -1e-12
    assert (both - both.T).nnz == 0


def test_without_hubs_index_pages_and_hubs_take_no_part():
    many = {f"x/n{number}.md": "" for number in range(60)}
    hub = {
        "x/hub.md": " ".join(f"[[n{number}]]" for number in range(60)),
        "x/x.md": "### [T](https://a.b)\n- [[n1]]",
    }
    graph = kg.build({**many, **hub}, profile="youtube")

    nodes = divide(graph, hubs=False, selection=Selection(lists=True)).nodes

    assert sorted(set(range(len(graph.nodes))) - set(nodes)) == sorted(
        graph.nodes.index[~graph.nodes["path"].isin(many)]
    )


def test_members_come_with_the_one_that_is_joined_most_first():
    graph = kg.build(CLIQUES)
    division = divide(graph)

    members = community_members(graph, division, find(graph, "tide 1"))

    assert members["label"].tolist() == ["tide 0", "tide 1", "tide 2", "tide 3"]
    assert members["weight"].tolist() == [6, 5, 5, 4]


def test_a_node_that_takes_no_part_has_no_members():
    graph = kg.build({"a.md": "#tag [[b]]"})

    assert community_members(graph, divide(graph), find(graph, "tag:tag")).empty


def test_communities_are_groups_that_bridges_can_be_looked_for_between():
    graph = kg.build({**CLIQUES, "other.md": "#tag"})

    grouping = by_community(graph, divide(graph))

    assert grouping.names == ("tea", "tide", "other")
    assert grouping.group.tolist() == [2, 0, 0, 0, 0, 1, 1, 1, 1, -1]


@pytest.mark.parametrize("text", [0, 0.5, 1])
@pytest.mark.parametrize("hubs", [False, True])
@pytest.mark.parametrize(
    ("notes", "sizes"), [({}, []), ({"a.md": ""}, [1]), ({"a.md": "[[a]]", "!!.md": ""}, [1, 1])]
)
def test_an_empty_graph_a_page_alone_and_pages_without_links(notes, sizes, text, hubs):
    graph = kg.build(notes)
    division = divide(graph, text=text, hubs=hubs)

    assert community_list(graph, division)["size"].tolist() == sizes
    assert len(communities(graph, text=text, hubs=hubs)) == len(notes)
    assert division.levels[0].modularity == 0
    assert np.isfinite(community_list(graph, division)["inside"]).all()


@pytest.mark.parametrize(
    "options",
    [
        {"resolution": 0},
        {"resolution": -1},
        {"resolution": float("nan")},
        {"resolution": float("inf")},
        {"resolution": ()},
        {"text": -0.1},
        {"text": 1.1},
        {"text": float("nan")},
        {"seed": -1},
        {"seed": 2**64},
    ],
)
def test_options_out_of_range_are_refused(options):
    with pytest.raises(UsageError):
        divide(kg.build({"a.md": "[[b]]"}), **options)


def test_the_table_is_as_specified():
    table = communities(kg.build(CLIQUES), resolution=(0.5, 1))

    assert tuple(table.columns) == COMMUNITIES.names
    for column in COMMUNITIES.columns:
        assert str(table[column.name].dtype) == column.base.removesuffix("ing")


def test_names_leave_out_what_everybody_says_and_forms_of_one_word():
    titles = ["The art of agents", "An agent of the state", "The price of oil", "The oil of the sea"] * 3
    groups = np.array([0, 0, 1, 1] * 3, np.int32)

    words = distinctive_words(titles, groups, number=2)

    assert not {"the", "of"} & {word for found in words for word in found}
    assert len({"agent", "agents"} & set(words[0])) == 1
    assert words[1][0] == "oil"


def test_titles_that_are_numbers_punctuation_or_hostile_give_no_words():
    titles = ["1984", "!!!", "a\nb\nc", "\x00\x1b[31m", "", "x" * 10_000]

    words = distinctive_words(titles, np.zeros(len(titles), np.int32), number=1)

    assert words == [["x" * 10_000, "31m"]]


@pytest.mark.parametrize(
    "title", ["The Art of War", "Die Kunst des Krieges und", "L'art de la guerre", "El arte de la guerra"]
)
def test_words_that_only_hold_a_title_together_name_nothing(title):
    """A lone group has no others to tell that "of" is common everywhere."""
    (words,) = distinctive_words([title], np.zeros(1, np.int32), number=1)

    assert words
    assert not {"the", "of", "die", "des", "und", "de", "la", "el"} & set(words)
