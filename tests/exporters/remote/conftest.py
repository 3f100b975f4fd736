"""Real triple stores on loopback, and a gate before one of them that can be told to misbehave."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import shutil
import socket
import sys
import threading
from base64 import b64decode
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # a helper beside the tests, which are no package
from servers import free_port, oxigraph_command, running, virtuoso_command


class Store(NamedTuple):
    """A store as a user knows it, and a way to look into it that has nothing to do with ours."""

    name: str
    gsp: str
    update: str
    query: str
    user: str = ""

    def ask(self, query):
        """The rows of an answer as dicts of texts."""
        _, body = request(
            self.query, urlencode({"query": query}), {"Accept": "application/sparql-results+json"}
        )
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        names = [variable.value for variable in found.variables]
        return [{name: row[name].value for name in names if row[name] is not None} for row in found]

    def graphs(self):
        return {row["g"] for row in self.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}

    def content(self, graph):
        """A graph as a set of lines of N-Triples."""
        query = urlencode({"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"})
        _, body = request(self.query, query, {"Accept": "application/n-triples"})
        return {f"{triple} ." for triple in (quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))}


def request(url, body=None, headers=(), method="POST"):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    with contextlib.closing(connection):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body=body, headers={**form, **dict(headers)})
        response = connection.getresponse()
        return response.status, response.read()


@pytest.fixture(scope="session")
def send():
    return request


def program(name):
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        missing = f"{name} is not installed"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    with running(oxigraph_command(program("oxigraph"), folder, port), port, folder):
        start = f"http://127.0.0.1:{port}"
        yield Store("oxigraph", f"{start}/store", f"{start}/update", f"{start}/query")


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("virtuoso"), free_port()
    room = {"NumberOfBuffers": 4000, "MaxDirtyBuffers": 2500}
    with running(virtuoso_command(program("virtuoso-t"), folder, port, **room), port, folder):
        start = f"http://127.0.0.1:{port}"
        gsp = f"{start}/sparql-graph-crud-auth"
        yield Store("virtuoso", gsp, f"{start}/sparql-auth", f"{start}/sparql", "dba")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request, monkeypatch):
    """Each store in turn, with the credentials it wants in the environment."""
    found = request.getfixturevalue(request.param)
    if found.user:
        monkeypatch.setenv("KG_PUSH_USER", found.user)
        monkeypatch.setenv("KG_PUSH_PASSWORD", "dba")
    return found


# --- the gate -------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    path: str
    size: int
    authorization: str


class Gate(ThreadingHTTPServer):
    """Hands requests on to a store, unless told otherwise.

    Attributes:
        script: What to do with the next requests that bring content: None to hand on, else a function that
            answers.
        always: The same for all requests, once the script is over.
        most: Bytes it takes at a time.
        reads: The same for all requests that fetch.
        guard: Tells from a request whether it may pass, else what to ask for.
        asked: What came.
    """

    daemon_threads = True

    def __init__(self, upstream):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.reset()

    def reset(self):
        self.script, self.always, self.most, self.guard, self.asked = deque(), None, 1 << 30, None, []
        self.reads = None

    def handle_error(self, *words):
        """Clients that hang up, because they do not trust us or were dropped, are part of the game."""

    @property
    def start(self):
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def sent(self):
        """The chunks that came."""
        return [asked for asked in self.asked if asked.path.startswith("/store")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_GET(self):
        if self.server.reads:
            self.server.reads(self)
            return
        url = self.server.upstream + self.path
        status, answer = request(url, None, {"Accept": self.headers["Accept"]}, "GET")
        self.answer(status, body=answer)

    def do_POST(self):
        gate = self.server
        size = int(self.headers["Content-Length"])
        gate.asked.append(Asked(self.path, size, self.headers.get("Authorization", "")))
        if self.path.startswith("/store") and size > gate.most:
            self.close_connection = True
            self.answer(413)
            return
        body = self.rfile.read(size)
        challenge = gate.guard and gate.guard(self)
        if challenge:
            self.answer(401, {"WWW-Authenticate": challenge})
            return
        action = gate.always
        if self.path.startswith("/store") and gate.script:
            action = gate.script.popleft()
        if action is None:
            status, answer = request(
                gate.upstream + self.path,
                body,
                {name: self.headers[name] for name in ("Content-Type", "Accept")},
            )
            self.answer(status, body=answer)
        else:
            action(self)

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drop(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="session")
def opened_gate(oxigraph):
    gate = Gate(oxigraph.gsp.removesuffix("/store"))
    thread = threading.Thread(target=gate.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield gate
    gate.shutdown()
    thread.join()
    gate.server_close()


@pytest.fixture
def gate(opened_gate):
    opened_gate.reset()
    return opened_gate


# --- the ways to ask who is there -----------------------------------------------------------------------


def basic(handler):
    sent = handler.headers.get("Authorization", "").removeprefix("Basic ")
    return None if b64decode(sent) == "änn:hush/hush".encode() else 'Basic realm="x", charset="UTF-8"'


def bearer(handler):
    return None if handler.headers.get("Authorization") == "Bearer t0ken" else 'Bearer realm="x"'


def digest(algorithm):
    """RFC 7616 with quality of protection `auth`, as a server checks it."""

    def checked(handler):
        given = handler.headers.get("Authorization", "")
        found = {
            name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', given)
        }

        def hashed(text):
            return hashlib.new(algorithm.replace("-", ""), text.encode()).hexdigest()

        if found:
            who = hashed("änn:x:hush/hush")
            what = hashed(f"POST:{handler.path}")
            parts = (who, found["nonce"], found["nc"], found["cnonce"], found["qop"], what)
            if found["response"] == hashed(":".join(parts)) and found["uri"] == handler.path:
                return None
        return f'Digest realm="x", nonce="{quote(algorithm)}", qop="auth", algorithm={algorithm}'

    return checked


GUARDS = {"basic": basic, "bearer": bearer, "MD5": digest("MD5"), "SHA-256": digest("SHA-256")}


@pytest.fixture(params=sorted(GUARDS))
def guarded(request, gate):
    gate.guard = GUARDS[request.param]
    return gate, request.param
