"""Keeps what files held before a repair, so that it can be undone whenever it was stopped."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, NamedTuple

from kg.errors import UnreadableError
from kg.repair.effect import Change, is_inside
from kg.store.atomic import replacing_folder

JOURNAL: Final = ".kg-repair"  # in the vault; folders that start with a dot are no part of it
_LIST: Final = "journal.json"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class Entry(NamedTuple):
    """One file of a repair.

    Attributes:
        old: SHA-256 of what it held before; None if there was no file.
        new: The same for after.
        mode: Its permissions.
    """

    old: str | None
    new: str | None
    mode: int


class Journal(NamedTuple):
    """A repair: the files it changes, and the folders it makes, innermost last."""

    files: Mapping[str, Entry]
    folders: tuple[str, ...]


def write_journal(vault: Path, changes: Mapping[str, Change], folders: tuple[str, ...]) -> None:
    """Write all old texts, each in a file called by its digest, and the list: whole before it has a name.

    Args:
        vault: The vault's folder.
        changes: What is about to change.
        folders: What folders are about to be made.
    """
    files = {}
    with replacing_folder(vault / JOURNAL, owned=(_LIST, "*")) as folder:
        for path, change in changes.items():
            mode = 0o644
            if change.old is not None:
                mode = stat.S_IMODE((vault / path).stat().st_mode)
                (folder / digest_of(change.old)).write_bytes(change.old)
            files[path] = Entry(_digest(change.old), _digest(change.new), mode)
        told = {"files": {path: entry._asdict() for path, entry in files.items()}, "folders": folders}
        (folder / _LIST).write_text(json.dumps(told, ensure_ascii=False, indent=0), encoding="utf-8")


def read_journal(vault: Path) -> Journal | None:
    """The last repair of a vault.

    Args:
        vault: The vault's folder.

    Returns:
        The repair; None if there was none, or it was undone.

    Raises:
        UnreadableError: What stands there is no journal.
    """
    place = vault / JOURNAL / _LIST
    try:
        held = json.loads(place.read_text(encoding="utf-8"))
        files = {path: Entry(**entry) for path, entry in held["files"].items()}
        journal = Journal(files, tuple(held["folders"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(f"{place} is no journal of kg.") from error
    if not all(map(is_inside, (*journal.files, *journal.folders))) or not all(map(_is_valid, files.values())):
        raise UnreadableError(f"{place} is no journal of kg.")
    return journal


def old_text(vault: Path, entry: Entry) -> bytes | None:
    """What a file held before a repair.

    Args:
        vault: The vault's folder.
        entry: The file.

    Returns:
        Its bytes; None if there was no file.

    Raises:
        UnreadableError: The journal does not hold them any more.
    """
    if entry.old is None:
        return None
    data = (vault / JOURNAL / entry.old).read_bytes()
    if digest_of(data) != entry.old:
        raise UnreadableError(f"{vault / JOURNAL / entry.old} is damaged. Nothing was written.")
    return data


def drop_journal(vault: Path) -> None:
    """Forget the last repair: first the list, so that a stop leaves nothing that looks like a journal."""
    (vault / JOURNAL / _LIST).unlink()
    rmtree(vault / JOURNAL)


def digest_of(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _digest(data: bytes | None) -> str | None:
    return None if data is None else digest_of(data)


def _is_valid(entry: Entry) -> bool:
    digests: tuple[Any, ...] = (entry.old, entry.new)
    fits = all(one is None or (isinstance(one, str) and _DIGEST.fullmatch(one)) for one in digests)
    return fits and isinstance(entry.mode, int)
