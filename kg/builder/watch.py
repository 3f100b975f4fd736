"""Follows a vault: whenever notes are saved, its graph is brought up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Final

import numpy as np

from kg.builder.arrow import is_value
from kg.builder.task import Task, Update
from kg.builder.update import update
from kg.engine.local import Engine
from kg.engine.memory import give_back
from kg.errors import KgError
from kg.model.graph import KnowledgeGraph
from kg.model.kinds import NodeKind
from kg.store.buffers import array
from kg.store.frames import arrow_columns

QUIET: Final = 50  # milliseconds without a change after which a burst is over
LONGEST: Final = 600  # milliseconds after which a burst that does not end is looked at all the same
_LOOK: Final = 500  # milliseconds of waiting at a time, so that the end is noticed


@dataclass(frozen=True, slots=True)
class Step:
    """One time that the graph was brought up to date.

    Attributes:
        update: The graph, and what had changed.
        appeared: Keys of missing pages that were not missing, or not mentioned, before.
        healed: Keys of missing pages that are so no more.
        missing: How many missing pages there are.
        seconds: How long it took.
        error: Why it could not be done; ``update`` is then the one before.
    """

    update: Update
    appeared: tuple[str, ...]
    healed: tuple[str, ...]
    missing: int
    seconds: float
    error: KgError | None = None


def steps(
    task: Callable[[], Task], *, jobs: Callable[[], Engine] | None = None, stop: Event | None = None
) -> Iterator[Step]:
    """Bring a graph folder up to date, at once and then after each change of its vault.

    Changes that come together are taken together. What cannot be done, as when ``kg.toml`` is half written,
    is told and tried again with the next change. Between steps nothing is held but the keys of missing pages.

    Args:
        task: Makes the task anew for each step, as the configuration may have changed.
        jobs: Makes the engine to read notes with.
        stop: Ends the iteration when it is set; without it, Ctrl-C does.

    Yields:
        A step for the graph as it is, then one for each change of it.

    Raises:
        KgError: The first step could not be done.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from kg.builder.task import task_for
        >>> with TemporaryDirectory() as place:
        ...     (Path(place) / "vault").mkdir()
        ...     _ = (Path(place) / "vault" / "a.md").write_text("See [[b]].")
        ...     following = steps(lambda: task_for(f"{place}/vault", f"{place}/graph"))
        ...     next(following).appeared
        ('missing:b',)
    """
    from watchfiles import watch

    first = task()
    step, missing = _step(first, frozenset(), jobs)
    watched = watch(
        first.vault.resolve(),
        *_configuration(first.vault),
        watch_filter=lambda _, path: _concerns(first, Path(path)),
        debounce=LONGEST,
        step=QUIET,
        stop_event=stop,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
    )
    yield step
    looked = False
    for changed in watched:
        if not changed and looked:
            continue
        looked = True  # once without a reason: something may have changed before the watching began
        try:
            step, missing = _step(task(), missing, jobs)
        except KgError as error:
            yield replace(step, appeared=(), healed=(), error=error)
            continue
        if step.update.changes is not None:
            yield step


def _step(
    task: Task, before: frozenset[str], jobs: Callable[[], Engine] | None
) -> tuple[Step, frozenset[str]]:
    start = time.perf_counter()
    done = update(task, jobs=jobs)
    seconds = time.perf_counter() - start
    missing = _missing(done.graph())
    give_back()
    appeared, healed = sorted(missing - before), sorted(before - missing)
    return Step(done, tuple(appeared), tuple(healed), len(missing), seconds), missing


def _missing(graph: KnowledgeGraph) -> frozenset[str]:
    nodes = arrow_columns(graph, "nodes", ["key", "kind"])
    rows = np.flatnonzero(is_value(nodes["kind"], NodeKind.MISSING))
    return frozenset(nodes["key"].take(array(rows)).to_pylist())


def _configuration(vault: Path) -> list[Path]:
    """The files above the vault that configure it."""
    above = (folder / name for folder in vault.resolve().parents for name in ("kg.toml", "pyproject.toml"))
    return [path for path in above if path.is_file()][:1]


def _concerns(task: Task, path: Path) -> bool:
    """Whether a changed file may be one of the vault's; what is written there by us is none."""
    vault, folder = task.vault.resolve(), task.folder.resolve()
    if path.is_relative_to(folder):
        return False
    inner = path.relative_to(vault).parts if path.is_relative_to(vault) else ()
    return not any(part.startswith(".") for part in inner)
