"""Turns a plan and the notes as they are into the files as they will be; nothing is written."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Final, NamedTuple

from kg.builder.vault import FolderVault, Vault
from kg.errors import UsageError
from kg.model.ids import NotePath, caseless
from kg.repair.file_names import is_portable
from kg.repair.plan import Edit, Plan, Step, touched
from kg.repair.sections import with_section

AGAIN: Final = "Nothing was written. Make a new plan with `kg repair plan`."
_ELSEWHERE: Final = re.compile(r"(?:^|/)(?:\.|/|$)|\x00" + (r"|[\\:]" if os.name == "nt" else ""))


class Change(NamedTuple):
    """What a file holds, and what it will hold; None where there is no file."""

    old: bytes | None
    new: bytes | None


def changes(plan: Plan, vault: Path | Vault) -> dict[str, Change]:
    """What the accepted steps of a plan make of each file.

    Args:
        plan: The plan.
        vault: The vault, or its folder.

    Returns:
        Old and new bytes by path, in order of the paths: first of the files that are made or changed, then
        of those that go away. Nothing is written.

    Raises:
        UsageError: A file has changed since the plan was made, is not the vault's, or would be overwritten;
            an edit does not fit, or two steps want the same thing differently.
    """
    source = FolderVault(vault) if isinstance(vault, Path) else vault
    own = {file.path for file in source.files()[0]}
    if isinstance(vault, Path):  # a name that is not UTF-8 has another path than its text
        own = {path for path in own if "\ufffd" not in path or (vault / path).is_file()}
    steps = plan.accepted
    old = {path: _read(source, path, own, plan.digests) for path in sorted(_touched(steps))}
    new: dict[str, bytes | None] = dict(old)
    new |= {path: edited(old[path], edits) for path, edits in _by_file(steps).items()}
    _merge(steps, new)
    for path, text in _made(steps, own):
        new[path] = text
    found = {path: Change(old.get(path), data) for path, data in sorted(new.items())}
    kept = {path: change for path, change in found.items() if change.old != change.new}
    return dict(sorted(kept.items(), key=lambda item: item[1].new is None))


def preview_repair(plan: Plan, vault: str | Path) -> Iterator[str]:
    r"""What a plan would change, as a unified diff.

    Args:
        plan: The plan.
        vault: The vault's folder.

    Yields:
        Lines, without their ends.

    Raises:
        UsageError: A file has changed since the plan was made.

    Example:
        >>> import kg
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as vault:
        ...     _ = Path(vault, "a.md").write_text("[[pond-life]]"), Path(vault, "Pond life.md").touch()
        ...     print(*kg.preview_repair(kg.plan_repair(kg.build(vault), vault), vault), sep="\n")
        --- a/a.md
        +++ b/a.md
        @@ -1 +1 @@
        -[[pond-life]]
        +[[Pond life]]
    """
    for path, change in changes(plan, Path(vault)).items():
        before, after = (
            (data or b"").decode("utf-8", "replace").splitlines(keepends=True) for data in change
        )
        here, there = (
            "/dev/null" if data is None else f"{side}/{path}" for side, data in zip("ab", change, strict=True)
        )
        for line in unified_diff(before, after, here, there, n=1):
            yield line.removesuffix("\n")


def edited(old: bytes, edits: Sequence[Edit]) -> bytes:
    """A file's bytes after some edits.

    Args:
        old: The bytes before.
        edits: The edits, sorted by place.

    Returns:
        The bytes after.

    Raises:
        UsageError: The bytes to be changed are not there, or two edits overlap.
    """
    pieces, done = [], 0
    for edit in edits:
        before = edit.before.encode()
        end = edit.start + len(before)
        if old[edit.start : end] != before:
            raise UsageError(f"{edit.path}:{edit.line} does not hold {edit.before!r}.", hint=AGAIN)
        if edit.start < done:
            hint = "Accept one of them only."
            raise UsageError(f"{edit.path}:{edit.line} is changed by two steps.", hint=hint)
        pieces += [old[done : edit.start], edit.after.encode()]
        done = end
    return b"".join((*pieces, old[done:]))


def is_inside(path: str) -> bool:
    """Whether a path names something inside the vault, and nothing hidden there.

    Example:
        >>> [is_inside(path) for path in ("a/b.md", "../b.md", "/b.md", "a/.b.md", "")]
        [True, False, False, False, False]
    """
    return not _ELSEWHERE.search(path)


def _touched(steps: Iterable[Step]) -> set[str]:
    return {path for step in steps for path in touched(step)}


def _read(source: Vault, path: str, own: Iterable[str], digests: Mapping[str, str]) -> bytes:
    if path not in own:
        raise UsageError(f"{path!r} is no file of this vault.", hint=AGAIN)
    try:
        data = source.read(NotePath(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint=AGAIN) from error
    if hashlib.sha256(data).hexdigest() != digests[path]:
        raise UsageError(f"{path} has changed since the plan was made.", hint=AGAIN)
    return data


def _by_file(steps: Sequence[Step]) -> dict[str, list[Edit]]:
    """The edits of each file, by place. Of two at the same place, the one that a person accepted counts."""
    gone = {page.path for step in steps for page in step.merged}
    chosen: dict[tuple[str, int, str], Edit] = {}
    for automatic in (True, False):
        for step in steps:
            for edit in step.edits if step.automatic == automatic else ():
                if edit.page in gone and not step.merged:
                    continue  # it would lead to a page that goes away
                place = edit.path, edit.start, edit.before
                if not automatic and place in chosen and chosen[place].after != edit.after:
                    _refuse_two(edit, steps)
                chosen[place] = edit
    found: dict[str, list[Edit]] = defaultdict(list)
    for place in sorted(chosen):
        found[place[0]].append(chosen[place])
    return found


def _refuse_two(edit: Edit, steps: Sequence[Step]) -> None:
    """Refuse if two steps that a person accepted change the same place."""
    place = edit[:5]
    several = [step for step in steps if not step.automatic for one in step.edits if one[:5] == place]
    if len(several) > 1:
        hint = f"Accept one of {', '.join(step.id for step in several)} only."
        raise UsageError(f"{edit.path}:{edit.line} is changed by two steps.", hint=hint)


def _merge(steps: Sequence[Step], new: dict[str, bytes | None]) -> None:
    for step in steps:
        for page in step.merged:
            into, added = new[step.into], new[page.path]
            if into is None or added is None or step.into == page.path:
                raise UsageError(f"{page.path} is merged by two steps.", hint="Accept one of them only.")
            new[step.into] = with_section(into, added, page.title)
            new[page.path] = None


def _made(steps: Sequence[Step], own: set[NotePath]) -> Iterator[tuple[str, bytes]]:
    """The files that steps make: inside the vault, and of a name that nothing has, on any system."""
    folders = {folder for path in own for folder in above(path)}
    taken = {caseless(path) for path in own}
    taken_by_folders = {caseless(folder) for folder in folders}
    for step in steps:
        if not step.path:
            continue
        new = step.path[len(max(folders.intersection(above(step.path)), key=len, default="")) :].lstrip("/")
        if not is_inside(step.path) or not is_portable(new):
            raise UsageError(f"{step.path!r} is no name for a file of this vault.", hint=AGAIN)
        name = caseless(step.path)
        if name in taken or name in taken_by_folders or not taken.isdisjoint(above(name)):
            raise UsageError(f"{step.path} is there already.", hint=AGAIN)
        taken.add(name)
        yield step.path, step.text.encode()


def above(path: str) -> list[str]:
    """The folders that hold a path, the innermost first.

    Example:
        >>> above("a/b/c.md")
        ['a/b', 'a']
    """
    return [path.rsplit("/", depth)[0] for depth in range(1, path.count("/") + 1)]
