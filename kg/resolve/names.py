"""The index of names: every file of the vault by the names under which a link may look for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from kg.model.dialect import Pages
from kg.model.ids import caseless, without_suffix
from kg.resolve.many import all_caseless, all_folded, all_slugs
from kg.resolve.pages import PageIndex
from kg.resolve.targets import spelled

NO_FILES: Final[tuple[int, ...]] = ()

Names = Mapping[str, Sequence[int]]


class Ends:
    """Files by the ends of their paths, from a folder's border on; a whole path is an end too.

    Most links give no more than a name, so files are kept by name, and the longer ends of those of one name
    are looked at when one of them is asked for.

    Args:
        paths: Path of each file, caseless or folded.

    Attributes:
        named: Files by their last name.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self.named = _rows([path.rpartition("/")[2] for path in paths])
        self._longer: dict[str, Names] = {}

    def ending(self, end: str) -> Sequence[int]:
        """Files whose path equals this or ends with it at a folder's border."""
        rows = self.named.get(end)
        if rows is not None or "/" not in end:
            return rows or NO_FILES
        name = end.rpartition("/")[2]
        if name not in self.named:
            return NO_FILES
        if name not in self._longer:
            self._longer[name] = self._all_ends(self.named[name])
        return self._longer[name].get(end, NO_FILES)

    def _all_ends(self, rows: Sequence[int]) -> Names:
        ends: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            for end in _ends(self._paths[row]):
                ends[end].append(row)
        return dict(ends)

    def at(self, path: str) -> Sequence[int]:
        """Files with exactly this path."""
        return self._whole.get(path, NO_FILES)

    @cached_property
    def _whole(self) -> Names:
        return _rows(self._paths)


class NameIndex:
    """All files of a vault by name; files are meant by their row in ``paths``.

    Args:
        paths: Path of every file, sorted.
        aliases: Pairs of an alias and the row of the note that claims it.
        pages: How pages are called in the vault's dialect, if it has one.

    Attributes:
        caseless: Files by the ends of their caseless paths.
        folded: The same for folded paths without the suffix of notes.
        by_alias: Caseless alias -> the one note that claims it.
        slugs: Slug of each file; ``slug_names`` and ``slug_paths`` find files by it.
        pages: Files by the names of their pages, in a dialect.
    """

    def __init__(
        self, paths: Sequence[str], aliases: Iterable[tuple[str, int]] = (), pages: Pages | None = None
    ) -> None:
        aliases = list(aliases)
        self.paths = paths
        self.caseless = Ends(all_caseless(paths))
        self.folded = Ends(all_folded([without_suffix(path) for path in paths]))
        self.by_alias = _by_alias(aliases)
        self.slugs = all_slugs(paths)
        self.slug_names, self.slug_paths = _by_slug(self.slugs, aliases)
        self.pages = None if pages is None else PageIndex(paths, aliases, pages)
        self._shortest: dict[str, int] = {}

    @cached_property
    def undisputed(self) -> Mapping[str, int]:
        """Notes whose name, written exactly so, means them and nothing else under every rule set."""
        found = {
            slug: rows[0]
            for slug, rows in self.slug_names.items()
            if len(rows) == 1 and "." not in slug and self.paths[rows[0]].endswith(f"{slug}.md")
        }
        named = self.caseless.named
        return {
            slug: row
            for (slug, row), key in zip(found.items(), all_caseless(list(found)), strict=True)
            if self.paths[row].rpartition("/")[2] == f"{slug}.md"
            and key not in named
            and len(named[f"{key}.md"]) == 1
        }

    def only_folded(self, names: Sequence[str]) -> list[Sequence[int] | None]:
        """For each name without a folder, the files equal to it after folding, and after nothing less.

        ``None`` where a rule set might find a file by something else, or by where the name is written.
        """
        keys, slugs = all_caseless(names), all_slugs(names)
        folds = all_folded([without_suffix(name) for name in names])
        return [
            self.folded.named.get(fold, NO_FILES)
            if fold
            and "/" not in fold
            and key not in self.caseless.named
            and f"{key}.md" not in self.caseless.named
            and key not in self.by_alias
            and slug not in self.slug_names
            and f"{slug}/index" not in self.slug_paths
            else None
            for key, fold, slug in zip(keys, folds, slugs, strict=True)
        ]

    def ending(self, target: str) -> Sequence[int]:
        """Files whose path equals a target or ends with it at a folder's border, case aside (F2, F3).

        The name as written goes before the name with ``.md``, but for a name without any suffix a note goes
        first, since other files need theirs.
        """
        key = caseless(target)
        as_note = self.caseless.ending(f"{key}.md")
        if as_note and "." not in key.rpartition("/")[2]:
            return as_note
        return self.caseless.ending(key) or as_note

    def at(self, path: str) -> Sequence[int]:
        """Files at exactly this path, or this path with ``.md``, case aside."""
        key = caseless(path)
        return self.caseless.at(key) or self.caseless.at(f"{key}.md")

    def shortest(self, target: str) -> int:
        """Of the files with this name, the one with the shortest path; of several, the first (F3, F4)."""
        if target not in self._shortest:
            candidates = ((self.paths[row], row) for row in self.ending(target))
            best = min(candidates, key=lambda c: (len(c[0]), not spelled(c[0], target), c[0]))
            self._shortest[target] = best[1]
        return self._shortest[target]


def _rows(names: Sequence[str]) -> Names:
    """Rows by name."""
    rows: dict[str, tuple[int, ...]] = dict(
        zip(names, zip(range(len(names))), strict=True)
    )  # the last of each
    if len(rows) < len(names):
        earlier: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(names):
            if row != rows[name][0]:
                earlier[name].append(row)
        rows.update({name: (*others, *rows[name]) for name, others in earlier.items()})
    return rows


def _ends(path: str) -> Iterator[str]:
    """A path, and what is left of it after each folder.

    >>> list(_ends("a/b/c.md"))
    ['a/b/c.md', 'b/c.md', 'c.md']
    """
    yield path
    while "/" in path:
        path = path.partition("/")[2]
        yield path


def _by_slug(slugs: Sequence[str], aliases: Sequence[tuple[str, int]]) -> tuple[Names, Mapping[str, int]]:
    """Rows by the last name of a slug, and the first row by the whole of it; aliases come after files."""
    claimed = all_slugs([f"{without_suffix(alias)}.md" for alias, _ in aliases])
    rows = [*range(len(slugs)), *(row for _, row in aliases)]
    names = [slug.rpartition("/")[2] for slug in (*slugs, *claimed)]
    by_name = dict(_rows(names))
    for name in set(names[len(slugs) :]):
        by_name[name] = [rows[place] for place in by_name[name]]
    return by_name, dict(zip(reversed([*slugs, *claimed]), reversed(rows), strict=True))


def _by_alias(aliases: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Aliases that exactly one note claims."""
    claims: dict[str, set[int]] = defaultdict(set)
    for alias, row in aliases:
        claims[caseless(alias)].add(row)
    return {alias: rows.pop() for alias, rows in claims.items() if len(rows) == 1}
