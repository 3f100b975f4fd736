"""The explorer in Firefox, from a file: what it says and draws in Chromium, with WebGL2 and without."""

from __future__ import annotations

import io
import shutil

import firefox
import numpy as np
import pytest
from matplotlib.image import imread

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTER = "\ue007"  # as WebDriver calls it
STATUS = "document.querySelector('.status').textContent"
FOUND = "[...document.querySelectorAll('.option')].map(option => option.textContent)"
PANEL = "document.querySelector('.panel').textContent"
READ = f"document.querySelector('.panel .moment') && {PANEL}"
DRAWS_WITH = "document.querySelector('canvas').getContext('2d') ? 'canvas' : 'webgl2'"


@pytest.fixture(scope="module", params=["webgl2", "canvas"])
def painter(request):
    """How the page has to draw, and a browser in which it can draw only so."""
    if firefox.find() is None:
        pytest.skip("no Firefox here")
    if request.param == "canvas":
        with firefox.Firefox(**{"webgl.disabled": True}) as running:
            yield request.param, running
        return
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb here, and Firefox has WebGL only on a screen")
    with firefox.screen() as display, firefox.Firefox(display=display) as running:
        if not running.js("!!document.createElement('canvas').getContext('webgl2')"):
            pytest.skip("Firefox has no WebGL2 here")
        yield request.param, running


def test_firefox_says_what_chromium_says(painter, show, tubevault):
    name, page = painter
    page.open(tubevault)
    told = [page.js(STATUS)]
    assert page.js(DRAWS_WITH) == name
    page.keys("/")
    page.keys("resonance")
    page.until(f"{FOUND}.length > 1")
    told.append(page.js(FOUND))
    page.keys(ENTER)
    page.until(READ)
    told.append(page.js(PANEL))

    other = show(tubevault)
    expected = [other.js(STATUS)]
    other.key("/")
    other.type("resonance")
    expected.append(other.js(FOUND))
    other.key("Enter")
    other.until(READ)
    expected.append(other.js(PANEL))
    assert told == expected
    assert page.js("performance.getEntriesByType('resource').length") == 0


def test_firefox_draws_in_the_colours_in_which_chromium_draws(painter, show, tubevault):
    _, page = painter
    page.open(tubevault)
    page.js("new Promise(done => setTimeout(done, 500))")
    other = show(tubevault)
    other.rest(500)
    here, there = page.picture(), other.picture()

    assert len(colours(there, least=300)) >= 4
    assert colours(there, least=300) <= colours(here, least=30)
    assert colours(here, least=300) <= colours(there, least=30)


def test_an_address_shows_the_same_in_firefox(painter, tubevault):
    _, page = painter
    address = "#v=1&n=note%3AResonance%7Cnightglass"
    page.open(tubevault, fragment=address)
    page.until(READ)
    assert "Resonance" in page.js(PANEL)
    assert page.js("location.hash").startswith(address)


def colours(png, *, least):
    """The colours, apart from greys and pale ones, that so many pixels have."""
    pixels = (imread(io.BytesIO(png))[..., :3] * 255).round().astype(int)
    vivid = pixels.max(axis=2) - pixels.min(axis=2) > 60
    found, counts = np.unique(pixels[vivid], axis=0, return_counts=True)
    return {tuple(colour.tolist()) for colour, count in zip(found, counts, strict=True) if count >= least}
