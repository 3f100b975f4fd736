"""Applies a plan as a whole, with a journal from which it can be undone, also if it was stopped halfway."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from kg.errors import UsageError
from kg.model.ids import folder_of
from kg.repair.effect import AGAIN, changes
from kg.repair.journal import (
    JOURNAL,
    Entry,
    Journal,
    digest_of,
    drop_journal,
    old_text,
    read_journal,
    write_journal,
)
from kg.repair.plan import Plan
from kg.store.atomic import creating, replacing, sweep

_HALFWAY: Final = "Bring the old notes back with `kg repair undo`, then apply again."


def apply_repair(plan: Plan, vault: str | Path) -> int:
    """Do the accepted steps of a plan: all of them, or none.

    Before the first file is touched, the old text of all that will change stands in the journal, a folder
    in the vault. Files are made, replaced and taken away one by one, each as a whole, and taken away last.
    Whenever this is stopped, every file is old or new, and `undo_repair` brings the old ones back.

    Args:
        plan: The plan.
        vault: The vault's folder.

    Returns:
        How many files were changed, made or taken away.

    Raises:
        UsageError: A file has changed since the plan was made, or an earlier repair was stopped halfway.

    Example:
        >>> import kg
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as vault:
        ...     note = Path(vault, "a.md")
        ...     _ = note.write_text("[[pond-life]]"), Path(vault, "Pond life.md").touch()
        ...     _ = kg.apply_repair(kg.plan_repair(kg.build(vault), vault), vault)
        ...     note.read_text()
        '[[Pond life]]'
    """
    vault = Path(vault)
    files = changes(plan, vault)
    if not files:
        return 0
    earlier = read_journal(vault)
    if earlier is not None and not _is_settled(vault, earlier):
        raise UsageError("An earlier repair was stopped halfway.", hint=_HALFWAY)
    folders = tuple(sorted(_missing_folders(vault, [path for path, one in files.items() if one.old is None])))
    for path in (*files, *folders):
        _refuse_outside(vault, path)
    write_journal(vault, files, folders)
    for path, change in files.items():
        if change.new is None:
            (vault / path).unlink()
        elif change.old is None:
            _make(vault / path, change.new)
        else:
            _replace(vault / path, change.new)
    return len(files)


def undo_repair(vault: str | Path) -> int:
    """Bring back the notes as they were before the last repair, whether it was finished or stopped.

    Args:
        vault: The vault's folder.

    Returns:
        How many files were brought back or taken away again.

    Raises:
        UsageError: There is nothing to undo, or a note was changed since.

    Example:
        >>> import kg
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as vault:
        ...     note = Path(vault, "a.md")
        ...     _ = note.write_text("[[pond-life]]"), Path(vault, "Pond life.md").touch()
        ...     _ = kg.apply_repair(kg.plan_repair(kg.build(vault), vault), vault)
        ...     kg.undo_repair(vault), note.read_text()
        (1, '[[pond-life]]')
    """
    vault = Path(vault)
    journal = read_journal(vault)
    if journal is None:
        raise UsageError(
            "No repair to undo in this vault.", hint="`kg repair apply` keeps what it changes for that."
        )
    back = _to_bring_back(vault, journal)
    for path, (entry, old) in sorted(back.items(), key=lambda item: item[1][1] is None):
        if old is None:
            (vault / path).unlink()
        elif entry.new is None:
            _make(vault / path, old, mode=entry.mode)
        else:
            _replace(vault / path, old)
    _tidy(vault, journal)
    drop_journal(vault)
    return len(back)


def _to_bring_back(vault: Path, journal: Journal) -> dict[str, tuple[Entry, bytes | None]]:
    """The files that are not as they were, with what they held, if nobody changed one since."""
    back: dict[str, tuple[Entry, bytes | None]] = {}
    for path, entry in journal.files.items():
        _refuse_outside(vault, path)
        digest = _digest(vault / path)
        if digest == entry.old:
            continue
        if digest != entry.new:
            kept = "" if entry.old is None else f"Its old text is {vault / JOURNAL / entry.old}. "
            raise UsageError(f"{path} was changed after the repair.", hint=f"{kept}Nothing was written.")
        back[path] = entry, old_text(vault, entry)
    return back


def _tidy(vault: Path, journal: Journal) -> None:
    """Take away the folders that the repair made, and what a stop has left of half-written files."""
    for folder in {vault, *((vault / path).parent for path in journal.files)}:
        if folder.is_dir():
            sweep(folder)
    for made in reversed(journal.folders):
        with suppress(OSError):  # something else stands in it by now
            (vault / made).rmdir()


def _missing_folders(vault: Path, paths: list[str]) -> set[str]:
    wanted = set()
    for path in paths:
        folder = folder_of(path)
        while folder and not (vault / folder).is_dir():
            wanted.add(folder)
            folder = folder_of(folder)
    return wanted


def _refuse_outside(vault: Path, path: str) -> None:
    """A plan or journal may come from anywhere: nothing is written but files of the vault itself."""
    place = vault
    for part in path.split("/"):
        place /= part
        if place.is_symlink():
            raise UsageError(f"{path!r} is no file of this vault: {part!r} is a symbolic link.", hint=AGAIN)
    if place.exists() and not (place.is_file() or place.is_dir()):
        raise UsageError(f"{path!r} is no file of this vault.", hint=AGAIN)


def _is_settled(vault: Path, journal: Journal) -> bool:
    """Whether the last repair was finished, or not begun: no file is as it was before, or all are."""
    return len({_digest(vault / path) == entry.old for path, entry in journal.files.items()}) < 2


def _digest(file: Path) -> str | None:
    """SHA-256 of a file; None if there is none."""
    try:
        return digest_of(file.read_bytes())
    except FileNotFoundError:
        return None


def _make(file: Path, data: bytes, *, mode: int | None = None) -> None:
    with creating(file) as new:
        new.write_bytes(data)
        if mode is not None:
            new.chmod(mode)


def _replace(file: Path, data: bytes) -> None:
    mode = file.stat().st_mode
    with replacing(file) as new:
        new.write_bytes(data)
        os.chmod(new, stat.S_IMODE(mode))  # noqa: PTH101  # Path.chmod follows links in some versions
