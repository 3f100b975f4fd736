"""What `kg serve` answers follows the graph in its folder, and nobody's request is cut off by that."""

import contextlib
import threading
import time
from urllib.parse import urlencode

import pytest

import kg
from kg.errors import UnreadableError
from kg.serve import current as module
from kg.serve.current import Current, State
from kg.serve.live import Live
from kg.serve.run import Options, serving

BEFORE = {"a.md": "[[b]]\n", "b.md": ""}
AFTER = {"a.md": "[[b]] [[c]]\n", "b.md": "[[c]]\n", "c.md": "---\ntitle: Gamma\n---\n"}
LINKS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ng:linksTo ?b }"


@pytest.fixture
def folder(tmp_path):
    kg.write(kg.build(BEFORE), tmp_path / "graph")
    return tmp_path / "graph"


class Made:
    """Makes states that hold a graph, and tells which of them stand."""

    def __init__(self):
        self.standing, self.may, self.errors, self.told = [], threading.Event(), [], []
        self.may.set()

    @contextlib.contextmanager
    def state(self, graph):
        assert self.may.wait(60)
        if self.errors:
            raise self.errors.pop()
        self.standing.append(len(graph.nodes))
        yield State(graph, resources=None, ask=None)
        self.standing.remove(len(graph.nodes))


@pytest.fixture
def made():
    return Made()


@pytest.fixture
def current(folder, made):
    found = Current(Live(kg.read(folder), folder), made.state, remark=made.told.append)
    yield found
    made.may.set()
    found.close()
    assert made.standing == []


def nodes(current):
    with current.state() as state:
        return len(state.graph.nodes)


def until(question):
    for _ in range(600):
        if question():
            return
        time.sleep(0.05)
    pytest.fail("it never came")


def test_a_request_under_way_ends_on_the_state_it_began_with(current, folder, made):
    with current.state() as old:
        kg.write(kg.build(AFTER), folder)
        until(lambda: nodes(current) == 3)
        assert (len(old.graph.nodes), made.standing) == (2, [2, 3])

    assert made.standing == [3]


def test_a_state_that_takes_long_is_not_waited_for(current, folder, made, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    made.may.clear()
    kg.write(kg.build(AFTER), folder)

    assert [nodes(current), nodes(current)] == [2, 2]
    made.may.set()
    until(lambda: nodes(current) == 3)
    assert made.standing == [3]


def test_a_state_that_cannot_be_made_leaves_the_old_one(current, folder, made):
    kg.write(kg.build(AFTER), folder)
    made.errors.append(UnreadableError("Half of it is missing."))

    until(lambda: nodes(current) == 3)
    assert "Half of it" in made.told[0]


def test_nothing_is_made_of_a_graph_that_stays(current, made):
    assert [nodes(current) for _ in range(3)] == [2, 2, 2]
    assert made.standing == [2]


def test_queries_and_pages_follow_a_graph_built_again(folder, connect):
    options = Options(port=0, base="https://notes.example/", detail="pages", workers=1)
    with serving(kg.read(folder), options, folder=folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        ask = connect(server.server_port)
        count = f"/sparql?{urlencode({'query': LINKS})}"
        csv = {"Accept": "text/csv"}
        before = ask(count, headers=csv).text.split(), ask("/page/note/c").status
        kg.write(kg.build(AFTER), folder)
        until(lambda: ask(count, headers=csv).text.split() == ["n", "3"])
        page, data, front = ask("/page/note/c"), ask("/data/note/c"), ask("/")
        server.shutdown()
        thread.join()

    assert before == (["n", "1"], 404)
    assert (page.status, data.status) == (200, 200)
    assert "Gamma" in page.text
    assert "Gamma" in data.text
    assert ">3<" in front.text
