"""The index of names: every file of the vault by the names under which a link may look for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kg.model.ids import caseless, folded, folder_of, without_suffix
from kg.resolve.slugs import slug_of
from kg.resolve.targets import spelled

NO_FILES: Final[tuple[int, ...]] = ()
_PLAIN: Final = re.compile(r"[^/.&%?#]*[^/.&%?#\s]")  # a slug's letters are then those of the folded name

Names = Mapping[str, Sequence[int]]


class NameIndex:
    """All files of a vault by name; files are meant by their row in ``paths``.

    Args:
        paths: Path of every file, sorted.
        aliases: Pairs of an alias and the row of the note that claims it.

    Attributes:
        by_path: Caseless path -> files.
        named: Caseless end of a path, from a folder's border on -> files; a whole path is an end too.
        by_folded_path: Folded path, without the suffix of notes -> files.
        folded: The same for folded ends.
        by_alias: Caseless alias -> the one note that claims it.
        slugs: Slug of each file; ``slug_names`` and ``slug_paths`` find files by it.
    """

    def __init__(self, paths: Sequence[str], aliases: Iterable[tuple[str, int]] = ()) -> None:
        aliases = list(aliases)
        self.paths = paths
        self.folders = [folder_of(path) for path in paths]
        self.by_path, self.named = _by_end(caseless(path) for path in paths)
        self.by_folded_path, self.folded = _by_end(folded(without_suffix(path)) for path in paths)
        self.by_alias = _by_alias(aliases)
        self.slugs = [slug_of(path) for path in paths]
        alias_slugs = [(slug_of(f"{without_suffix(alias)}.md"), row) for alias, row in aliases]
        self.slug_names, self.slug_paths = _by_slug(
            [*zip(self.slugs, range(len(paths)), strict=True), *alias_slugs]
        )
        self.undisputed = self._undisputed()
        self._shortest: dict[str, int] = {}

    def _undisputed(self) -> Mapping[str, int]:
        """Notes whose name, written exactly so, means them and nothing else under every rule set."""
        return {
            slug: rows[0]
            for slug, rows in self.slug_names.items()
            if len(rows) == 1
            and "." not in slug
            and self.paths[rows[0]].rpartition("/")[2] == f"{slug}.md"
            and len(self.named[f"{caseless(slug)}.md"]) == 1
            and caseless(slug) not in self.named
        }

    def unknown(self, target: str) -> bool:
        """Whether no rule set can find a file for a bare name: nothing is equal to it even after folding."""
        return (
            _PLAIN.fullmatch(target) is not None
            and folded(target) not in self.folded
            and caseless(target) not in self.by_alias
            and slug_of(target) not in self.slug_names
            and f"{slug_of(target)}/index" not in self.slug_paths
        )

    def ending(self, target: str) -> Sequence[int]:
        """Files whose path equals a target or ends with it at a folder's border, case aside (F2, F3).

        The name as written goes before the name with ``.md``, but for a name without any suffix a note goes
        first, since other files need theirs.
        """
        key = caseless(target)
        as_note = self.named.get(f"{key}.md", NO_FILES)
        if as_note and "." not in key.rpartition("/")[2]:
            return as_note
        return self.named.get(key) or as_note

    def at(self, path: str) -> Sequence[int]:
        """Files at exactly this path, or this path with ``.md``, case aside."""
        key = caseless(path)
        return self.by_path.get(key) or self.by_path.get(f"{key}.md", NO_FILES)

    def shortest(self, target: str) -> int:
        """Of the files with this name, the one with the shortest path; of several, the first (F3, F4)."""
        if target not in self._shortest:
            candidates = ((self.paths[row], row) for row in self.ending(target))
            best = min(candidates, key=lambda c: (len(c[0]), not spelled(c[0], target), c[0]))
            self._shortest[target] = best[1]
        return self._shortest[target]


def _by_end(keys: Iterable[str]) -> tuple[Names, Names]:
    """Rows by whole path, and by every end of a path."""
    whole: dict[str, list[int]] = defaultdict(list)
    ends: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        whole[key].append(row)
        for end in _ends(key):
            ends[end].append(row)
    return dict(whole), dict(ends)


def _ends(path: str) -> Iterator[str]:
    """A path, and what is left of it after each folder.

    >>> list(_ends("a/b/c.md"))
    ['a/b/c.md', 'b/c.md', 'c.md']
    """
    yield path
    while "/" in path:
        path = path.partition("/")[2]
        yield path


def _by_slug(slugs: Iterable[tuple[str, int]]) -> tuple[Names, Mapping[str, int]]:
    by_name: dict[str, list[int]] = defaultdict(list)
    by_path: dict[str, int] = {}
    for slug, row in slugs:
        by_path.setdefault(slug, row)
        by_name[slug.rpartition("/")[2]].append(row)
    return dict(by_name), by_path


def _by_alias(aliases: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Aliases that exactly one note claims."""
    claims: dict[str, set[int]] = defaultdict(set)
    for alias, row in aliases:
        claims[caseless(alias)].add(row)
    return {alias: rows.pop() for alias, rows in claims.items() if len(rows) == 1}
