"""Places of nodes: what belongs together is together, nothing lies on anything, and little moves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

import kg
from kg.analysis.grouping import By
from kg.analysis.kernels.placing import along_rim, make_room, surround
from kg.analysis.layout import SMALL, kept_layout, layout
from kg.analysis.layout.parts import heaviest, majority, parts, regions_by
from kg.analysis.layout.places import enclosing
from kg.explore.subgraph import subgraph
from kg.model.tables import LAYOUT


def clustered(regions, groups, size, *, seed=0):
    """Notes whose links stay in their group but for a few; each group wants missing pages of its own."""
    chance = np.random.default_rng(seed)
    notes = {}
    for region in range(regions):
        for group in range(groups):
            for note in range(size):
                near = [f"[[r{region}g{group}n{other}]]" for other in chance.integers(size, size=6)]
                far = [f"[[r{region}g{chance.integers(groups)}n{chance.integers(size)}]]"] * (note < 2)
                away = [f"[[r{chance.integers(regions)}g0n0]]"] * (note == 0)
                missing = [f"[[want {region} {group} {note // 3}]]"] * (note % 3 == 0)
                notes[f"r{region}/r{region}g{group}n{note}.md"] = " ".join([*near, *far, *away, *missing])
    return notes


@pytest.fixture(scope="module")
def graph():
    return kg.build(clustered(5, 6, 20))


@pytest.fixture(scope="module")
def placed(graph):
    return layout(graph)


def alike(table, part):
    """The share of each node's ten nearest that are in the same part; of fewer where it has fewer others."""
    places, own = table[["x", "y"]].to_numpy(), table[part].to_numpy()
    near = cKDTree(places).query(places, k=11)[1][:, 1:]
    others = np.minimum(np.bincount(own)[own] - 1, 10)
    same = (own[near] == own[:, None]) & (np.arange(10) < others[:, None])
    return (same.sum(axis=1)[others > 0] / others[others > 0]).mean()


def label_groups(graph, labels):
    return graph.nodes["label"].str.extract(r"(?:r|want )(\d+)(?:g| )(\d+)").astype(int)[labels].to_numpy()


# --- what belongs together ----------------------------------------------------------------------------------


def test_every_node_has_a_place_and_none_lies_on_another(graph, placed):
    assert len(graph.nodes) > SMALL
    assert tuple(placed.columns) == LAYOUT.names
    assert placed["key"].tolist() == graph.nodes["key"].tolist()
    assert cKDTree(placed[["x", "y"]]).query(placed[["x", "y"]], k=2)[0][:, 1].min() > 0.7


def test_what_is_linked_is_together(graph, placed):
    assert alike(placed, "region") > 0.95
    assert alike(placed, "group") > 0.85
    planted = placed.assign(planted=label_groups(graph, 0))
    assert len(planted[["region", "planted"]].drop_duplicates()) == planted["region"].nunique()


def test_regions_do_not_overlap_nor_do_the_groups_in_them(placed):
    for part in ("region", "group"):
        circles = enclosing(placed["x"].to_numpy(), placed["y"].to_numpy(), placed[part].to_numpy(), 0.0)
        gaps = np.hypot(np.subtract.outer(circles.x, circles.x), np.subtract.outer(circles.y, circles.y))
        np.fill_diagonal(gaps, np.inf)
        assert (gaps - np.add.outer(circles.r, circles.r)).min() > -0.2


def test_missing_pages_stand_on_the_rim_of_their_group(graph, placed):
    missing = (graph.nodes["kind"] == "missing").to_numpy()
    inside = placed[~missing].groupby("group")[["x", "y"]].transform("mean")
    middle = pd.DataFrame({"x": 0.0, "y": 0.0}, index=placed.index)
    middle.loc[~missing] = inside
    for _, members in placed.groupby("group"):
        own = members.index[~missing[members.index]]
        wanted = members.index[missing[members.index]]
        if len(own) < 3 or not len(wanted):
            continue
        centre = placed.loc[own, ["x", "y"]].mean()
        reach = np.hypot(*(placed.loc[own, ["x", "y"]] - centre).to_numpy().T)
        assert np.hypot(*(placed.loc[wanted, ["x", "y"]] - centre).to_numpy().T).min() > np.median(reach)


def test_the_same_graph_has_the_same_places(graph, placed):
    pd.testing.assert_frame_equal(layout(graph), placed)


def test_channels_make_regions_and_stand_in_their_middle():
    notes = {
        f"c{channel}/n{note}.md": f"---\nvideoId: video{channel}_{note:04}\n---\n"
        f"From: [[c{channel}]]\n\n[[n{note + 1}]]"
        for channel in range(3)
        for note in range(200)
    }
    graph = kg.build(notes, profile="youtube")
    found = parts(graph)
    channels = (graph.nodes["kind"] == "channel").to_numpy()

    assert found.by == By.CHANNEL
    assert len(set(found.region[channels])) == 3
    assert found.hub[channels].all()
    pairs = pd.DataFrame({"own": graph.nodes["path"].str.extract(r"c(\d)/")[0], "region": found.region})
    assert len(pairs.dropna().drop_duplicates()) == 3
    assert regions_by(graph, found.region) == By.CHANNEL


def test_a_vault_without_links_is_drawn_by_folder():
    graph = kg.build({f"{folder}/{note}.md": "" for folder in "abc" for note in range(300)})
    found = parts(graph)

    assert found.by == By.FOLDER
    assert np.bincount(found.region).tolist() == [300, 300, 300]


def test_a_hub_does_not_pull_its_region_together():
    hub = {"hub.md": " ".join(f"[[r0g{group}n{note}]]" for group in range(6) for note in range(20))}
    graph = kg.build(clustered(5, 6, 20) | hub)
    found = parts(graph)
    node = int(graph.nodes.index[graph.nodes["label"] == "hub"][0])

    assert found.hub[node]
    own = found.region == found.region[node]
    assert len(np.unique(found.group[own])) >= 4


# --- small graphs -------------------------------------------------------------------------------------------


def test_a_small_graph_is_ordered_by_its_links():
    graph = kg.build(
        {f"{name}.md": f"[[{after}]]" for name, after in zip("abcdefgh", "bcdefgha", strict=True)}
    )
    places = layout(graph)[["x", "y"]].to_numpy()
    neighbours = np.hypot(*(places - np.roll(places, 1, axis=0)).T)
    across = np.hypot(*(places - np.roll(places, 4, axis=0)).T)

    assert neighbours.max() < across.min()  # a ring is drawn as one


@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
def test_groups_of_a_small_vault_stand_together_and_near_each_other(vault):
    found = layout(kg.build(Path("data", vault)))
    places = found[["x", "y"]].to_numpy()
    rows, columns = np.triu_indices(len(places), 1)
    apart = np.hypot(*(places[rows] - places[columns]).T)
    group, region = (found[part].to_numpy() for part in ("group", "region"))

    assert alike(found, "group") > 0.85
    assert apart.min() > 0.7
    assert apart[group[rows] != group[columns]].min() >= 1.29  # places are rounded
    assert apart[region[rows] != region[columns]].min() >= 2.19
    assert np.prod(np.ptp(places, axis=0)) < 4.5 * len(places)  # discs side by side take 5.8 and 12.6


def test_a_note_that_comes_to_a_small_vault_moves_no_other(tmp_path):
    notes = {path.name: path.read_text() for path in Path("data", "tubevault", "nightglass").glob("*.md")}
    before = layout(kg.build(notes))
    after = layout(kg.build({**notes, "new.md": "[[resonance]] [[counting_meteors]]"}), previous=before)
    both = after.merge(before, on="key", suffixes=("", "_before"))

    assert len(after) == len(before) + 1 == len(both) + 1
    assert np.hypot(both["x"] - both["x_before"], both["y"] - both["y_before"]).max() == 0
    assert cKDTree(after[["x", "y"]]).query(after[["x", "y"]], k=2)[0][:, 1].min() > 0.7


def test_parts_that_nothing_joins_are_apart():
    graph = kg.build({f"{part}{i}.md": f"[[{part}{(i + 1) % 5}]]" for part in "pqr" for i in range(5)})
    table = layout(graph).assign(part=graph.nodes["label"].str[0])
    boxes = [
        enclosing(own["x"].to_numpy(), own["y"].to_numpy(), np.zeros(5, np.int32), 0.0)
        for _, own in table.groupby("part")
    ]

    for one, other in ((0, 1), (0, 2), (1, 2)):
        gap = np.hypot(boxes[one].x - boxes[other].x, boxes[one].y - boxes[other].y)
        assert gap > boxes[one].r + boxes[other].r


@pytest.mark.parametrize("notes", [{"a.txt": ""}, {"a.md": ""}, {"a.md": "[[a]]"}, {"a.md": "", "b.md": ""}])
def test_hardly_anything_can_be_drawn_too(notes):
    found = layout(kg.build(notes))

    assert np.isfinite(found[["x", "y"]].to_numpy()).all()
    assert len(found) == len(kg.build(notes).nodes)


# --- an edit moves little -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "most"), [(0.01, 0.01), (0.05, 0.04)])
def test_new_notes_move_the_others_little(graph, share, most):
    kept = np.random.default_rng(1).random(len(graph.nodes)) > share
    before = layout(subgraph(graph, kept))
    after = layout(graph, previous=before).merge(before, on="key", suffixes=("", "_before"))
    moved = np.hypot(after["x"] - after["x_before"], after["y"] - after["y_before"])
    width = np.ptp(before["x"])

    assert np.median(moved) < most * width
    fresh = layout(graph).merge(before, on="key", suffixes=("", "_before"))
    anew = np.hypot(fresh["x"] - fresh["x_before"], fresh["y"] - fresh["y_before"])
    assert np.median(moved) < np.median(anew) / 5  # else the test would prove nothing


def test_a_layout_that_starts_from_an_earlier_one_is_as_good(graph):
    kept = np.random.default_rng(2).random(len(graph.nodes)) > 0.1
    after = layout(graph, previous=layout(subgraph(graph, kept)))

    assert alike(after, "group") > 0.85
    assert cKDTree(after[["x", "y"]]).query(after[["x", "y"]], k=2)[0][:, 1].min() > 0.7


def test_nothing_moves_if_nothing_changed(graph, placed):
    again = layout(graph, previous=placed)

    assert np.abs(again[["x", "y"]].to_numpy() - placed[["x", "y"]].to_numpy()).max() < 0.3


def test_an_earlier_layout_of_something_else_does_not_matter(graph, placed):
    other = layout(kg.build({f"x{number}.md": "[[x1]]" for number in range(600)}))

    pd.testing.assert_frame_equal(layout(graph, previous=other), placed)


def test_places_outlive_a_build_but_are_not_taken_for_those_of_the_new_graph(tmp_path):
    notes = clustered(3, 4, 18)
    for path, text in notes.items():
        (tmp_path / "vault" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "vault" / path).write_text(text)
    folder = tmp_path / "graph"
    kg.build(tmp_path / "vault", output=folder)
    before = kept_layout(kg.read(folder), folder)
    pd.testing.assert_frame_equal(kg.read(folder).layout, before)
    (tmp_path / "vault" / "r0" / "new.md").write_text("[[r0g0n0]] [[r0g0n1]]")
    kg.build(tmp_path / "vault", output=folder)

    assert "layout" not in kg.read(folder).tables
    after = kept_layout(kg.read(folder), folder).merge(before, on="key", suffixes=("", "_before"))
    assert np.median(np.hypot(after["x"] - after["x_before"], after["y"] - after["y_before"])) < 0.5


# --- the steps ----------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-3.14, 3.14), min_size=1, max_size=40), st.floats(0.01, 0.5))
@settings(max_examples=50)
def test_angles_keep_their_order_and_distance(wanted, room):
    found = np.sort(along_rim(np.sort(np.array(wanted)), room) % (2 * np.pi))
    gaps = np.diff(np.append(found, found[0] + 2 * np.pi))

    assert gaps.min() > min(room, 2 * np.pi / len(wanted) * 0.99) - 1e-9


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.2, 2)), min_size=2, max_size=25))
@settings(max_examples=50)
def test_room_is_made_until_no_circle_lies_on_another(circles):
    x, y, r = (np.array(values) for values in zip(*circles, strict=True))
    make_room(x, y, r, np.zeros(len(r), bool), 2000, 0.0, 0.0)
    gaps = np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))
    np.fill_diagonal(gaps, np.inf)

    assert (gaps / np.add.outer(r, r)).min() > 0.99


def test_what_is_firm_stays():
    x, y = np.array([0.0, 0.1]), np.zeros(2)
    make_room(x, y, np.ones(2), np.array([True, False]), 50, 0.0, 0.0)

    assert x[0] == 0
    assert x[1] == pytest.approx(2, abs=0.01)


def test_the_rim_is_near_what_wants_it():
    matrix = csr_array(np.array([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]))
    x, y = np.array([-1.0, 1.0, 0, 0]), np.zeros(4)
    surround(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), 0, x, y, 2)

    assert x[2] == pytest.approx(-1.9)
    assert x[3] == pytest.approx(1.9)


def test_a_majority_decides_and_the_first_of_equals():
    votes = csr_array(np.array([[0, 1, 2], [1, 1, 0], [0, 0, 0]]))
    assert [found.tolist() for found in heaviest(votes)] == [[0, 1], [2, 0]]
    chain = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    assert majority(chain, np.array([0, -1, -1]), allowed=np.array([1, 1, 2])).tolist() == [0, 0, 1]
