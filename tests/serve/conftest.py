"""Servers of small vaults, with and without named graphs, and a plain client that knows no shortcuts."""

from __future__ import annotations

import contextlib
import http.client
import threading
from functools import partial
from typing import NamedTuple

import pytest

import kg
from kg.builder.texts import texts
from kg.serve.run import Options, serving

BASE = "https://notes.example/v/"
NOTES = {
    "a.md": "---\ntitle: Alpha <script>hit()</script>\n---\nRain fell. Then [[b|the other]] & [[wanted]].\n",
    "b.md": "---\ntitle: Beta\n---\nBack to [[a]] and [x](javascript:alert(1)).\n",
    "ü x/ж.md": "[[a]] [[wanted]] <https://other.example/?q='%22>\n",
}


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self):
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def text(self):
        return self.body.decode()


class Client(NamedTuple):
    port: int

    def __call__(self, path, *, method="GET", headers=(), body=None):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())


@contextlib.contextmanager
def started(notes, **options):
    graph = kg.build(notes)
    chosen = Options(**{"port": 0, "base": BASE, "workers": 1, **options})
    with serving(graph, chosen, texts=partial(texts, vault=notes)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Client(server.server_port)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def serve():
    return started


@pytest.fixture(scope="session")
def connect():
    return Client


@pytest.fixture(scope="session")
def client():
    with started(NOTES, rows=50, size=20_000, timeout=2.0, memory=1 << 30) as found:
        yield found


@pytest.fixture(scope="session")
def dataset():
    """The same with a named graph a page."""
    with started(NOTES, graphs=True) as found:
        yield found
