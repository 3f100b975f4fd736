"""The explorer in a real browser, from a file, without a network: what a reader does, and what it answers."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from matplotlib.image import imread
from scipy.spatial import cKDTree

from kg.analysis.layout import layout
from kg.exporters.explorer.picture import Picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LABELS = "[...document.querySelectorAll('.option .name')].map(e => e.firstChild.textContent)"
TITLE = "(document.querySelector('.panel h2')?.textContent ?? '')"
STATUS = "document.querySelector('.status').textContent"


def find(page, words):
    page.key("/")
    page.js("document.querySelector('#search').value = ''")
    page.type(words)
    return page.js(LABELS)


def ink(page):
    """The share of the picture that is neither paper nor nearly so: that something is drawn, and how much."""
    pixels = imread(io.BytesIO(page.picture()))[..., :3]
    return float((pixels.min(axis=2) < 0.8).mean())


def test_a_page_with_little_room_says_what_it_left_out(show, write, graph, tubevault):
    assert "left out" not in show(tubevault).js(STATUS)
    page = show(write(graph, "small.html", size=0.001))
    assert "some details left out" in page.js(STATUS)
    find(page, "the minor third")
    page.key("Enter")
    page.until("document.querySelector('.panel')?.innerText.includes('Moments · 0 of')")
    page.key("?")
    page.until("document.querySelector('.panel')?.innerText.includes('Moments: 0 of')")


# --- search ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("resonance", "Resonance"),
        ("RÉSONANCE", "Resonance"),
        ("resonence", "Resonance"),
        ("bulk ferm", "Bulk fermentation"),
        ("fermentatoin bulk", "Bulk fermentation"),
        ("kind:missing autolyse", "autolyse"),
    ],
)
def test_search_forgives_case_accents_slips_and_order(show, tubevault, typed, first):
    assert find(show(tubevault), typed)[0] == first


def test_search_says_that_nothing_is_called_so(show, tubevault):
    page = show(tubevault)

    assert find(page, "qqqqzzzz") == []
    assert "Nothing" in page.js("document.querySelector('.summary').textContent")


def test_enter_opens_the_page_and_the_panel_tells_of_it(show, tubevault):
    page = show(tubevault)
    find(page, "the minor third")
    page.key("Enter")
    page.until(f"{TITLE} === 'The minor third in bells' && document.querySelector('.moment') !== null")

    panel = page.js("document.querySelector('.panel').innerText")
    addresses = page.js("[...document.querySelectorAll('.panel a')].map(a => [a.href, a.rel, a.target])")
    assert "modalshift/the_minor_third_in_bells.md" in panel
    assert "Resonance" in panel
    assert any(
        href.startswith("https://www.youtube.com/watch?v=") and "&t=" in href for href, _, _ in addresses
    )
    assert any(href.startswith("obsidian://open?vault=tubevault&file=") for href, _, _ in addresses)
    assert {(rel, target) for _, rel, target in addresses} == {("noopener noreferrer", "_blank")}


@pytest.mark.parametrize(
    ("looks", "at"), [({}, (1240, 400)), ({"width": 390, "height": 844, "touch": True}, (200, 780))]
)
def test_a_chosen_node_is_not_covered_by_its_panel(show, tubevault, graph, looks, at):
    width, height = looks.get("width", 1280), looks.get("height", 800)
    places = np.column_stack(Picture(graph, layout(graph)).scaled[:2])
    x, y = places[
        cKDTree(places).query(places, k=2)[0][:, 1].argmax()
    ].tolist()  # nothing else is as far from all
    view = 20000  # units of the world from top to bottom, or from side to side
    scale = min(width, height) / view
    camera = (x - (at[0] - width / 2) / scale, y - (at[1] - height / 2) / scale)
    page = show(tubevault, fragment=f"#v=1&x={camera[0]:.0f}&y={camera[1]:.0f}&w={view}", **looks)
    page.rest()
    page.click(*at)

    page.until(
        "(() => { const said = new URLSearchParams(location.hash.slice(1));"
        " const panel = document.querySelector('.panel').getBoundingClientRect();"
        f" const left = ({x} - said.get('x')) * {scale} + {width / 2};"
        f" const top = ({y} - said.get('y')) * {scale} + {height / 2};"
        " return panel.width > 0 && left > 0 && top > 0 && (left < panel.left || top < panel.top); })()"
    )


# --- filters, modes --------------------------------------------------------------------------------------


def test_a_kind_can_be_left_out_by_the_legend(show, tubevault):
    page = show(tubevault)
    page.click_on("[data-focus=kind-missing]")

    assert page.js(STATUS).startswith("129 of 154 pages")
    assert page.js("document.activeElement.dataset.focus") == "kind-missing"
    assert "f=-kind%3Amissing" in page.js("location.hash")


def test_what_a_mode_is_about_is_shown_beside_its_panel(show, tubevault):
    page = show(tubevault)
    page.rest()
    seen = "Number(new URLSearchParams(location.hash.slice(1)).get('x'))"
    page.until(f"{seen} > 0")
    before = page.js(seen)
    page.key("m")

    page.until(f"{TITLE} === 'Missing pages' && {seen} > {before} + 1000")  # the map went to the left


def test_the_local_graph_shows_only_what_is_around(show, tubevault):
    page = show(tubevault)
    find(page, "the minor third")
    page.key("Enter")
    page.key("l")
    page.until("document.querySelector('.local') !== null")
    near = int(page.js(STATUS).split()[0])
    page.js(
        "(() => { const r = document.querySelector('.local input'); r.value = 2;"
        " r.dispatchEvent(new Event('change')); })()"
    )
    page.rest(100)

    assert 4 <= near < int(page.js(STATUS).split()[0]) < 154


def test_a_path_is_found_and_told_with_its_moments(show, tubevault):
    page = show(
        tubevault, fragment="#v=1&m=path~note:The minor third in bells|modalshift~note:Seiches|tidewatch~"
    )
    page.until("document.querySelector('.path') !== null")
    steps = page.js("[...document.querySelectorAll('.path .name')].map(e => e.textContent)")

    assert steps[0] == "The minor third in bells"
    assert steps[-1] == "Seiches"
    assert page.js("document.querySelectorAll('.path .moment').length") >= 1


def test_two_regions_are_compared(show, tubevault):
    page = show(tubevault, fragment="#v=1&m=compare~modalshift~nightglass")
    page.until("document.querySelectorAll('.panel h3').length === 4")
    heads = page.js("[...document.querySelectorAll('.panel h3')].map(e => e.textContent)")

    assert heads[3] == "Pages with one title · 1"  # both have a note on resonance


# --- the address -----------------------------------------------------------------------------------------


def test_an_address_gives_the_same_picture_again(show, tubevault):
    first = show(tubevault)
    find(first, "resonance")
    first.key("Enter")
    first.key("+")
    first.js(
        "(() => { const s = document.querySelector('.side select'); s.value = 'kind';"
        " s.dispatchEvent(new Event('change')); })()"
    )
    first.rest()
    hash_ = first.js("location.hash")
    second = show(tubevault, fragment=hash_)
    second.rest()

    assert second.js(TITLE) == "Resonance"
    assert second.js("location.hash") == hash_
    assert second.js("document.querySelector('.side select').value") == "kind"


@pytest.mark.parametrize(
    "fragment",
    [
        "#v=1&n=note:nobody|nowhere&m=path~~&f=%22%22%22&x=NaN&w=-1",
        "#v=1&m=ranking~__proto__~99999999999&hubs=1e9&c=constructor&e=-x,+y",
        "#v=9&n=x",
        "#%00%ff&&&===",
        "#v=1&n=<img src=x onerror=alert(1)>&theme=<script>",
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(show, tubevault, fragment):
    assert show(tubevault, fragment=fragment).js("document.documentElement.dataset.state") == "ready"


def test_back_undoes_a_choice(show, tubevault):
    page = show(tubevault)
    page.rest()
    before = page.js("location.hash")
    page.key("m")
    page.until(f"{TITLE} === 'Missing pages' && location.hash !== {json.dumps(before)}")
    page.js("history.back()")

    page.until(f"{TITLE} !== 'Missing pages' || document.querySelector('.panel').hidden")


# --- without a mouse -------------------------------------------------------------------------------------


def test_all_can_be_done_by_keys(show, tubevault):
    page = show(tubevault)
    find(page, "resonance")
    page.key("ArrowDown")
    page.key("ArrowUp")
    page.key("Enter")
    assert page.js(TITLE) == "Resonance"
    page.key("]")
    page.rest(50)
    assert page.js(TITLE) != "Resonance"
    page.key("[")
    page.rest(50)
    assert page.js(TITLE) == "Resonance"
    page.key("Escape")
    assert page.js("document.querySelector('.panel').hidden")
    page.key("v")
    page.until("document.querySelector('.list table') !== null")
    assert page.js("document.activeElement.tagName") == "H2"
    for _ in range(8):
        page.key("Tab")
    page.key("Enter")
    page.until("!document.querySelector('.panel').hidden")


def test_every_control_has_a_name_and_shows_its_focus(show, tubevault):
    page = show(tubevault)
    seen = set()
    for _ in range(60):
        page.key("Tab")
        name = page.js(
            "(() => { const e = document.activeElement; if (e === document.body) return '';"
            " const s = getComputedStyle(e);"
            " const shown = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.id === 'search';"
            " const name = e.getAttribute('aria-label') || e.innerText || e.title"
            " || e.closest('label')?.innerText || '';"
            " return JSON.stringify([e.tagName, name.trim().slice(0, 30), shown]); })()"
        )
        seen.add(name or "[]")
    found = [json.loads(entry) for entry in seen if entry != "[]"]

    assert len(found) > 20
    assert [entry for entry in found if not entry[1] or not entry[2]] == []


# --- drawing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nodes", [500, 5_000, 50_000])
def test_pages_of_all_sizes_draw_and_answer(show, made_up, nodes):
    page = show(made_up(nodes))
    page.rest()

    assert ink(page) > 0.02
    assert page.js(STATUS).startswith(f"{nodes:,} pages")
    assert find(page, "meteor moon")


def test_nothing_is_drawn_while_nothing_happens(show, tubevault):
    page = show(tubevault)
    page.rest(600)
    page.js(
        "window.asked = 0; window.old = requestAnimationFrame;"
        " window.requestAnimationFrame = f => { asked++; return old(f); }"
    )
    page.rest(1500)

    assert page.js("asked") == 0


def test_without_webgl_the_same_page_is_drawn(show, made_up):
    with_gl, without = show(made_up(5_000)), show(made_up(5_000), query="?painter=canvas")
    with_gl.rest(), without.rest(1500)

    assert 0.5 < ink(without) / ink(with_gl) < 2


def test_on_paper_the_dark_theme_is_as_light_as_the_light_one(show, tubevault):
    printed = []
    for dark in (False, True):
        page = show(tubevault, dark=dark)
        page.rest()
        page.js("dispatchEvent(new Event('beforeprint'))")
        printed.append(page.js("document.querySelector('img.print').src"))

    assert printed[0] == printed[1]
    assert len(printed[0]) > 10_000


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(show, tubevault, axe, dark):
    page = show(tubevault, dark=dark)
    for step in ("", "search", "m", "v", "?"):
        if step == "search":
            find(page, "resonance")
            page.key("Enter")
        elif step:
            page.key(step)
        page.rest(200)
        page.js(axe)
        found = page.js("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
        serious = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        assert serious == [], step
