"""Tells under which keys a link looks for files, and under which keys files are found.

Where no machine holds the whole index of names, each part of the links is resolved with an index of those
files alone that share a key with one of them. All that `NameIndex` looks up is by a file's last name, in four
forms, or in a dialect by the whole name of its page, in two, so the answers are those of the whole index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np

from kg.model.dialect import Pages
from kg.model.ids import caseless, folded, folder_of, without_suffix
from kg.resolve.many import all_caseless, all_folded, all_letters, all_slugs
from kg.resolve.names import NameIndex
from kg.resolve.pages import page_asked, page_key, page_names
from kg.resolve.resolve import NO_FILE, Answers, Mentioned, Resolution, answers, resolution
from kg.resolve.rules import quartz_slug
from kg.resolve.slugs import slug_of
from kg.resolve.targets import from_folder, is_relative, is_rooted, plain

_INDEX: Final = "index"


def keys_of_files(paths: Sequence[str], pages: Pages | None = None) -> Iterator[tuple[int, str]]:
    """The keys under which links find files.

    Args:
        paths: Paths of files.
        pages: How pages are called in the vault's dialect, if it has one.

    Yields:
        A row of ``paths`` and a key, for each key of each file.

    Example:
        >>> list(keys_of_files(["a/B c.md"]))
        [(0, 'name:b c.md'), (0, 'fold:bc'), (0, 'slug:B-c')]
    """
    stems = [without_suffix(path) for path in paths]
    forms = zip(all_caseless(paths), all_folded(stems), all_slugs(paths), strict=True)
    for row, (name, fold, slug) in enumerate(forms):
        yield row, f"name:{_last(name)}"
        yield row, f"fold:{_last(fold)}"
        yield from ((row, key) for key in _slug_keys(slug))
        if pages is not None:
            yield from (
                (row, key) for name in page_names(paths[row], pages) for key in _page_keys(name, pages)
            )


def keys_of_aliases(aliases: Sequence[str], pages: Pages | None = None) -> Iterator[tuple[int, str]]:
    """The keys under which links find the notes that claim aliases.

    Args:
        aliases: The aliases.
        pages: How pages are called in the vault's dialect, if it has one.

    Yields:
        A row of ``aliases`` and a key.

    Example:
        >>> list(keys_of_aliases(["B C"]))
        [(0, 'alias:b c'), (0, 'slug:B-C')]
    """
    slugs = all_slugs([f"{without_suffix(alias)}.md" for alias in aliases])
    for row, (alias, slug) in enumerate(zip(aliases, slugs, strict=True)):
        yield row, f"alias:{caseless(alias)}"
        yield from ((row, key) for key in _slug_keys(slug))
        if pages is not None:
            yield row, f"page:{page_key(page_asked(alias, pages), pages)}"


def keys_of_link(written: str, folder: str, *, markdown: bool, pages: Pages | None = None) -> set[str]:
    """The keys under which a link looks for files, whatever the rule set.

    Args:
        written: The target as written.
        folder: Folder of the note it stands in.
        markdown: Whether it is a Markdown link.
        pages: How pages are called in the vault's dialect, if it has one.

    Returns:
        The keys; none for a link to the note itself.

    Example:
        >>> sorted(keys_of_link("B c", "", markdown=False))
        ['alias:b c', 'fold:bc', 'name:b c', 'name:b c.md', 'root:B-c', 'slug:B-c']
    """
    if not written:
        return set()
    target = plain(written, markdown=markdown)
    slug = _last(quartz_slug(target))
    keys = {f"alias:{caseless(target)}", f"slug:{slug}", f"root:{slug}"}
    paths = [target, target.strip("/")]
    if markdown or is_relative(target) or is_rooted(target):
        paths.append(from_folder(target, "" if is_rooted(target) else folder) or "")
    for path in paths:
        name = _last(caseless(path))
        keys |= {f"name:{name}", f"name:{name}.md", f"fold:{_last(folded(without_suffix(path)).strip('/'))}"}
    return keys if pages is None else keys | _asked_keys(target, folder, pages)


def _asked_keys(target: str, folder: str, pages: Pages) -> set[str]:
    """What a link looks for in a dialect: a page by its whole name or behind a vault's, or an address."""
    if pages.match == "slug":
        slugs = {_last(slug_of(from_folder(target, start) or "")) for start in ("", folder)} | {"index"}
        return {f"{key}:{slug}" for slug in slugs for key in ("slug", "root")}
    name = page_asked(target, pages)
    return {*_page_keys(name, pages), f"page:{page_key(_last(target), pages)}"}


def _page_keys(name: str, pages: Pages) -> tuple[str, str]:
    return f"page:{page_key(name, pages)}", f"called:{folded(name)}"


def files_under(paths: Sequence[str], keys: Collection[str]) -> list[int]:
    """Rows of the files that are found under one of these keys, without making all keys of all files.

    Args:
        paths: Paths of files.
        keys: As `keys_of_link` makes them.

    Example:
        >>> files_under(["a/B c.md", "d/index.md", "e.md"], {"name:b c.md", "root:d"})
        [0, 1]
    """
    wanted: dict[str, set[str]] = {form: set() for form in ("name", "fold", "slug", "root", "alias")}
    for key in keys:
        form, _, name = key.partition(":")
        wanted[form].add(name)
    likely = _likely(paths, set[str]().union(*wanted.values()))
    names = [_last(paths[row]) for row in likely]
    slugs = all_slugs(names)
    forms = (
        ("name", all_caseless(names)),
        ("fold", all_folded([without_suffix(name) for name in names])),
        ("slug", slugs),
    )
    found = {
        row
        for form, formed in forms
        for row, name in zip(likely, formed, strict=True)
        if name in wanted[form]
    }
    for row, slug in zip(likely, slugs, strict=True):  # whose slug tells of its folder
        if slug in ("", _INDEX) or slug.startswith("."):
            found.update(row for key in _slug_keys(all_slugs([paths[row]])[0]) if key in keys)
    return sorted(found)


def _likely(paths: Sequence[str], names: Collection[str]) -> list[int]:
    """Rows of all files that may be found under one of these names, and of few others.

    Whatever form a name is given, its letters and digits stay, but where it tells of its folder or has a
    character of which `all_letters` makes a percent sign.
    """
    letters = all_letters([*names])
    wanted = {name + ending for name in ["", _INDEX, *letters] for ending in ("", "md", "html")}
    return [
        row
        for row, (path, name) in enumerate(zip(paths, all_letters(paths), strict=True))
        if name.rpartition("/")[2] in wanted or "%" in name or path.startswith(".") or "/." in path
    ]


def resolve_few(links: Mentioned, paths: Sequence[str], aliases: Sequence[tuple[str, int]]) -> Resolution:
    """As `resolve` with an index of all files, for so few links that making it would take the longest.

    Args:
        links: The links.
        paths: Path of every file, sorted.
        aliases: Pairs of an alias and the row of the note that claims it.

    Example:
        >>> links = Mentioned(np.array([0]), ["B"], np.array([False]), np.array([0]))
        >>> [int(files[0]) for files in resolve_few(links, ["a.md", "b.md"], []).files.values()]
        [1, -1, 1, 1]
    """
    folders = [folder_of(paths[row]) for row in links.source.tolist()]
    asked = set(zip(links.written.tolist(), links.markdown.tolist(), folders, strict=True))
    spellings = ((links.spellings[row], markdown, folder) for row, markdown, folder in asked)
    keys = {
        key for name, markdown, folder in spellings for key in keys_of_link(name, folder, markdown=markdown)
    }
    claims = {row for row, key in keys_of_aliases([alias for alias, _ in aliases]) if key in keys}
    claimed = [aliases[row] for row in sorted(claims)]
    rows = np.unique([*files_under(paths, keys), *links.source.tolist(), *(row for _, row in claimed)])
    place = {row: number for number, row in enumerate(rows.tolist())}
    index = NameIndex([paths[row] for row in place], [(alias, place[row]) for alias, row in claimed])
    found = answers(links._replace(source=np.searchsorted(rows, links.source)), index)
    files = np.append(rows, NO_FILE)[found.files]  # NO_FILE, -1, is the last one
    return resolution(Answers(found.outcomes, files.astype(np.int32)), links.source)


def _slug_keys(slug: str) -> Iterator[str]:
    """A page is found by the last name of its slug, and an index also by that of its folder."""
    yield f"slug:{_last(slug)}"
    if slug.endswith("/index"):
        yield f"root:{_last(slug.removesuffix('/index'))}"


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def answers_among(
    paths: Sequence[str],
    aliases: Sequence[tuple[str, int]],
    links: Sequence[tuple[str, bool, str]],
    pages: Pages | None = None,
) -> Answers:
    """What links mean, if these are all the files that share a key with one of them.

    Args:
        paths: Path of each file, sorted.
        aliases: Pairs of an alias and the row of the note that claims it.
        links: For each link its target as written, whether it is a Markdown link, and its folder.
        pages: How pages are called in the vault's dialect, if it has one.

    Returns:
        A row a link; files are rows of ``paths``.

    Example:
        >>> answers_among(["a/b.md", "b.md"], [], [("b", False, "a"), ("./b", False, "a")]).files.tolist()
        [[1, 1, 1, 1], [0, 1, 0, 0]]
    """
    index = NameIndex(paths, aliases, pages)
    folders = sorted({folder for _, _, folder in links})
    # where links stand, of which no more than the folder is known: rows behind those that names lead to
    index.paths = [*paths, *(f"{folder}/" for folder in folders)]
    place = {folder: len(paths) + row for row, folder in enumerate(folders)}
    spellings = sorted({written for written, _, _ in links})
    code = {written: row for row, written in enumerate(spellings)}
    asked = Mentioned(
        np.array([code[written] for written, _, _ in links], np.int64),
        spellings,
        np.array([markdown for _, markdown, _ in links], bool),
        np.array([place[folder] for _, _, folder in links], np.int64),
    )
    return answers(asked, index)
