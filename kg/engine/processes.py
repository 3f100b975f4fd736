"""Runs a function over items in processes of their own, in order.

Each is started afresh ("spawn"), on every system alike: a process copied while threads run may hang. So the
function, the items and the results have to be picklable, and a script that uses this needs the usual
``if __name__ == "__main__"``. `kg` itself has it, which is why the command line uses processes and the Python
API threads.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.resource_tracker import ensure_running
from typing import Final

from kg.engine.local import Item, Result, in_order, usual_jobs
from kg.errors import KgError

_WORTH_IT: Final = 8  # fewer items are done before a process has started


class ProcessEngine:
    """Runs in several processes, which do not wait for each other's interpreter.

    Args:
        jobs: Number of processes beside this one; ``None`` for one a processor, four at most; 1 for none.

    Example:
        >>> list(ProcessEngine(jobs=2).map(abs, [-1, -2]))
        [1, 2]
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or usual_jobs()

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Apply ``function`` to each item; at most ``jobs + 1`` results wait to be taken.

        Raises:
            KgError: A process ended without a word, as when memory runs out.
        """
        rest = iter(items)
        first = list(islice(rest, _WORTH_IT))
        if len(first) < _WORTH_IT or self.jobs == 1:
            yield from map(function, chain(first, rest))
            return
        pool = ProcessPoolExecutor(self.jobs, get_context("spawn"), initializer=_leave_interrupts)
        with pool:
            with _interrupts_held():
                for _ in range(self.jobs):  # each starts a process, as none is idle yet
                    pool.submit(_leave_interrupts)
            try:
                yield from in_order(pool, self.jobs, function, chain(first, rest))
            except BrokenProcessPool as error:
                raise KgError(
                    "A process that read notes ended early.",
                    hint="Is there enough memory? Use --jobs 1 to do without processes.",
                ) from error


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait meanwhile; a process started now never sees it, not even while it is starting."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ensure_running()  # it would let interrupts through again
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _leave_interrupts() -> None:
    """Let Ctrl-C be the main process's matter: it then stops the others, in silence."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
