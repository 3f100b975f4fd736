"""The small interactive page: what it shows, what it leaves out, and that no note can run in it."""

import json
import re

import numpy as np
import pytest

import kg
from kg.analysis.layout import layout
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.explorer.picture import Picture
from kg.exporters.html.choice import MOST_NODES, community, neighbourhood, paths, top_nodes
from kg.exporters.html.neighbourhood import to_pyvis
from kg.exporters.html.page import json_block, readable

PAYLOAD = "<img src=x onerror=\"document.title = 'HIT'\">"
CHAIN = {f"{name}.md": f"[[{after}]] #shared" for name, after in zip("abcd", "bcde", strict=True)} | {
    "e.md": ""
}


def labels(graph, choice):
    return graph.nodes["label"][choice.nodes].tolist()


def node(graph, label):
    return int(graph.nodes.index[graph.nodes["label"] == label][0])


def data_of(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])


# --- what is shown ------------------------------------------------------------------------------------------


def test_the_neighbourhood_grows_by_links_step_by_step():
    graph = kg.build(CHAIN)
    steps = [
        labels(graph, neighbourhood(graph, node(graph, "a"), depth=depth, most=99)) for depth in (1, 2, 3)
    ]

    assert [sorted(found) for found in steps] == [
        ["#shared", "a", "b"],
        ["#shared", "a", "b", "c"],
        ["#shared", "a", "b", "c", "d"],
    ]
    assert all(found[0] == "a" for found in steps)


def test_what_is_left_out_is_counted_and_the_nearest_stay():
    graph = kg.build(CHAIN)
    choice = neighbourhood(graph, node(graph, "a"), depth=4, most=2)

    assert choice.found == 6
    assert len(choice.nodes) == 2
    assert labels(graph, choice)[0] == "a"


def test_the_top_is_ordered_by_rank():
    graph = kg.build({"hub.md": "", **{f"{leaf}.md": "[[hub]] [[hub]]" for leaf in "abc"}})
    choice = top_nodes(graph, most=2)

    assert labels(graph, choice) == ["hub", "a"]
    assert (choice.found, len(choice.edges)) == (4, 1)
    assert (np.diff(choice.score) <= 0).all()


def test_self_links_are_not_drawn_and_structure_is_told_from_links(graph):
    choice = neighbourhood(graph, node(graph, "Umami & co"), depth=1, most=99)
    links = dict(zip(choice.edges["kind"].astype(str), choice.links.tolist(), strict=True))

    assert (choice.edges["source"] != choice.edges["target"]).all()
    assert links["links_to"]
    assert not links["in_channel"]


@pytest.mark.parametrize(
    "options",
    [
        {"top": 0},
        {"top": MOST_NODES + 1},
        {"around": "umami", "depth": 0},
        {"around": "nobody"},
        {"around": "umami", "community": "umami"},
    ],
)
def test_impossible_pictures_are_refused(graph, tmp_path, options):
    with pytest.raises(UsageError):
        export(graph, tmp_path / "x.html", format="pyvis", **options)


def test_a_path_shows_what_lies_on_the_shortest_ways_the_ends_first():
    graph = kg.build(CHAIN | {"x.md": "[[y]]", "y.md": ""})
    choice = paths(graph, node(graph, "a"), node(graph, "d"), most=99)

    assert set(labels(graph, choice)) == {"a", "b", "c", "d"}
    assert set(labels(graph, choice)[:2]) == {"a", "d"}
    with pytest.raises(UsageError, match="No path"):
        paths(graph, node(graph, "a"), node(graph, "x"), most=99)


def test_a_community_shows_its_members_and_no_others():
    ring = {f"{c}{i}.md": " ".join(f"[[{c}{j}]]" for j in range(4) if j != i) for c in "pq" for i in range(4)}
    graph = kg.build(ring | {"p0.md": ring["p0.md"] + " [[q0]]"})

    assert set(labels(graph, community(graph, node(graph, "q2"), most=99))) == {"q0", "q1", "q2", "q3"}


def test_colours_are_those_of_the_explorer(graph, tmp_path):
    export(graph, tmp_path / "x.html", format="pyvis")
    picture = Picture(graph, layout(graph))
    colour = dict(zip(picture.order.tolist(), picture.colour[picture.region].tolist(), strict=True))

    shown = data_of((tmp_path / "x.html").read_text())["nodes"]
    assert {item["id"]: item["colour"] for item in shown} == {
        item["id"]: colour[item["id"]] for item in shown
    }


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_needs_no_network_and_lets_only_its_own_scripts_run(graph, tmp_path):
    export(graph, tmp_path / "x.html", format="pyvis")
    page = (tmp_path / "x.html").read_text()

    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import|sourceMappingURL", page)
    assert "default-src &#39;none&#39;" in page
    assert "unsafe" not in re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]


def test_the_page_says_how_many_nodes_it_leaves_out(graph, tmp_path):
    done = export(graph, tmp_path / "x.html", format="pyvis", top=2)

    assert f"2 of {len(graph.nodes)} nodes" in (tmp_path / "x.html").read_text()
    assert f"2 of {len(graph.nodes)} nodes" in done.remarks[0]


def test_the_page_holds_every_chosen_node_with_a_fixed_place(graph, tmp_path):
    export(graph, tmp_path / "x.html", format="pyvis", around="kitchen/umami.md")
    data = data_of((tmp_path / "x.html").read_text())

    assert {"Umami & co", "Dashi", "koji-mould"} <= {item["label"] for item in data["nodes"]}
    assert all(isinstance(item["x"], int) and isinstance(item["y"], int) for item in data["nodes"])
    assert data["options"]["physics"] == {"enabled": False}


def test_an_empty_graph_makes_a_page(tmp_path):
    export(kg.build({"readme.txt": ""}), tmp_path / "x.html", format="pyvis")

    assert "all 0 nodes" in (tmp_path / "x.html").read_text()


def test_pyvis_gets_the_same_picture(graph):
    network = to_pyvis(graph, around="umami", depth=1)

    assert network.get_node(network.get_nodes()[0])["label"] == "Umami & co"
    assert len(network.get_edges()) == len(network.edges) > 0


# --- hostile notes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["</script><script>", "<!--", "\u2028", "&amp;", "\"'\\"])
def test_json_cannot_leave_its_block(text):
    block = json_block({"title": text})

    assert not re.search("[<>&\u2028\u2029]", block)
    assert json.loads(block) == {"title": text}


def test_names_are_shown_on_one_line_without_tricks():
    assert readable("a\u202eb\nc\x00\u200bd") == "ab c d"
    assert readable("👩\u200d🌾 می\u200cخواهم") == "👩\u200d🌾 می\u200cخواهم"
    assert readable("abcdef", limit=4) == "abc…"


@pytest.mark.browser
def test_the_browser_would_run_it_unescaped(tmp_path, dump_dom):
    (tmp_path / "x.html").write_text(f"<!doctype html><title>x</title>{PAYLOAD}")
    document, _ = dump_dom(tmp_path / "x.html")

    assert "<title>HIT" in document


@pytest.mark.browser
@pytest.mark.parametrize("options", [{}, {"around": "note 0.md", "depth": 2}])
def test_nothing_of_a_hostile_vault_runs_in_a_browser(hostile, tmp_path, dump_dom, options):
    export(hostile, tmp_path / "x.html", format="pyvis", **options)
    document, complaints = dump_dom(tmp_path / "x.html")

    assert "<title>HIT" not in document
    assert complaints == []
    assert document.count("<li><button") == len(data_of((tmp_path / "x.html").read_text())["nodes"])
    assert "<canvas" in document


@pytest.mark.browser
def test_a_plain_ampersand_is_not_escaped_twice(graph, tmp_path, dump_dom):
    export(graph, tmp_path / "x.html", format="pyvis")
    document, _ = dump_dom(tmp_path / "x.html")

    assert "Umami &amp; co" in document
    assert "&amp;amp;" not in document
