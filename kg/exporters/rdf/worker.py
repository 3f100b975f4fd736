"""Does one job at a time with a store, in a process that may be killed meanwhile.

The engine cannot be interrupted, and what it does with memory cannot be bounded from within. So each query
runs in a process of its own kind: one that takes too long is killed, and another takes its place.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self, TypeVar, cast

import pyoxigraph as ox

from kg.errors import QueryError, QueryTimeoutError

MEMORY: Final = 4 << 30  # bytes of address space, which the mapped files of a store count toward
_CONTEXT: Final = multiprocessing.get_context("spawn")  # who asks has threads, which must not be forked
_READY: Final = "ready"
_START: Final = 60.0  # seconds a process may take to come up
_STARTS: Final = 3  # times that one is started which ends before that
_END: Final = 5.0  # … and to go
_GRACE: Final = 5  # seconds until a process ends that nobody stopped
_Result = TypeVar("_Result")


class Worker:
    """A process with a store; jobs of several threads wait for each other.

    Args:
        store: Folder of the store.
        memory: Bytes of memory it may have, where the system can limit that.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     ox.Store(place).flush()
        ...     with Worker(Path(place)) as worker:
        ...         worker.run(len, seconds=60)
        0
    """

    def __init__(self, store: Path, *, memory: int = MEMORY) -> None:
        self._store, self._memory, self._turn = store, memory, Lock()
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, job: Callable[[ox.Store], _Result], *, seconds: float) -> _Result:
        """What a job gives.

        Args:
            job: A function of the store; it and its result travel between processes.
            seconds: How long it may take.

        Raises:
            QueryTimeoutError: It took longer.
            QueryError: It took more memory than there is for it.
            Exception: What the job raises.
        """
        with self._turn:
            try:
                self._await_start()
                self._here.send((job, seconds))
                if self._here.poll(seconds):
                    found = self._here.recv()
                    if isinstance(found, Exception):
                        raise found
                    return cast("_Result", found)
                failure: QueryError = QueryTimeoutError(f"The query took more than {seconds:g} seconds.")
            except (EOFError, ConnectionError):
                failure = QueryError("The query took more memory than there is for one: ask for less.")
            self.stop()
            self._start()
            raise failure

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join(_END)
        self._here.close()

    def _start(self) -> None:
        self._here, there = _CONTEXT.Pipe()
        arguments = (there, self._store, self._memory)
        self._process = _CONTEXT.Process(target=_work, args=arguments, daemon=True)
        self._process.start()
        self._ready = False
        there.close()

    def _await_start(self) -> None:
        """Let a new process come up, which counts toward no query; one that ends before is started again."""
        for _ in range(_STARTS):
            if self._ready:
                return
            try:
                if not self._here.poll(_START):
                    return
                self._ready = self._here.recv() == _READY
            except (EOFError, ConnectionError):
                self.stop()
                self._start()


def _work(connection: Connection, place: Path, memory: int) -> None:
    """Do jobs until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks, and then stops us
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # a device
        os.dup2(nowhere.fileno(), 2)  # the engine's last words when memory ends are for nobody
    store = ox.Store.read_only(str(place))  # its threads, while they start, ask for more than they then need
    _limit(memory)
    store.query("ASK { ?s ?p ?o }")  # what the first query needs, and others do not, is there then
    connection.send(_READY)
    while True:
        try:
            job, seconds = connection.recv()
        except EOFError:
            return
        _alarm(math.ceil(seconds) + _GRACE)  # should who asks die first
        connection.send(_done(job, store))
        _alarm(0)


def _done(job: Callable[[ox.Store], object], store: ox.Store) -> object:
    try:
        return job(store)
    except MemoryError:
        raise SystemExit(1) from None  # told as all the ends for want of memory
    except Exception as error:  # noqa: BLE001  # raised again where the caller is
        return error


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)
