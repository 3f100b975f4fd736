"""A process that answers queries one at a time and may be killed while it does: none can stop the rest."""

from __future__ import annotations

import math
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.exporters.rdf.bounded import Bounds, bounded_answer

READY: Final = "ready"
_GRACE: Final = 5  # seconds until a process ends that nobody stopped


class Setting(NamedTuple):
    """What a worker reads, and what it may use.

    Attributes:
        store: Folder of the store.
        bounds: How large an answer may be.
        seconds: How long a query may take; whoever asks kills the worker then.
        memory: Bytes of memory it may have, where the system can limit that.
    """

    store: Path
    bounds: Bounds
    seconds: float
    memory: int


def work(connection: Connection, setting: Setting) -> None:
    """Answer queries until the other end closes.

    Args:
        connection: Takes `READY` once, then gives `kg.exporters.rdf.bounded.Asked` and takes `Found`.
        setting: What to read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then stops us
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # a device
        os.dup2(nowhere.fileno(), 2)  # the engine's last words when memory ends are for nobody
    _limit(setting.memory)
    store = ox.Store.read_only(str(setting.store))
    connection.send(READY)
    while True:
        try:
            asked = connection.recv()
        except EOFError:
            return
        _alarm(math.ceil(setting.seconds) + _GRACE)  # should the server die first
        connection.send(bounded_answer(store, asked, setting.bounds))
        _alarm(0)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)
