"""What the explorer's tools give: filters, colours and modes that agree with the graph, files others read."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import rdflib
from matplotlib.image import imread
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

import kg
from kg.analysis.layout import layout
from kg.analysis.measures import measure
from kg.analysis.orphans import orphans
from kg.analysis.selection import LINKS, chosen_edges
from kg.exporters.explorer.picture import Picture
from kg.health.causes import causes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "(document.querySelector('.panel h2')?.textContent ?? '')"
SHOWN = "parseInt(document.querySelector('.status').textContent.replace(',', ''))"
FOCUS = "document.activeElement.dataset.focus"
ADDRESS = "Object.fromEntries(new URLSearchParams(location.hash.slice(1)))"
NOTE = "#v=1&n=note:Resonance|nightglass"

# Files are caught before the browser asks where to put them.
CATCH = (
    "HTMLAnchorElement.prototype.click = function () { window.name_ = this.download; };"
    "URL.createObjectURL = blob => { window.saved = blob; return 'blob:x'; }; 0"
)
BASE64 = (
    "new Promise(done => { const reader = new FileReader();"
    " reader.onload = () => done(reader.result.split(',')[1]); reader.readAsDataURL(saved); })"
)


def choose(page, selector, value):
    """Give a control a value, as a reader does."""
    page.js(
        f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)};"
        " e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); })()"
    )


def saved(page, words):
    """Name and bytes of what a button of the menu saves."""
    import base64

    page.js("window.saved = null")
    page.js(
        "[...document.querySelectorAll('.choices button')]"
        f".find(e => e.textContent === {json.dumps(words)}).click()"
    )
    page.until("window.saved !== null")
    return page.js("name_"), base64.b64decode(page.js(BASE64))


@pytest.fixture(scope="module")
def placed(graph):
    return layout(graph)


# --- filters and colours ---------------------------------------------------------------------------------


def test_every_filter_leaves_what_the_graph_has(show, tubevault, graph, placed):
    region = placed["region"][graph.nodes["label"] == "modalshift"].iloc[0]
    apart = orphans(graph)
    cause = causes(graph)["cause"].mode()[0]
    page = show(tubevault)
    for name, value, wanted in (
        ("add-in", "modalshift", (placed["region"] == region).sum()),
        ("add-cause", cause, (causes(graph)["cause"] == cause).sum()),
        ("add-is", "orphan", apart["orphan"].sum()),
        ("add-is", "dead-end", apart["dead_end"].sum()),
        ("add-is", "missing", (graph.nodes["kind"] == "missing").sum()),
    ):
        choose(page, f"[data-focus={name}]", value)
        assert page.js(SHOWN) == wanted, value
        page.click_on(".chip")  # takes the filter away
        assert page.js(SHOWN) == len(graph.nodes)
    choose(page, "[data-focus='least']", "3")
    several = page.js(SHOWN)
    choose(page, "[data-focus='hubs']", "2")

    assert 2 < several < len(graph.nodes)
    assert page.js(SHOWN) == several - 2
    page.js("document.querySelector('.chips .more').click()")
    assert page.js(SHOWN) == len(graph.nodes)


def test_a_tag_is_a_filter_where_notes_have_tags(show, write):
    graph = kg.build({"a.md": "#food #sea", "b.md": "#food", "c.md": ""})
    page = show(write(graph, "tags.html"))
    choose(
        page,
        "[data-focus=add-tag]",
        page.js("[...document.querySelectorAll('[data-focus=add-tag] option')][1].value"),
    )

    assert page.js(SHOWN) == 2
    assert "f=tag" in page.js("location.hash")


def test_a_filter_can_fade_instead_of_hide(show, tubevault):
    page = show(tubevault, fragment="#v=1&f=kind:missing")
    page.click_on("[data-focus=fade]")

    assert page.js(f"{ADDRESS}.fade") == "1"
    assert page.js(SHOWN) == 25


def test_every_way_to_colour_is_another_picture_and_is_told(show, tubevault):
    page = show(tubevault)
    ways = page.js("[...document.querySelectorAll('[data-focus=colour] option')].map(e => e.value)")
    pictures = set()
    for way in ways:
        choose(page, "[data-focus=colour]", way)
        page.rest(400)
        pictures.add(page.picture())
        assert page.js(f"{ADDRESS}.c ?? 'region'") == way
        told = page.js("document.querySelector('.legend').innerText")
        assert {"state": "well linked", "cause": "wanted", "rank:pagerank": "lower half"}.get(
            way, "Pages"
        ) in told

    assert len(pictures) == len(ways) >= 6


def test_the_legend_counts_what_there_is(show, tubevault, graph):
    counts = graph.nodes["kind"].value_counts()
    told = dict(
        show(tubevault).js(
            "[...document.querySelectorAll('.legend .check')].filter(e => e.querySelector('.count')).map(e =>"
            " ['.words', '.count'].map(name => e.querySelector(name).textContent))"
        )
    )

    assert {kind: int(told[kind]) for kind in counts.index[counts > 0]} == counts[counts > 0].to_dict()


# --- modes -----------------------------------------------------------------------------------------------


def test_the_local_graph_grows_step_by_step(show, tubevault, graph):
    edges = chosen_edges(graph, LINKS)
    size = len(graph.nodes)
    ends = (edges["source"], edges["target"])
    matrix = csr_array(([1] * len(edges), ends), shape=(size, size))
    start = graph.nodes.index[graph.nodes["path"] == "nightglass/resonance.md"][0]
    page = show(tubevault, fragment=f"{NOTE}&m=local~1~out")
    page.until("document.querySelector('.local') !== null")
    for depth in (1, 2, 3):
        choose(page, ".local input", str(depth))
        order, before = breadth_first_order(matrix, start)
        far = {start: 0}
        for node in order[1:].tolist():
            far[node] = far[before[node]] + 1
        page.until(f"{SHOWN} === {sum(steps <= depth for steps in far.values())}")


def test_missing_pages_are_listed_by_cause(show, tubevault, graph):
    found = causes(graph)
    missing = (graph.nodes["kind"] == "missing").to_numpy()
    links = np.bincount(chosen_edges(graph, LINKS)["target"], minlength=len(missing))
    page = show(tubevault, fragment="#v=1&m=missing~")
    page.until(f"{TITLE} === 'Missing pages'")
    options = page.js("[...document.querySelectorAll('.panel option')].map(e => [e.value, e.textContent])")

    assert options[0][1] == f"any cause ({len(found)})"
    assert {words for _, words in options[1:]} == {
        f"{cause} ({count})" for cause, count in found["cause"].value_counts().items()
    }
    first = page.js("document.querySelector('.panel .rows .node').textContent")
    assert first.endswith(f"{links[missing].max()} links")


@pytest.mark.parametrize(
    ("state", "column"), [("orphan", "orphan"), ("dead-end", "dead_end"), ("unreachable", "unreachable")]
)
def test_orphans_are_listed_by_state(show, tubevault, graph, state, column):
    page = show(tubevault, fragment=f"#v=1&m=orphans~{state}")
    page.until(f"{TITLE} === 'Orphans and dead ends'")

    assert page.js(SHOWN) == orphans(graph)[column].sum()


def test_the_first_of_a_ranking_are_as_many_as_the_slider_says(show, tubevault, graph):
    scores = measure("pagerank").compute(graph)
    page = show(tubevault, fragment="#v=1&m=ranking~pagerank~10")
    page.until(f"{TITLE} === 'Ranking'")
    first = page.js("document.querySelector('.panel .rows .name').textContent")

    assert page.js(SHOWN) == 10
    assert first == graph.nodes["label"][scores.idxmax()]
    choose(page, ".panel .slider input", "1000")
    assert page.js(SHOWN) == len(scores)
    assert (
        page.js("document.querySelector('.panel output').textContent")
        == f"top {len(scores)} of {len(scores)}"
    )


@pytest.mark.parametrize(
    "mode",
    [
        "compare~modalshift~nightglass",
        "path~note:The minor third in bells|modalshift~note:Seiches|tidewatch~",
    ],
)
def test_what_an_address_names_stands_beside_its_panel(show, tubevault, graph, placed, mode):
    page = show(tubevault, fragment=f"#v=1&m={mode}")
    page.until(
        "!document.querySelector('.panel').hidden && new URLSearchParams(location.hash.slice(1)).get('w')"
    )
    page.rest()
    picture = Picture(graph, placed)
    x = picture.scaled[0]
    labels = picture.nodes["label"].to_numpy()
    if mode.startswith("compare"):
        regions = [picture.region[labels == name][0] for name in ("modalshift", "nightglass")]
        asked = pd.Series(picture.region).isin(regions).to_numpy()
    else:
        asked = pd.Series(labels).isin(["The minor third in bells", "Seiches"]).to_numpy()
    seen = page.js(ADDRESS)
    left, right = page.js(
        "[document.querySelector('.side').getBoundingClientRect().right,"
        " document.querySelector('.panel').getBoundingClientRect().left]"
    )
    scale = 800 / float(seen["w"])
    at = (x[asked] - float(seen["x"])) * scale + 640

    assert left <= at.min()
    assert at.max() <= right


# --- the panel -------------------------------------------------------------------------------------------


def test_measures_are_told_in_words_and_links_can_be_copied(show, tubevault, graph):
    ranks = measure("pagerank").compute(graph).rank(ascending=False, method="min")
    node = graph.nodes.index[graph.nodes["path"] == "nightglass/resonance.md"][0]
    page = show(tubevault, fragment=NOTE)
    page.until(f"{TITLE} === 'Resonance'")
    page.js(
        "Object.defineProperty(navigator, 'clipboard',"
        " {value: {writeText: async text => { window.copied = text; }}}); 0"
    )
    page.js(
        "[...document.querySelectorAll('.actions button')].find(e => e.textContent.includes('[[')).click()"
    )
    page.until("window.copied")

    assert page.js("copied") == "[[nightglass/resonance|Resonance]]"
    assert f"{int(ranks[node])}rd of {len(ranks)} by PageRank" in page.js(
        "document.querySelector('.measures').innerText"
    )


def test_a_link_to_the_moment_stands_with_its_sentence(show, tubevault):
    page = show(tubevault, fragment=NOTE)
    page.until("document.querySelector('.sentence .moment') !== null")
    rows = page.js(
        "[...document.querySelectorAll('.panel section li')].map(e => [e.querySelector('.name').textContent,"
        " e.querySelector('.sentence')?.textContent ?? '', e.querySelector('.moment')?.href ?? ''])"
    )
    (sentence, address), *_ = [(said, href) for name, said, href in rows if name == "Seiches"]

    assert sentence.startswith("Whether that is more than a pleasant accident is discussed by the colleagues")
    assert address.endswith("&t=1670s")


# --- files -----------------------------------------------------------------------------------------------


def test_the_choice_is_saved_as_files_that_others_read(show, tubevault, graph):
    page = show(tubevault, fragment="#v=1&f=in:nightglass")
    page.js(CATCH)
    size = page.js(SHOWN)
    page.key("s")
    page.until(f"{TITLE} === 'Save'")
    name, data = saved(page, "CSV")
    table = pd.read_csv(io.BytesIO(data))
    _, data = saved(page, "CSV of links")
    links = pd.read_csv(io.BytesIO(data))
    _, data = saved(page, "GraphML")
    network = nx.read_graphml(io.BytesIO(data))
    _, data = saved(page, "Turtle")
    triples = rdflib.Graph().parse(data=data, format="turtle")

    assert name == "tubevault.csv"
    assert len(table) == size == network.number_of_nodes() == len(set(triples.subjects()))
    assert set(table["channel"]) == {"nightglass"}
    assert len(links) == network.number_of_edges()
    assert set(table["label"]) <= set(graph.nodes["label"])
    assert links["sentence"].notna().any()
    note = table[table["kind"] == "note"].iloc[0]
    assert (None, None, rdflib.Literal(note["path"])) in triples


def test_the_picture_is_saved_as_pixels_and_as_drawing(show, tubevault):
    page = show(tubevault)
    page.js(CATCH)
    page.key("s")
    page.until(f"{TITLE} === 'Save'")
    name, data = saved(page, "PNG")
    pixels = imread(io.BytesIO(data))
    _, drawing = saved(page, "SVG")
    marks = [element.tag.rpartition("}")[2] for element in ET.fromstring(drawing).iter()]  # noqa: S314 - ours

    assert name == "tubevault.png"
    assert pixels.shape[:2] == (800, 1280)
    assert (pixels[..., :3].min(axis=2) < 0.8).mean() > 0.02
    assert marks.count("text") > 10
    assert len(marks) > 154


# --- fingers, and readers who want no motion ---------------------------------------------------------------


def test_two_fingers_zoom_and_one_moves(show, tubevault):
    page = show(tubevault, width=390, height=844, touch=True)
    page.until(f"{ADDRESS}.w")

    def touch(kind, *points):
        page.send("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y} for x, y in points])

    before = page.js(ADDRESS)
    touch("touchStart", (180, 400), (210, 400))
    for step in range(1, 9):
        touch("touchMove", (180 - 10 * step, 400), (210 + 10 * step, 400))
    touch("touchEnd")
    page.until(f"Number({ADDRESS}.w) < {float(before['w']) / 2}")
    page.rest(500)
    zoomed = page.js(ADDRESS)
    touch("touchStart", (200, 400))
    for step in range(1, 9):
        touch("touchMove", (200 + 12 * step, 400))
    touch("touchEnd")

    page.until(f"Number({ADDRESS}.x) < {zoomed['x']}")
    assert page.js(f"{ADDRESS}.w") == zoomed["w"]


def test_who_wants_no_motion_is_there_at_once(show, tubevault):
    pictures = {}
    for calm in (True, False):
        page = show(tubevault, calm=calm)
        page.rest(500)
        page.js(
            "window.asked = 0; const frame = requestAnimationFrame;"
            " window.requestAnimationFrame = f => { asked++; return frame(f); }; 0"
        )
        page.key("/")
        page.type("saturn ring plane")
        page.key("Enter")
        page.until(f"{TITLE} !== ''")
        page.rest(1500)
        pictures[calm] = page.js("asked")

    assert pictures[True] < pictures[False]
