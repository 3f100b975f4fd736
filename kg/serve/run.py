"""Puts a server together: the store, the processes that ask it, the app and the sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.errors import ServerError, UsageError
from kg.exporters.rdf.bounded import Bounds
from kg.exporters.rdf.model import Detail, full_base
from kg.exporters.rdf.store import stored
from kg.exporters.rdf.syntax import Graphs
from kg.serve.app import App
from kg.serve.current import Current, State
from kg.serve.live import Live
from kg.serve.resources import Resources
from kg.serve.server import Server
from kg.serve.workers import Setting, Workers

if TYPE_CHECKING:
    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Options:
    """How a graph is served.

    Attributes:
        host: Address to listen at; others than ``127.0.0.1`` can be reached from elsewhere.
        port: Port; 0 for any that is free.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages``, ``core`` or ``full``.
        graphs: Whether there is a named graph for each page.
        properties: Terms of vocabularies for properties of notes, by name.
        timeout: Seconds a query may take.
        rows: Rows, or triples, an answer may have.
        size: Bytes an answer may have.
        memory: Bytes of memory a query may take.
        workers: Queries that are answered at the same time.
        cors: Origin of the pages whose scripts may read answers; empty for none.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    base: str = ""
    detail: str = Detail.CORE
    graphs: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    rows: int = 100_000
    size: int = 64 << 20
    memory: int = 4 << 30
    workers: int = 2
    cors: str = ""


@contextmanager
def serving(
    graph: KnowledgeGraph,
    options: Options,
    *,
    folder: Path | None = None,
    texts: Callable[[KnowledgeGraph], Texts | None] = lambda _: None,
    remark: Callable[[str], None] = lambda _: None,
) -> Iterator[Server]:
    """A server that is ready for ``serve_forever``; all that belongs to it goes when the block ends.

    Args:
        graph: The graph.
        options: How it is served.
        folder: The graph's folder, in which the store is kept; once another graph stands there, that one is
            served. None for a graph that stays, and a store that is thrown away.
        texts: Finds the notes' texts of a graph; without them no sentences are shown.
        remark: Told when the store has to be made first.

    Yields:
        The server, which listens already.

    Raises:
        UsageError: An option cannot be what it says.
        ServerError: The port is taken.
    """
    if options.cors == "*" or (options.cors and not options.cors.startswith(("http://", "https://"))):
        raise UsageError(f"{options.cors!r} is no origin.", hint="Name one, such as https://notes.example.")
    live = Live(graph, folder)
    with ExitStack() as stack:
        own = Path(stack.enter_context(TemporaryDirectory(prefix="kg-serve-")))
        make = partial(_state, options=options, folder=folder, texts=texts, remark=remark)
        current = Current(live, make, remark=remark)
        stack.callback(current.close)
        app = App(current, folder=own, live=live, texts=texts, graphs=options.graphs)
        try:
            server = Server((options.host, options.port), app.respond, origin=options.cors)
        except OSError as error:
            raise ServerError(
                f"{options.host}:{options.port} cannot be listened at: {error.strerror}.",
                hint="Choose another --port.",
            ) from error
        stack.callback(server.server_close)
        yield server


@contextmanager
def _state(
    graph: KnowledgeGraph,
    *,
    options: Options,
    folder: Path | None,
    texts: Callable[[KnowledgeGraph], Texts | None],
    remark: Callable[[str], None],
) -> Iterator[State]:
    """What answers about one state of the graph."""
    store = stored(
        graph,
        folder,
        base=options.base,
        detail=options.detail,
        graphs=Graphs.LINE if options.graphs else Graphs.NONE,
        properties=options.properties,
        remark=remark,
    )
    with store as place:
        setting = Setting(place, Bounds(options.rows, options.size), options.timeout, options.memory)
        with Workers(setting, count=options.workers) as workers:
            base = full_base(graph, options.base)
            yield State(graph, Resources(graph, base, workers.ask, texts=texts(graph)), workers.ask)
