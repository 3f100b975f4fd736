"""Builds a graph anew from what has changed since the last build, and what is kept of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.builder.join import Inputs, join
from kg.builder.kept import Kept, carry, files_table, keep, known, open_kept, unchanged
from kg.builder.reading import Documents, read_documents
from kg.builder.rejoin import Before, rejoined
from kg.builder.request import Progress, sample
from kg.builder.run import beginnings, document_rows, manifest_of, profile_for
from kg.builder.splice import spliced
from kg.builder.task import Changes, Listing, Summary, Task, Update
from kg.builder.vault import File
from kg.engine.local import Engine, LocalEngine
from kg.engine.memory import give_back
from kg.errors import KgError
from kg.model.graph import Manifest
from kg.model.profile import Profile
from kg.store.artefact import replace_artefact
from kg.store.buffers import array, numbers, texts
from kg.store.cache import refresh
from kg.store.frames import graph_of
from kg.store.state import State, write_state

if TYPE_CHECKING:
    import pyarrow as pa


_Digests = Mapping[str, str | None]
BEHIND: Final = 64  # documents that are read again each time before all is kept anew, or is trusted


class Last(NamedTuple):
    """What there is to go by.

    Attributes:
        state: What is remembered of the last build.
        horizon: Times of files from here on prove nothing.
    """

    state: State
    horizon: int


class _Vault(NamedTuple):
    """The vault as it is now.

    Attributes:
        listing: Its files.
        paths: Their paths.
        stamps: Their sizes and times.
        rows: Which of them are documents.
        documents: Those.
    """

    listing: Listing
    paths: pa.Array
    stamps: NDArray[np.int64]
    rows: NDArray[np.int64]
    documents: list[File]

    @classmethod
    def of(cls, listing: Listing, *, canvas: bool) -> _Vault:
        """A vault by its files."""
        files = listing.files
        rows = document_rows(files, canvas=canvas)
        paths, columns = listing.columns
        stamps = np.column_stack([np.frombuffer(numbers, np.int64) for numbers in columns])
        return cls(listing, texts(paths), stamps, rows, [files[row] for row in rows.tolist()])

    def files(self, said: Documents) -> pa.Table:
        """The files as they are kept."""
        return files_table(self.paths, self.stamps, self.rows, said)

    def state(
        self, made: str, manifest: Manifest, summary: Any, since: _Digests, digests: Sequence[str | None]
    ) -> State:
        """What to remember of it, and of its documents, which have these digests."""
        listing = self.listing
        young = np.flatnonzero(self.stamps[self.rows, 1:].max(axis=1, initial=0) >= listing.horizon).tolist()
        found = {self.documents[row].path: digests[row] for row in young} if len(young) <= BEHIND else None
        return State(
            made=made,
            listing=listing.digest,
            faults=[list(map(str, fault)) for fault in listing.faults],
            horizon=listing.horizon,
            young=found,
            manifest=manifest,
            since=since,
            summary=summary,
        )


class _Difference(NamedTuple):
    """What the vault has that an earlier build had not.

    Attributes:
        kept: The build that is kept.
        same: For each document its number in that, -1 if it has to be read.
        changes: What is other than in the last build.
    """

    kept: Kept
    same: NDArray[np.int64]
    changes: Changes


class _Made(NamedTuple):
    """What is to be written: what all documents say, the tables, and what to remember of them."""

    said: Documents
    tables: Mapping[str, pa.Table]
    state: State


def rebuild(
    task: Task,
    listing: Listing,
    made: str,
    last: Last | None,
    *,
    summary: Summary | None,
    jobs: Engine | None,
    progress: Progress | None,
) -> Update:
    """Build the graph of a vault in which something has, or may have, changed.

    Args:
        task: What is to be brought up to date; its folder is locked.
        listing: The vault's files.
        made: Digest of what it is made by.
        last: What there is to go by, if anything.
        summary: As for `update`.
        jobs: Engine to read notes with.
        progress: Called with what is being done.

    Returns:
        The graph, and what had changed.
    """
    engine = jobs or LocalEngine()
    now = _Vault.of(listing, canvas=task.request.canvas)
    difference = None if last is None else _difference(task, now, last)
    if last is not None and difference is not None and _all_same(now, difference, last.state):
        _remember(task, now, difference.kept.said, last.state)
        return Update(task.folder, last.state.manifest, None, last.state.summary)
    profile = _profile(task, now, difference, last)
    if last is not None and profile.name != last.state.manifest.profile:
        difference = None
    said, fresh = _read(task, now, profile, difference, engine, progress)
    if progress is not None:
        progress("joining", 0, 1)
    tables, few = _joined(task, now, profile, said, fresh, difference, last)
    manifest = manifest_of(task.request, profile, tables)
    if progress is not None:
        progress("writing", 0, 1)
    give_back()
    said_of = None if summary is None else summary(graph_of(tables, manifest))
    kept = None if difference is None else difference.kept
    since = _since(now, fresh, difference) if difference is not None and few else None
    state = now.state(made, manifest, said_of, since or {}, said.digests)
    _write(task, now, _Made(said, tables, state), kept, engine, carries=since is not None)
    changes = Changes(whole=True) if difference is None else difference.changes
    return Update(task.folder, manifest, changes, said_of, tables)


def _joined(
    task: Task,
    now: _Vault,
    profile: Profile,
    said: Documents,
    fresh: Documents,
    difference: _Difference | None,
    last: Last | None,
) -> tuple[dict[str, pa.Table], bool]:
    """All tables, and whether they were made from those that are kept, as no name has changed."""
    request, listing = task.request, now.listing
    aliases = request.config.aliases
    given = Inputs(listing.files, now.rows, said, listing.faults, profile, request.rules, aliases)
    if difference is not None and last is not None and _same_names(now, difference, last.state):
        before = Before(
            {name: kept.table for name, kept in difference.kept.tables.items()}, difference.kept.said
        )
        tables = rejoined(given, fresh, np.flatnonzero(difference.same < 0), before)
        if tables is not None:
            return tables, True
    return join(given), False


def _since(now: _Vault, fresh: Documents, difference: _Difference) -> _Digests | None:
    """Digests of documents that are not what is kept; None if they are so many that all is kept anew."""
    rows = np.flatnonzero(difference.same < 0).tolist()
    if len(rows) > BEHIND:
        return None
    return {now.documents[row].path: digest for row, digest in zip(rows, fresh.digests, strict=True)}


def _difference(task: Task, now: _Vault, last: Last) -> _Difference | None:
    """What has changed; None if nothing useful is kept."""
    kept = open_kept(task.folder)
    if kept is None:
        return None
    was = known(kept, now.paths, now.rows)
    stamps, vault = now.stamps[now.rows], task.request.vault
    since = last.state.since
    same, changed = unchanged(kept, was, now.documents, stamps, vault, horizon=last.horizon, since=since)
    gone = np.setdiff1d(np.flatnonzero(kept.number >= 0), was)
    changes = Changes(
        added=[now.documents[row].path for row in np.flatnonzero(was < 0).tolist()],
        changed=[now.documents[row].path for row in np.flatnonzero(changed).tolist()],
        removed=kept.files["path"].take(array(gone)).to_pylist(),
    )
    return _Difference(kept, same, changes)


def _all_same(now: _Vault, difference: _Difference, state: State) -> bool:
    """Whether the tables would be those that stand there."""
    if not _same_names(now, difference, state) or difference.changes.changed:
        return False
    others = difference.kept.number < 0  # what is no document has no digest
    return bool((numbers(difference.kept.files["size"]) == now.stamps[:, 0])[others].all())


def _same_names(now: _Vault, difference: _Difference, state: State) -> bool:
    """Whether there are the files there were, and nothing else is odd about them."""
    faults = [list(map(str, fault)) for fault in now.listing.faults]
    return faults == [list(fault) for fault in state.faults] and difference.kept.has_paths(now.paths)


def _remember(task: Task, now: _Vault, kept: Documents, last: State) -> None:
    """Nothing but times has changed; the new ones are kept, where that is possible."""
    old = zip(now.documents, kept.digests, strict=True)
    digests = [last.since.get(file.path, digest) for file, digest in old]
    with suppress(KgError, OSError):
        refresh({"files": now.files(kept)}, task.folder)
        write_state(now.state(last.made, last.manifest, last.summary, last.since, digests), task.folder)


def _profile(task: Task, now: _Vault, difference: _Difference | None, last: Last | None) -> Profile:
    """The profile; what it is detected by is looked at only if it may have changed."""
    if difference is not None and last is not None and not task.request.profile:
        changes = difference.changes
        looked_at = {file.path for file in sample(now.documents)}
        if not (changes.added or changes.removed or looked_at.intersection(changes.changed)):
            return task.request.config.profiles[last.state.manifest.profile]
    return profile_for(task.request, partial(beginnings, task.request.vault, now.documents))


def _read(
    task: Task,
    now: _Vault,
    profile: Profile,
    difference: _Difference | None,
    engine: Engine,
    progress: Progress | None,
) -> tuple[Documents, Documents]:
    """What all documents say, and what those say that were read."""
    vault, room = task.request.vault, task.request.config.memory
    if difference is None:
        said = read_documents(vault, now.documents, profile, engine, progress, room=room)
        return said, said
    new = difference.same < 0
    files = [now.documents[number] for number in np.flatnonzero(new).tolist()]
    fresh = read_documents(vault, files, profile, engine, progress, room=room)
    order = difference.same.copy()
    order[new] = len(difference.kept.said.words) + np.arange(len(files))
    return spliced(difference.kept.said, fresh, order), fresh


def _write(task: Task, now: _Vault, made: _Made, kept: Kept | None, engine: Engine, *, carries: bool) -> None:
    """Write tables, and beside them what the next build can go by: these, or what this one went by."""
    said, tables, state = made
    earlier = {} if kept is None else kept.tables
    others = [
        name for name, table in tables.items() if name not in earlier or table is not earlier[name].table
    ]

    def cache(folder: Path) -> None:
        if kept is not None and carries:
            written = [earlier[name].file for name in others]
            carry(task.folder, folder, now.files(kept.said), written=written)
        else:
            same = dict.fromkeys(tables.keys() - others, task.folder)
            keep(tables, said, now.files(said), folder, same=same)
        write_state(state, folder)

    vault, jobs = task.request.vault.folder, engine.jobs
    replace_artefact(
        tables, state.manifest, task.folder, vault=vault, jobs=jobs, earlier=earlier, cache=cache
    )
