"""Runs a function over items in this process, in order, with several threads if asked to.

Threads: half of the work is NumPy's, which lets other threads run meanwhile; nothing is copied, memory stays
that of one process, and it works in every script and notebook. `kg.engine.processes` wins more time.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from kg.engine.memory import give_back

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Something that applies a function to many items and yields the results in their order.

    Attributes:
        jobs: How many items it works on at a time.
    """

    jobs: int

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Apply ``function`` to each item."""
        ...


class LocalEngine:
    """Runs in this process.

    Args:
        jobs: Number of threads; ``None`` for one a processor, four at most.

    Example:
        >>> list(LocalEngine(jobs=2).map(len, ["a", "bb", "ccc"]))
        [1, 2, 3]
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or usual_jobs()

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Apply ``function`` to each item; at most ``jobs + 1`` results wait to be taken."""
        if self.jobs == 1:
            yield from map(function, items)
            return
        with ThreadPoolExecutor(self.jobs) as pool:
            yield from in_order(pool, self.jobs, function, items)
        give_back()  # each thread had a pool of its own


def usual_jobs() -> int:
    """One job a processor this process may use, four at most: more wait for each other."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 4)


def in_order(
    pool: Executor, jobs: int, function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Results of a pool in the order of the items; at most ``jobs + 1`` wait to be taken."""
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # on an error or Ctrl-C what has not begun is not begun
        for future in waiting:
            future.cancel()
