"""Keeps a graph folder up to date: what has not changed since the last build is not read again.

This module loads no table library: when nothing has changed, none is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.builder.request import Progress
from kg.builder.task import Listing, Summary, Task, Update, listing_of
from kg.builder.vault import Vault, digest_in
from kg.engine.memory import without_collector
from kg.store.lock import locked
from kg.store.state import State, read_state

if TYPE_CHECKING:
    from kg.engine.local import Engine


def update(
    task: Task,
    *,
    verify: bool = False,
    full: bool = False,
    summary: Summary | None = None,
    jobs: Callable[[], Engine] | None = None,
    progress: Progress | None = None,
) -> Update:
    """Bring a graph folder up to date with its vault.

    The tables are, byte for byte, those that `kg.build` would write. Beside them the folder gets ``cache/``,
    which may be thrown away at any time. Two processes that write one folder wait for each other.

    Args:
        task: What `task_for` makes.
        verify: Whether all notes are read and compared; else a note is read if its size or times are others.
        full: Whether everything is done anew, whatever the last build left.
        summary: Says of a new graph what is to be remembered of it, in values that JSON knows.
        jobs: Makes the engine to read notes with, if any are to be read.
        progress: As for `kg.build`.

    Returns:
        The graph, and what had changed.

    Raises:
        VaultError: The vault cannot be read.
        ConfigError: There is no such profile.
        UsageError: The folder holds something that is not a graph.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from kg.builder.task import task_for
        >>> with TemporaryDirectory() as place:
        ...     vault, graph = Path(place) / "vault", Path(place) / "graph"
        ...     vault.mkdir()
        ...     _ = (vault / "a.md").write_text("See [[b]].")
        ...     task = task_for(vault, graph)
        ...     update(task).changes, update(task).changes
        (Changes(added=(), changed=(), removed=(), whole=True), None)
    """

    def waiting() -> None:
        if progress is not None:
            progress("waiting for another kg", 0, 1)

    made = task.made()
    with locked(task.folder, waiting=waiting), without_collector():
        state = None if full else read_state(task.folder, made)
        listing = listing_of(task.request)
        if state is not None and not verify and _is_current(state, listing, task.request.vault):
            return Update(task.folder, state.manifest, None, state.summary)
        from kg.builder.rebuild import Last, rebuild

        last = None if state is None else Last(state, horizon=0 if verify else state.horizon)
        return rebuild(
            task, listing, made, last, summary=summary, jobs=jobs() if jobs else None, progress=progress
        )


def _is_current(state: State, listing: Listing, vault: Vault) -> bool:
    """Whether all files are as they were; where times prove nothing, content is looked at."""
    if state.young is None or listing.digest != state.listing:
        return False
    return all(
        digest is not None and digest_in(vault, path) == digest for path, digest in state.young.items()
    )
