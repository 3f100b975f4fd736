"""Keeps processes that answer queries: one that takes too long is killed, and another takes its place."""

from __future__ import annotations

import multiprocessing
import queue
from types import TracebackType
from typing import Final, Self

from kg.exporters.rdf.bounded import Asked, Found
from kg.exporters.rdf.worker import READY, Setting, work

_CONTEXT: Final = multiprocessing.get_context("spawn")  # the server has threads, which must not be forked
_START: Final = 60.0  # seconds a process may take to come up
_END: Final = 5.0  # … and to go


class Workers:
    """Some processes, each with the same store.

    Args:
        setting: What they read, and what they may use.
        count: How many queries are answered at the same time.
    """

    def __init__(self, setting: Setting, *, count: int) -> None:
        self._setting = setting
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all = [_Worker(setting) for _ in range(count)]
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.stop()

    def ask(self, asked: Asked) -> Found:
        """The answer to a query.

        Args:
            asked: The query.

        Returns:
            The answer, or why there is none: 503 if all processes are busy for as long as a query may take,
            500 if this one took longer, or more memory than there is.
        """
        try:
            worker = self._idle.get(timeout=self._setting.seconds)
        except queue.Empty:
            return Found(503, "text/plain", b"Too many queries at once: try again later.")
        try:
            return worker.ask(asked, self._setting.seconds)
        finally:
            self._idle.put(worker)


class _Worker:
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._start()

    def _start(self) -> None:
        self._here, there = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=work, args=(there, self._setting), daemon=True)
        self._process.start()
        self._ready = False
        there.close()

    def ask(self, asked: Asked, seconds: float) -> Found:
        try:
            self._await_start()
            self._here.send(asked)
            if self._here.poll(seconds):
                found: Found = self._here.recv()
                return found
            reason = f"The query took more than {seconds:g} seconds: ask for less."
        except (EOFError, OSError):
            reason = "The query took more memory than there is for one: ask for less."
        self.stop()
        self._start()
        return Found(500, "text/plain", reason.encode())

    def _await_start(self) -> None:
        """Let a new process come up, which counts toward no query."""
        if not self._ready and self._here.poll(_START):
            self._ready = self._here.recv() == READY

    def stop(self) -> None:
        self._process.kill()
        self._process.join(_END)
        self._here.close()
