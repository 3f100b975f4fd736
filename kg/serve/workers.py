"""Keeps processes that answer queries side by side, and says what became of each in terms of HTTP."""

from __future__ import annotations

import queue
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kg.errors import QueryError
from kg.exporters.rdf.bounded import Asked, Bounds, Found, bounded_answer
from kg.exporters.rdf.worker import Worker


class Setting(NamedTuple):
    """What queries are asked of, and what one may use.

    Attributes:
        store: Folder of the store.
        bounds: How large an answer may be.
        seconds: How long a query may take.
        memory: Bytes of memory it may have, where the system can limit that.
    """

    store: Path
    bounds: Bounds
    seconds: float
    memory: int


class Workers:
    """Some processes, each with the same store.

    Args:
        setting: What they read, and what they may use.
        count: How many queries are answered at the same time.
    """

    def __init__(self, setting: Setting, *, count: int) -> None:
        self._setting = setting
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._all = [Worker(setting.store, memory=setting.memory) for _ in range(count)]
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
        job = partial(bounded_answer, asked=asked, bounds=self._setting.bounds)
        try:
            return worker.run(job, seconds=self._setting.seconds)
        except QueryError as error:
            return Found(500, "text/plain", str(error).encode())
        finally:
            self._idle.put(worker)
