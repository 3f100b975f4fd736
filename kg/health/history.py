"""Reads from a vault's Git history which files were deleted, when, and what went with them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

_HEAD: Final = b"\x01"  # starts what is told of a commit; the name of no file starts with it in a sane vault
_PIECE: Final = 1 << 20  # bytes read at a time
# Nothing that a stranger's repository configures may run: no monitor, no signature check, no fetching.
_SAFE: Final = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "core.hooksPath=/dev/null",
)
_LOG: Final = (
    "log",
    "--diff-filter=D",
    "--name-only",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--relative",
    "-z",
    "--format=%x01%H %cI",
    "--",
    ".",
)
_ENVIRONMENT: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Deletion(NamedTuple):
    """The last time a file was deleted."""

    path: str  # from the vault's folder
    commit: str
    date: str  # of the commit, ISO 8601
    files: int  # of the vault, deleted by the same commit


def deletions(vault: Path) -> dict[str, Deletion]:
    """The files of a vault that Git once deleted, each with its last deletion.

    One pass over the names in the history; no file is read and nothing is written. A rename counts as the
    deletion of the old name. A merge that deletes by itself is not seen.

    Args:
        vault: The vault's folder, which may be a part of a repository.

    Returns:
        Deletions by path; none if the folder is in no repository, Git is not installed, or it refuses (as
        it does where another user owns the repository).

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     deletions(Path(folder))
        {}
    """
    found: dict[str, Deletion] = {}
    for commit, date, paths in _commits(vault):
        for path in paths:
            found.setdefault(path, Deletion(path, commit, date, len(paths)))
    return found


def contents(vault: Path, wanted: Sequence[Deletion]) -> Iterator[bytes | None]:
    """What deleted files held before they were deleted.

    Args:
        vault: The vault's folder.
        wanted: Files that were deleted.

    Yields:
        For each, its bytes; None if Git does not give them.
    """
    command = ("git", "-C", os.fspath(vault), *_SAFE, "cat-file", "--batch")
    try:
        process = subprocess.Popen(  # noqa: S603  # a list of words, none of which the notes can change
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ENVIRONMENT},
        )
    except OSError:  # Git is not installed
        yield from (None for _ in wanted)
        return
    with process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # they were asked for
        for deletion in wanted:
            if "\n" in deletion.path:  # would be two questions
                yield None
                continue
            process.stdin.write(f"{deletion.commit}^:./{deletion.path}\n".encode())
            process.stdin.flush()
            yield _answer(process.stdout)
        process.stdin.close()


def _answer(stream: IO[bytes]) -> bytes | None:
    """The file that comes next: a line that tells its kind and size, its bytes, a line feed."""
    words = stream.readline().split()
    if len(words) != 3 or not words[2].isdigit():
        return None
    data = stream.read(int(words[2]) + 1)[:-1]
    return data if words[1] == b"blob" else None


def _commits(vault: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Commits that deleted something, the latest first: hash, date, paths."""
    environment = {**os.environ, **_ENVIRONMENT}
    try:
        process = subprocess.Popen(  # noqa: S603  # a list of words, none of which the notes can change
            ("git", "-C", os.fspath(vault), *_SAFE, *_LOG),  # noqa: S607  # the user's own Git
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except OSError:  # Git is not installed
        return
    with process:
        assert process.stdout is not None  # noqa: S101  # it was asked for
        commit, date, paths = "", "", list[str]()
        for item in _items(process.stdout):
            if item.startswith(_HEAD):
                if paths:
                    yield commit, date, paths
                commit, _, date = item[1:].decode().partition(" ")
                paths = []
            else:
                paths.append(item.decode("utf-8", "replace"))
        if paths:
            yield commit, date, paths


def _items(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between zero bytes, blank lines before it left out."""
    rest = b""
    while piece := stream.read(_PIECE):
        *whole, rest = (rest + piece).split(b"\0")
        yield from (item for item in (part.lstrip(b"\n") for part in whole) if item)
    if rest := rest.strip(b"\n"):
        yield rest
