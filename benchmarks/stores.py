"""Compares `kg push` with what a store's own tools take, and `kg serve` with the server of its engine."""

from __future__ import annotations

import os
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlencode

from benchmarks.measure import ROOT, measure, session_cpu
from benchmarks.settings import Settings, kg
from benchmarks.table import Result
from kg.exporters.rdf.queries import shipped
from kg.exporters.rdf.vocabulary import PREFIXES
from tests.exporters.remote.servers import free_port, oxigraph_command, running, virtuoso_command

BASE = "https://notes.example/"
GRAPH = f"{BASE}dataset"
FEWER = 20_000  # statements that are taken away before a graph is pushed again
START = 600.0  # seconds a server may take to come up: kg serve makes its store first
VIRTUOSO = {
    "NumberOfBuffers": 100_000,
    "MaxDirtyBuffers": 75_000,
    "TransactionAfterImageLimit": 2_000_000_000,
}


class Server(NamedTuple):
    """A server in a session of its own.

    Attributes:
        session: Number of the session.
        url: What its addresses start with.
    """

    session: int
    url: str


def push(settings: Settings) -> Result:
    """Push the corpus's graph into Oxigraph and Virtuoso: anew, again, and after some of it went there."""
    graph, file = settings.folder / "graph", settings.folder / "core.nt"
    measure(kg("build", settings.corpus, "-o", graph), output=settings.output)
    measure(kg("export", graph, "-o", file, "--base", BASE), output=settings.output)
    rows = []
    with _oxigraph(settings.folder / "oxigraph") as server:
        store = f"{server.url}/store"
        if curl := shutil.which("curl"):
            there = f"{store}?no_transaction&graph={quote(f'{GRAPH}/curl', safe='')}"
            how = ("-sSfT", str(file), "-X", "POST", "-H", "Content-Type: application/n-triples")
            command = (curl, *how, there)
            rows.append(_row("Oxigraph: curl", command, server, settings))
        sends = kg("push", graph, store, "--protocol", "bulk", "--base", BASE)
        rows.append(_row("Oxigraph: kg push --protocol bulk", sends, server, settings))
        rows.append(_row("Oxigraph: again", sends, server, settings))
        some = f"{{ SELECT * {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} LIMIT {FEWER} }}"
        _ask(f"{server.url}/update", update=f"DELETE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} WHERE {some}")
        rows.append(_row(f"Oxigraph: again, {FEWER:,} lacking", sends, server, settings))
    if program := shutil.which("virtuoso-t"):
        os.environ.update(KG_PUSH_USER="dba", KG_PUSH_PASSWORD="dba")  # noqa: S106  # of a store made just now
        with _virtuoso(program, settings.folder / "virtuoso") as server:
            sends = kg("push", graph, f"{server.url}/sparql-graph-crud-auth", "--base", BASE)
            rows.append(_row("Virtuoso: kg push", sends, server, settings))
            rows.append(_row("Virtuoso: again", sends, server, settings))
    columns = ("what", "CPU s here", "CPU s there", "wall s", "peak MB here")
    return Result("push", "the corpus's graph `core` into a triple store, once each", columns, rows, [])


def serve(settings: Settings) -> Result:
    """Ask the queries that come along over HTTP, of `kg serve` and of Oxigraph on the very same store."""
    graph = settings.folder / "graph"
    measure(kg("build", settings.corpus, "-o", graph), output=settings.output)
    port = free_port()
    with _running(kg("serve", graph, "--port", str(port), "--base", BASE), settings.folder, port) as server:
        ours = {name: _asked(server, "/sparql", text, settings.rounds) for name, text in _queries()}
    with _oxigraph(graph / "rdf-core" / "store", "serve-read-only") as server:
        theirs = {name: _asked(server, "/query", text, settings.rounds) for name, text in _queries()}
    rows = []
    for name, (wall, cpu, size) in ours.items():
        if size != theirs[name][2]:
            raise RuntimeError(f"the servers disagree about {name}")
        rows.append((name, wall, cpu, *theirs[name][:2], wall / theirs[name][0], size))
    columns = ("query", "kg wall s", "kg CPU s", "oxigraph wall s", "oxigraph CPU s", "wall ÷ it", "bytes")
    return Result("serve", "queries over HTTP, of the same store", columns, rows, ["medians; CSV"])


def _row(name: str, command: Sequence[str], server: Server, settings: Settings) -> tuple[object, ...]:
    before = session_cpu(server.session)
    found = measure(command, output=settings.output)
    assert found is not None  # noqa: S101  # there was no time limit
    return (name, found.cpu, session_cpu(server.session) - before, found.wall, found.peak)


def _queries() -> Iterator[tuple[str, str]]:
    """Those that need no value, with the prefixes that `kg` knows."""
    head = f"BASE <{BASE}>\n" + "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    for name, query in shipped().items():
        if query.detail != "full" and "--value" not in query.about:
            yield name, head + query.text


def _asked(server: Server, path: str, query: str, rounds: int) -> tuple[float, float, int]:
    """Seconds by the clock and of the server's processors, and bytes of the answer."""
    walls, cpus, size = [], [], 0
    for _ in range(rounds):
        cpu, start = session_cpu(server.session), time.perf_counter()
        size = len(_ask(f"{server.url}{path}", query=query))
        walls.append(time.perf_counter() - start)
        cpus.append(session_cpu(server.session) - cpu)
    return median(walls), median(cpus), size


def _ask(url: str, **fields: str) -> bytes:
    request = urllib.request.Request(url, urlencode(fields).encode(), {"Accept": "text/csv"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
        content: bytes = answer.read()
    return content


@contextmanager
def _oxigraph(place: Path, verb: str = "serve") -> Iterator[Server]:
    port, program = free_port(), Path(sys.executable).with_name("oxigraph")
    with _running(oxigraph_command(program, place, port, verb), place.parent, port) as server:
        yield server


@contextmanager
def _virtuoso(program: str, folder: Path) -> Iterator[Server]:
    folder.mkdir()
    port = free_port()
    with _running(virtuoso_command(program, folder, port, **VIRTUOSO), folder, port) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], folder: Path, port: int) -> Iterator[Server]:
    with running(command, port, folder, cwd=ROOT, patience=START) as process:
        yield Server(process.pid, f"http://127.0.0.1:{port}")
