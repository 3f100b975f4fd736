"""Pictures: they can be opened, are the same every time, and survive whatever a title holds."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import matplotlib.image
import pytest
from pandas import DataFrame

import kg
from kg.analysis.communities import community_list
from kg.analysis.degree import degree, in_degree, out_degree
from kg.analysis.division import divide
from kg.analysis.measures import ranking
from kg.analysis.overlap import topics
from kg.errors import UsageError
from kg.exporters import plots

HOSTILE = "$\\frac{a}$ <script>alert(1)</script> \x1b[31m -->&\u202e 中文 🐝 " + "x" * 300
VAULT = {
    "a/one.md": "[[two]] [[three]] [[two]]",
    "a/two.md": f"---\ntitle: '{HOSTILE}'\n---\n[[three]] [[one]]",
    "b/three.md": "[[two]]",
    "b/two.md": "[[gone]]",
    "$c_d^e$/gone.md": "",
}
VAULTS = {"some": VAULT, "empty": {}, "alone": {"a.md": ""}, "unlinked": {"a.md": "", "b/c.md": ""}}


def draw_degrees(graph, path):
    plots.plot_degrees(in_degree(graph), out_degree(graph), path)


def draw_communities(graph, path):
    plots.plot_community_sizes(community_list(graph, divide(graph)), path)


def draw_overlap(graph, path):
    plots.plot_overlap(topics(graph), path)


def draw_ranks(graph, path):
    table = ranking(graph, by="pagerank")
    plots.plot_ranks(table.assign(degree=degree(graph)[table.index]), "pagerank", "degree", path)


DRAW = [draw_degrees, draw_communities, draw_overlap, draw_ranks]


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("vault", sorted(VAULTS))
def test_every_picture_can_be_opened(draw, vault, tmp_path):
    graph = kg.build(VAULTS[vault])

    draw(graph, tmp_path / "a.png")
    draw(graph, tmp_path / "a.svg")

    assert matplotlib.image.imread(tmp_path / "a.png").std() > 0.01  # something is drawn
    root = ET.parse(tmp_path / "a.svg").getroot()  # noqa: S314  # we wrote it
    assert root.tag.endswith("svg")
    assert not [part for part in root.iter() if part.tag.endswith("script")]


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_two_runs_give_the_same_bytes(draw, suffix, tmp_path):
    graph = kg.build(VAULT)
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"

    draw(graph, first)
    matplotlib.rcParams["axes.facecolor"] = "pink"  # a machine with settings of its own
    try:
        draw(graph, second)
    finally:
        matplotlib.rcdefaults()

    assert first.read_bytes() == second.read_bytes()


def test_a_picture_leaves_the_settings_of_matplotlib_alone(tmp_path):
    matplotlib.rcParams["lines.linewidth"] = 7
    try:
        draw_degrees(kg.build(VAULT), tmp_path / "a.png")
        assert matplotlib.rcParams["lines.linewidth"] == 7
    finally:
        matplotlib.rcdefaults()


def test_titles_stand_in_the_picture_as_text_not_as_formulas():
    assert plots._short("$a$\n\tb\x00c") == "$a$ b c"
    assert len(plots._short("x" * 300)) == 46


def test_groups_that_share_much_stand_side_by_side():
    shared = DataFrame([[0, 0, 9, 0], [0, 0, 0, 9], [9, 0, 0, 0], [0, 9, 0, 0]], dtype="float64").to_numpy()

    order = plots._side_by_side(shared).tolist()

    assert abs(order.index(0) - order.index(2)) == abs(order.index(1) - order.index(3)) == 1


def test_groups_there_is_no_room_for_are_told(tmp_path):
    notes = {f"f{number:02}/tea.md": "" for number in range(70)}

    remarks = plots.plot_overlap(topics(kg.build({**notes, "alone/x.md": ""})), tmp_path / "a.png")

    assert remarks == ("1 that share no topic are not drawn", "10 that share fewer topics are not drawn")


def test_another_suffix_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        draw_degrees(kg.build(VAULT), tmp_path / "a.pdf")

    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_it_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(UsageError, match=r"kg\[plots\]"):
        draw_degrees(kg.build(VAULT), tmp_path / "a.png")
