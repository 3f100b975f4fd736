"""Applies a plan as a whole, with a journal from which it can be undone, also if it was stopped halfway."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from typing import Final

from kg.builder.vault import FolderVault
from kg.errors import UsageError
from kg.model.ids import NotePath
from kg.repair.plan import Plan
from kg.store.atomic import replacing, replacing_folder

JOURNAL: Final = ".kg-repair"  # in the vault; folders that start with a dot are no part of it
_LIST: Final = "journal.json"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


def changed(plan: Plan, vault: Path) -> dict[str, tuple[bytes, bytes]]:
    """What each file holds, and what it will hold.

    Args:
        plan: The plan.
        vault: The vault's folder.

    Returns:
        Old and new bytes by path; nothing is written.

    Raises:
        UsageError: A file has changed since the plan was made, or an edit does not fit it.
    """
    source = FolderVault(vault)
    _refuse_strangers((edit.path for edit in plan.edits), vault)
    found: dict[str, tuple[bytes, bytes]] = {}
    for path, group in groupby(plan.edits, key=lambda edit: edit.path):
        try:
            old = source.read(NotePath(path))
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.", hint=_AGAIN) from error
        if hashlib.sha256(old).hexdigest() != plan.digests[path]:
            raise UsageError(f"{path} has changed since the plan was made.", hint=_AGAIN)
        pieces, done = [], 0
        for edit in group:
            before, end = edit.before.encode(), edit.start + len(edit.before.encode())
            if edit.start < done or old[edit.start : end] != before:
                raise UsageError(f"{path}:{edit.line} does not hold {edit.before!r}.", hint=_AGAIN)
            pieces += [old[done : edit.start], edit.after.encode()]
            done = end
        found[path] = (old, b"".join((*pieces, old[done:])))
    return found


_AGAIN: Final = "Nothing was written. Make a new plan with `kg repair plan`."


def apply_plan(plan: Plan, vault: Path) -> int:
    """Apply a plan: all of it, or nothing.

    Before the first note is touched, the old text of all that will change stands in the journal, a folder
    in the vault. Notes are replaced one by one, each as a whole. Whenever this is stopped, every note is
    old or new, and `undo` brings the old ones back.

    Args:
        plan: The plan.
        vault: The vault's folder.

    Returns:
        How many files were changed.

    Raises:
        UsageError: A file has changed since the plan was made, or another plan was applied and is neither
            undone nor kept.
    """
    files = changed(plan, vault)
    if not files:
        return 0
    journal = vault / JOURNAL
    if journal.exists() and not _is_settled(vault):
        hint = "Bring the old notes back with `kg repair undo`, then apply again."
        raise UsageError("An earlier repair was stopped halfway.", hint=hint)
    _write_journal(files, journal)
    for path, (_, new) in files.items():
        _replace(vault / path, new)
    return len(files)


def undo(vault: Path) -> int:
    """Bring back the notes as they were before the last repair, whether it was finished or stopped.

    Args:
        vault: The vault's folder.

    Returns:
        How many files were brought back.

    Raises:
        UsageError: There is nothing to undo, or a note was changed since.
    """
    journal = vault / JOURNAL
    if not (journal / _LIST).is_file():
        raise UsageError("No repair to undo in this vault.")
    back: dict[str, bytes] = {}
    entries = _journal(journal)
    _refuse_strangers(entries, vault)
    for path, entry in entries.items():
        digest = _digest(vault / path)
        if digest == entry["new"]:
            back[path] = (journal / entry["old"]).read_bytes()
        elif digest != entry["old"]:
            hint = f"Its old text is {journal / entry['old']}. Nothing was written."
            raise UsageError(f"{path} was changed after the repair.", hint=hint)
    for path, old in back.items():
        _replace(vault / path, old)
    rmtree(journal)
    return len(back)


def diff(plan: Plan, vault: Path) -> Iterator[str]:
    """What a plan would change, as a unified diff.

    Args:
        plan: The plan.
        vault: The vault's folder.

    Yields:
        Lines.
    """
    for path, (old, new) in changed(plan, vault).items():
        before, after = (text.decode("utf-8", "replace").splitlines(keepends=True) for text in (old, new))
        yield from unified_diff(before, after, f"a/{path}", f"b/{path}", n=1)


def _refuse_strangers(paths: Iterable[str], vault: Path) -> None:
    """A plan or journal may come from anywhere: only files of the vault itself are written."""
    own = {file.path for file in FolderVault(vault).files()[0]}
    for path in paths:
        if path not in own or not (vault / path).is_file():
            raise UsageError(f"{path!r} is no file of this vault.", hint=_AGAIN)


def _write_journal(files: Mapping[str, tuple[bytes, bytes]], journal: Path) -> None:
    """All old texts, each in a file called by its digest, and the list: complete before it has its name."""
    entries = {}
    with replacing_folder(journal, owned=(_LIST, "*")) as folder:
        for path, (old, new) in files.items():
            names = {"old": hashlib.sha256(old).hexdigest(), "new": hashlib.sha256(new).hexdigest()}
            (folder / names["old"]).write_bytes(old)
            entries[path] = names
        (folder / _LIST).write_text(json.dumps(entries, ensure_ascii=False, indent=0), encoding="utf-8")


def _journal(journal: Path) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = json.loads((journal / _LIST).read_text(encoding="utf-8"))
    if not all(_DIGEST.fullmatch(entry["old"]) for entry in held.values()):
        raise UsageError(f"{journal} is no journal of kg.")
    return held


def _is_settled(vault: Path) -> bool:
    """Whether the last repair was finished: no note still has the text from before it."""
    entries = _journal(vault / JOURNAL)
    return all(_digest(vault / path) != entry["old"] for path, entry in entries.items())


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _replace(file: Path, data: bytes) -> None:
    mode = file.stat().st_mode
    with replacing(file) as new:
        new.write_bytes(data)
        os.chmod(new, mode & 0o7777)  # noqa: PTH101  # Path.chmod follows links in some versions
