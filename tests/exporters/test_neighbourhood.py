"""The interactive page: what it shows, what it leaves out, and that no note can run in it."""

import json
import re

import numpy as np
import pytest

import kg
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.html.choice import MOST_NODES, neighbourhood, top_nodes
from kg.exporters.html.layout import layout
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
    "options", [{"top": 0}, {"top": MOST_NODES + 1}, {"node": "umami", "depth": 0}, {"node": "nobody"}]
)
def test_impossible_pictures_are_refused(graph, tmp_path, options):
    with pytest.raises(UsageError):
        export(graph, tmp_path / "x.html", **options)


# --- layout -------------------------------------------------------------------------------------------------


def test_nodes_do_not_lie_on_each_other_and_positions_are_the_same_each_time():
    edges = [(0, index, 1.0) for index in range(1, 20)] + [(20, 21, 1.0), (22, 23, 0.2)]
    places = layout(30, edges)
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[np.triu_indices(30, k=1)]

    assert gaps.min() > 20
    assert (places == layout(30, edges)).all()


def test_no_nodes_have_no_places():
    assert layout(0, []).shape == (0, 2)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_needs_no_network_and_lets_only_its_own_scripts_run(graph, tmp_path):
    export(graph, tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text()

    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import|sourceMappingURL", page)
    assert "default-src &#39;none&#39;" in page
    assert "unsafe" not in re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]


def test_the_page_says_how_many_nodes_it_leaves_out(graph, tmp_path):
    done = export(graph, tmp_path / "x.html", top=2)

    assert f"2 of {len(graph.nodes)} nodes" in (tmp_path / "x.html").read_text()
    assert f"2 of {len(graph.nodes)} nodes" in done.remarks[0]


def test_the_page_holds_every_chosen_node_with_a_fixed_place(graph, tmp_path):
    export(graph, tmp_path / "x.html", node="kitchen/umami.md")
    data = data_of((tmp_path / "x.html").read_text())

    assert {"Umami & co", "Dashi", "koji-mould"} <= {item["label"] for item in data["nodes"]}
    assert all(isinstance(item["x"], int) and isinstance(item["y"], int) for item in data["nodes"])
    assert data["options"]["physics"] == {"enabled": False}


def test_an_empty_graph_makes_a_page(tmp_path):
    export(kg.build({"readme.txt": ""}), tmp_path / "x.html")

    assert "all 0 nodes" in (tmp_path / "x.html").read_text()


def test_pyvis_gets_the_same_picture(graph):
    network = to_pyvis(graph, node="umami", depth=1)

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
@pytest.mark.parametrize("options", [{}, {"node": "note 0.md", "depth": 2}])
def test_nothing_of_a_hostile_vault_runs_in_a_browser(hostile, tmp_path, dump_dom, options):
    export(hostile, tmp_path / "x.html", **options)
    document, complaints = dump_dom(tmp_path / "x.html")

    assert "<title>HIT" not in document
    assert complaints == []
    assert document.count("<li>") == len(data_of((tmp_path / "x.html").read_text())["nodes"])
    assert "<canvas" in document


@pytest.mark.browser
def test_a_plain_ampersand_is_not_escaped_twice(graph, tmp_path, dump_dom):
    export(graph, tmp_path / "x.html")
    document, _ = dump_dom(tmp_path / "x.html")

    assert "Umami &amp; co" in document
    assert "&amp;amp;" not in document
