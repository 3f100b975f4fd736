"""A page that `kg serve` shows follows its graph, and stays where its reader is."""

import threading
from functools import partial

import pytest
from chromium import Chromium, find

import kg
from kg.builder.texts import texts
from kg.serve.run import Options, serving

NOTES = {f"{n}.md": f"---\ntitle: Note {n}\n---\n[[{(n + 1) % 9}]] and [[{(n + 4) % 9}]]\n" for n in range(9)}

PARTS = ("labels", "causes", "measures", "panel")


@pytest.fixture
def vault(tmp_path):
    (tmp_path / "vault").mkdir()
    for name, text in NOTES.items():
        (tmp_path / "vault" / name).write_text(text)
    return tmp_path / "vault"


@pytest.fixture
def address(vault, tmp_path):
    """Where the graph of the vault is served, from its folder."""
    kg.write(kg.build(vault), tmp_path / "graph")
    graph = kg.read(tmp_path / "graph")
    options = Options(port=0, detail="pages", workers=1)
    with serving(graph, options, folder=tmp_path / "graph", texts=partial(texts, vault=vault)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def where(page):
    """What is chosen, whatever its region is called by now, and where the camera is."""
    said = dict(page.js("[...new URLSearchParams(location.hash.slice(1))]"))
    return said["n"].partition("|")[0], said["x"], said["y"], said["w"]


def test_an_open_page_shows_what_was_built_and_keeps_its_place(vault, tmp_path, address):
    if find() is None:
        pytest.skip("no Chromium here")
    with Chromium("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1") as browser:
        page = browser.page()
        page.open(f"{address}/explore", fragment="#v=1&n=note:Note 3|")
        page.until("document.body.innerText.includes('Note 3')")
        page.until("new URLSearchParams(location.hash.slice(1)).get('w')")
        page.until("document.body.innerText.includes('4 and 7')")  # the sentence
        place = where(page)
        page.js("window.before = true")

        (vault / "3.md").write_text("---\ntitle: Note 3\n---\n[[4]] and [[a brand new page]]\n")
        kg.write(kg.build(vault), tmp_path / "graph")

        page.until("!window.before && document.documentElement?.dataset.state === 'ready'")
        page.until("document.body.innerText.includes('a brand new page')")
        assert where(page) == place
        assert {complaint.partition("?")[0] for complaint in page.complaints()} == {  # what it asked for
            f"{address}/{name}"
            for name in ("explore", *(f"explore/{part}" for part in PARTS), "follow", "follow.js")
        }


def test_a_page_of_a_graph_in_memory_never_changes():
    graph = kg.build(NOTES)
    with serving(graph, Options(port=0, detail="pages", workers=1)) as server:
        found = server.respond.__self__._live

        assert found.now() == found.graph()[1] == found.mark
