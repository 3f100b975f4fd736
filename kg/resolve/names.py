"""The index of names: every file of the vault by the names under which a link may look for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.model.ids import caseless, folded, folder_of, without_suffix
from kg.resolve.slugs import slug_of

_PLAIN: Final = re.compile(r"[^/.&%?#]*[^/.&%?#\s]")  # a slug's letters are then those of the folded name
NO_FILES: Final[tuple[int, ...]] = ()


class NameIndex:
    """All files of a vault by name; files are meant by their row in ``paths``.

    Args:
        paths: Path of every file, sorted.
        aliases: Pairs of an alias and the row of the note that claims it.
    """

    def __init__(self, paths: Sequence[str], aliases: Iterable[tuple[str, int]] = ()) -> None:
        self.paths = paths
        self.keys = [caseless(path) for path in paths]
        self.folders = [folder_of(path) for path in paths]
        by_file, by_stem, by_path = (defaultdict(list) for _ in range(3))
        for row, key in enumerate(self.keys):
            by_path[key].append(row)
            name = key.rpartition("/")[2]
            by_file[name].append(row)
            if name.endswith(".md"):
                by_stem[name[:-3]].append(row)
        self.by_file: Mapping[str, list[int]] = by_file  # last part of the path, with suffix
        self.by_stem: Mapping[str, list[int]] = by_stem  # last part of a note's path, without suffix
        self.by_path: Mapping[str, list[int]] = by_path  # whole path
        self.by_alias = _by_alias(aliases)
        self._fold()
        self._slugs(aliases)
        self.undisputed = self._undisputed()

    def _fold(self) -> None:
        by_name, by_path = defaultdict(list), defaultdict(list)
        for row, path in enumerate(self.paths):
            key = folded(without_suffix(path))
            by_path[key].append(row)
            by_name[key.rpartition("/")[2]].append(row)
        self.folded_names: Mapping[str, list[int]] = by_name
        self.folded_paths: Mapping[str, list[int]] = by_path

    def _slugs(self, aliases: Iterable[tuple[str, int]]) -> None:
        by_name, by_path = defaultdict(list), {}
        self.slugs = [slug_of(path) for path in self.paths]
        for row, slug in enumerate(self.slugs):
            by_path.setdefault(slug, row)
            by_name[slug.rpartition("/")[2]].append(row)
        for alias, row in aliases:
            slug = slug_of(f"{without_suffix(alias)}.md")
            by_path.setdefault(slug, row)
            by_name[slug.rpartition("/")[2]].append(row)
        self.slug_names: Mapping[str, list[int]] = by_name
        self.slug_paths: Mapping[str, int] = by_path

    def _undisputed(self) -> Mapping[str, int]:
        """Notes whose name, written exactly so, means them and nothing else under every rule set."""
        return {
            slug: row
            for slug, rows in self.slug_names.items()
            for row in rows[:1]
            if len(rows) == 1
            and "." not in slug
            and self.paths[row].rpartition("/")[2] == f"{slug}.md"
            and len(self.by_stem[caseless(slug)]) == 1
            and caseless(slug) not in self.by_file
        }

    def unknown(self, target: str) -> bool:
        """Whether no rule set can find a file for a bare name: nothing is equal to it even after folding."""
        return (
            _PLAIN.fullmatch(target) is not None
            and folded(target) not in self.folded_names
            and caseless(target) not in self.by_alias
            and slug_of(target) not in self.slug_names
        )

    def named(self, target: str) -> Sequence[int]:
        """Files whose path equals a target or ends with it at a folder's border, case aside (F2, F3).

        The name as written goes before the name with ``.md``, but for a name without any suffix a note goes
        first, since other files need theirs.
        """
        key = caseless(target)
        name = key.rpartition("/")[2]
        as_note = self._ending(self.by_stem.get(name, NO_FILES), f"{key}.md")
        if "." not in name and as_note:
            return as_note
        return self._ending(self.by_file.get(name, NO_FILES), key) or as_note

    def _ending(self, rows: Sequence[int], key: str) -> Sequence[int]:
        if "/" not in key:
            return rows
        return [row for row in rows if self.keys[row] == key or self.keys[row].endswith(f"/{key}")]

    def at(self, path: str) -> Sequence[int]:
        """Files at exactly this path, or this path with ``.md``, case aside."""
        key = caseless(path)
        return self.by_path.get(key) or self.by_path.get(f"{key}.md") or NO_FILES


def _by_alias(aliases: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Aliases that exactly one note claims."""
    claims: dict[str, set[int]] = defaultdict(set)
    for alias, row in aliases:
        claims[caseless(alias)].add(row)
    return {alias: rows.pop() for alias, rows in claims.items() if len(rows) == 1}
