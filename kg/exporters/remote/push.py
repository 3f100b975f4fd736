"""Replaces a graph in a store: piece by piece beside the old one, counted, then put in its place at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from kg.builder.request import Progress
from kg.errors import ServerError, UsageError
from kg.exporters.rdf.iris import is_iri
from kg.exporters.rdf.statements import Statements
from kg.exporters.rdf.syntax import NTriples
from kg.exporters.rdf.writing import serialised
from kg.exporters.remote.bookmark import (
    Bookmark,
    bookmark_file,
    read_bookmark,
    remove_bookmark,
    write_bookmark,
)
from kg.exporters.remote.chunks import Chunks
from kg.exporters.remote.client import Client, TooLargeError
from kg.exporters.remote.credentials import credentials
from kg.exporters.remote.difference import difference
from kg.exporters.remote.endpoints import Protocol, endpoints
from kg.exporters.remote.store import RemoteStore

CHUNK: Final = {
    Protocol.GSP: 4 << 20,
    Protocol.UPDATE: 1 << 18,
    Protocol.BULK: 1 << 20,
}  # bytes; parsers of queries have small stacks
CHANGE: Final = 32 << 20  # bytes of statements in one update; Oxigraph takes four times as many
_LEAST: Final = 1 << 10
_STEP: Final = "sending"
_HERE: Final = frozenset(("localhost", "127.0.0.1", "::1"))


class Pushed(NamedTuple):
    """What a push did.

    Attributes:
        graph: IRI of the graph in the store.
        statements: How many it has now, as counted there.
        resumed: How many of them an earlier push had sent.
    """

    graph: str
    statements: int
    resumed: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where a graph goes, and how.

    Attributes:
        url: The store: the address of its Graph Store, or with ``update`` the one for updates.
        graph: IRI of the graph to replace; without it the base and ``dataset``.
        protocol: ``gsp`` (SPARQL 1.1 Graph Store Protocol), ``update`` (SPARQL 1.1 Update), or ``bulk`` (one
            request to Oxigraph's loader, which cannot be resumed but is ten times as fast there).
        update_url: Where updates go, if the store's address does not tell.
        query_url: Where queries go, likewise.
        chunk: Bytes to send at a time; 0 for what suits the protocol. Halved when the server says so.
        ca_file: Certificates to trust instead of the system's.
        tries: How often to try what may work later.
        timeout: Seconds to wait for a server that says nothing.
        trusted: Whether it may see the credentials of the environment, which name no server; those of netrc
            do.
    """

    url: str
    graph: str = ""
    protocol: str = Protocol.GSP
    update_url: str = ""
    query_url: str = ""
    chunk: int = 0
    ca_file: Path | None = None
    tries: int = 5
    timeout: float = 900.0
    trusted: bool = True


def push(
    told: Statements,
    target: Target,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> Pushed:
    """Replace a graph in a triple store, whole or not at all.

    It is sent in chunks to a graph beside the old one, and counted; then the store copies it into place.
    With ``bulk`` it is sent in one request. Where the graph stands already, it is fetched and compared, and
    one update changes what differs; if that is too much, the new one is sent beside the old, which then
    becomes the same by a step of the store's.
    Credentials are those of ``KG_PUSH_USER`` and ``KG_PUSH_PASSWORD``, of ``KG_PUSH_TOKEN``, or of netrc.

    Args:
        told: What to send: `kg.exporters.rdf.model.statements` of a graph.
        target: Where to.
        folder: The graph's folder, where it is kept how far a push came; without it none can go on.
        progress: Told how many statements of how many are sent.
        remark: Told what the user should know meanwhile.

    Returns:
        What the store has now.

    Raises:
        UsageError: An address, IRI or option cannot be what it says.
        ServerError: The server cannot be reached, refuses, or has something else at the end.

    Example:
        >>> import kg
        >>> from kg.exporters.rdf.model import statements
        >>> told = statements(kg.build({"a.md": ""}), base="https://notes.example/")
        >>> push(told, Target("https://ann:hush@notes.example/store"))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        kg.errors.UsageError: An address must not hold a name or password: ...
    """
    addresses = endpoints(
        target.url, protocol=target.protocol, update_url=target.update_url, query_url=target.query_url
    )
    graph = target.graph or f"{told.base}dataset"
    if not is_iri(graph):
        raise UsageError(f"{graph!r} is no IRI, so no graph can be called so.")
    kept = None if folder is None else bookmark_file(folder, target.url, graph)
    parts = urlsplit(target.url)
    environment = os.environ if target.trusted else {"NETRC": os.environ.get("NETRC", "")}
    who = credentials(parts.hostname or "", environment=environment)
    if who and parts.scheme == "http" and parts.hostname not in _HERE:
        remark("credentials go over http, where others on the way can read them: https hides them")
    client = Client(
        who,
        target.url,
        ca_file=target.ca_file,
        tries=target.tries,
        timeout=target.timeout,
        remark=remark,
    )
    with client:
        store, size = RemoteStore(client, addresses), target.chunk or CHUNK[addresses.protocol]
        task = _Push(store, graph, told, kept, size)
        return task.run_whole(progress) if addresses.protocol == Protocol.BULK else task.run(progress, remark)


class _Push:
    """One push, step by step."""

    def __init__(
        self, store: RemoteStore, target: str, told: Statements, kept: Path | None, size: int
    ) -> None:
        self.store, self.target, self.told, self.kept, self.size = store, target, told, kept, size
        self.staging = f"{target}{'-' if '#' in target else '#'}push-{secrets.token_hex(8)}"

    def run(self, progress: Progress | None, remark: Callable[[str], None]) -> Pushed:
        total = len(self.told)
        chunks = self._where_it_stopped(remark)
        resumed = chunks.statements
        report = progress or (lambda _step, _done, _total: None)
        report(_STEP, resumed, total)
        try:
            while lines := chunks.peek():
                self._send(chunks, lines)
                report(_STEP, chunks.statements, total)
            self._counted(self.staging, total)
            self.store.copy(self.staging, self.target)
            self._counted(self.target, total)
        except BaseException:
            if self.kept is None:
                self._give_up(self.staging)
            raise
        self.store.drop(self.staging)
        remove_bookmark(self.kept)
        return Pushed(self.target, total, resumed)

    def run_whole(self, progress: Progress | None) -> Pushed:
        """In one request. Where no graph stands, none has to be kept meanwhile."""
        total, report = len(self.told), progress or (lambda _step, _done, _total: None)
        held = self.store.count(self.target)  # the server learns who asks before anything large is sent
        if held and self._changed(report):
            self._counted(self.target, total)
            return Pushed(self.target, total, 0)
        place = self.staging if held else self.target

        def lines() -> Iterator[bytes]:
            for chunks, some in self._shown():
                yield some
                report(_STEP, chunks.statements, total)

        try:
            self.store.load(place, lines)
            self._counted(place, total)
            if held:
                self.store.adapt(place, self.target)
                self._counted(self.target, total)
        except BaseException:
            self._give_up(place)
            raise
        if held:
            self.store.clear(place, size=total)
        return Pushed(self.target, total, 0)

    def _changed(self, report: Progress) -> bool:
        """Make the old graph the new one by what differs, if that is little enough for one update."""

        def theirs() -> Iterator[bytes]:
            chunks = Chunks(map(memoryview, self.store.content(self.target)), size=self.size)
            for _, some in _pieces(chunks):
                yield some
                report("comparing", min(chunks.statements, len(self.told)), len(self.told))

        found = difference(lambda: (some for _, some in self._shown()), theirs(), most=CHANGE)
        if found is None:
            return False
        self.store.change(self.target, gone=found.gone, new=found.new)
        return True

    def _shown(self) -> Iterator[tuple[Chunks, bytes]]:
        return _pieces(self._chunks())

    def _where_it_stopped(self, remark: Callable[[str], None]) -> Chunks:
        """The chunks that are still to be sent: all, unless an earlier push of the same content stopped."""
        mark = read_bookmark(self.kept)
        if mark is not None and is_iri(mark.staging):
            chunks = self._chunks()
            chunks.skip(mark.done)
            if chunks.digest == mark.digest and self.store.count(mark.staging) >= mark.statements:
                remark(f"going on behind {mark.statements:,} statements that an earlier push sent")
                self.staging = mark.staging
                return chunks
            self.store.drop(mark.staging)  # what was sent of another content
        self.store.drop(self.staging)  # the server learns who asks before anything large is sent
        return self._chunks()

    def _chunks(self) -> Chunks:
        return Chunks(serialised(self.told, NTriples(self.told.base)), size=self.size)

    def _send(self, chunks: Chunks, lines: bytes) -> None:
        try:
            self.store.add(self.staging, lines)
        except TooLargeError:
            if chunks.size <= _LEAST or lines.count(b"\n") < 2:
                raise
            chunks.size = min(chunks.size, len(lines)) // 2
            return
        chunks.take()
        write_bookmark(self.kept, Bookmark(self.staging, chunks.done, chunks.statements, chunks.digest))

    def _counted(self, name: str, expected: int) -> None:
        found = self.store.count(name)
        if found == expected:
            return
        remove_bookmark(self.kept)
        self._give_up(self.staging)
        raise ServerError(
            f"The server has {found:,} statements in <{name}> where {expected:,} were sent.",
            hint="Some stores take values such as 05 and 5 for one; or something else writes there.",
        )

    def _give_up(self, place: str) -> None:
        """Leave nothing half-loaded behind, if the server still listens."""
        with suppress(ServerError):
            self.store.clear(place, size=self.store.count(place))


def _pieces(chunks: Chunks) -> Iterator[tuple[Chunks, bytes]]:
    """All lines, so many at a time."""
    while some := chunks.peek():
        chunks.take()
        yield chunks, some
