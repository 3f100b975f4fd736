"""Pages of several sizes, and a browser to open them in."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import kg
from kg.builder.texts import texts
from kg.exporters.explorer import write_explorer

sys.path.insert(0, str(Path(__file__).parent))  # a helper beside the tests, which are no package

from chromium import Chromium, find
from made_up import made_up_page

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def browser():
    if find() is None:
        pytest.skip("no Chromium here")
    with Chromium() as running:
        yield running


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def write(folder):
    """A function that writes the page of a graph."""

    def written(graph, name, **options):
        stream = io.BytesIO()
        write_explorer(graph, stream, **options)
        path = folder / name
        path.write_bytes(stream.getvalue())
        return path

    return written


@pytest.fixture(scope="session")
def graph():
    return kg.build(ROOT / "data" / "tubevault")


@pytest.fixture(scope="session")
def tubevault(write, graph):
    vault = ROOT / "data" / "tubevault"
    return write(graph, "tubevault.html", open_note="obsidian", vault=vault, texts=texts(graph, vault))


@pytest.fixture
def show(browser):
    """A function that opens a page; at the end none of them may have complained about anything."""
    opened = []

    def shown(path, *, fragment="", query="", wait="ready", **looks):
        made = browser.page(**looks)
        opened.append(made)
        return made.open(path, fragment=fragment, query=query, wait=wait)

    yield shown
    complaints = [complaint for made in opened for complaint in made.complaints()]
    for made in opened:
        made.close()
    assert complaints == []


@pytest.fixture(scope="session")
def made_up(folder):
    """A function that writes a page of as many nodes as asked for, without the work of a real layout."""

    def written(nodes):
        path = folder / f"{nodes}.html"
        if not path.exists():
            path.write_bytes(made_up_page(nodes))
        return path

    return written


@pytest.fixture(scope="session")
def axe():
    script = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed: run npm ci in frontend/")
    return script.read_text(encoding="utf-8") + "; 0"
