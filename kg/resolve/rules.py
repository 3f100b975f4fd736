"""The rule sets: each finds the file a target means. One function a rule set; `RULE_SETS` lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from kg.model.ids import caseless, folded, folder_of, without_suffix
from kg.model.kinds import Outcome, RuleSet
from kg.resolve.names import NO_FILES, NameIndex
from kg.resolve.pages import PageIndex, page_asked
from kg.resolve.slugs import slug_of
from kg.resolve.targets import from_folder, is_relative, is_rooted, spelled


class Link(NamedTuple):
    """What is to be resolved: the target as a name, the note that links, and whether by a Markdown link."""

    target: str
    source: str
    markdown: bool


class Verdict(NamedTuple):
    """The file found (``None`` for none), how, and whether another source could change that."""

    file: int | None
    outcome: Outcome
    everywhere: bool = True


MISSING: Final = Verdict(None, Outcome.MISSING)


def obsidian(index: NameIndex, link: Link) -> Verdict:
    """As the Obsidian app finds files (E5-E7, F2-F5), then by alias (F6)."""
    target = link.target
    if is_relative(target) or is_rooted(target):
        return _at_path(index, link)
    rows = index.ending(target)
    if not rows:
        return _by_alias(index, target)
    if len(rows) == 1:
        return Verdict(rows[0], _spelling(index, rows[0], target))
    return _choice(index, link)


def relative(index: NameIndex, link: Link, plainly: Verdict) -> Verdict:
    """As `obsidian`, but Markdown links are paths from their own folder, as on GitHub (E5)."""
    return _at_path(index, link) if link.markdown else plainly


def meant(index: NameIndex, link: Link, plainly: Verdict) -> Verdict:
    """As `obsidian`, or the vault's dialect; failing that, what the writer meant: equal after folding.

    Of several notes that are, the one in the own folder.
    """
    if index.pages is not None:
        return _in_dialect(index, index.pages, link, plainly)
    return _by_folding(index, link, plainly)


def _by_folding(index: NameIndex, link: Link, plainly: Verdict) -> Verdict:
    """What was found; failing that, the file whose path is equal after folding."""
    if plainly.outcome is not Outcome.MISSING:
        return plainly
    target, folder = link.target, folder_of(link.source)
    if is_relative(target) or is_rooted(target):
        path = from_folder(target, "" if is_rooted(target) else folder)
        return _only(_folded_at(index, path or ""), everywhere=False)
    key = folded(without_suffix(target)).strip("/")
    rows = index.folded.ending(key) if key.rpartition("/")[2] else NO_FILES
    if len(rows) < 2:
        return _only(rows, everywhere=True)
    own = _folded_at(index, f"{folder}/{target}" if folder else target)
    return _only(own or rows, everywhere=False)


def _in_dialect(index: NameIndex, known: PageIndex, link: Link, plainly: Verdict) -> Verdict:
    """As the program finds pages whose dialect a vault is written in (G1, H1, I1, J1), then folding."""
    if known.pages.match == "slug":
        found = quartz(index, link, plainly, links=known.pages.links)
        return _by_folding(index, link, found)
    if link.markdown or is_relative(link.target):
        at = _at_path(index, link)
        if at.file is not None:
            return at
    name = page_asked(link.target, known.pages)
    rows = known.named(name) or known.within(link.target)
    if rows:
        return _of_pages(known, link, name, rows)
    claimed = known.claimed(name)
    if claimed is not None:
        return Verdict(claimed, Outcome.ALIAS)
    everywhere = not (link.markdown or is_relative(link.target))
    return _only(known.folded(name), everywhere=everywhere)


def _of_pages(known: PageIndex, link: Link, name: str, rows: Sequence[int]) -> Verdict:
    """The page of that name; of several, that in the own folder."""
    folder = folder_of(link.source)
    own = [row for row in rows if folder_of(known.paths[row]) == folder]
    row = (own or rows)[0]
    everywhere = len(rows) == 1 and not link.markdown
    if len(rows) > 1 and len(own) != 1:
        return Verdict(row, Outcome.AMBIGUOUS, everywhere=False)
    if "/" in link.target and not known.named(name):
        return Verdict(row, Outcome.PATH, everywhere)
    return Verdict(row, Outcome.EXACT if known.spelled(row, name) else Outcome.CASE, everywhere)


def _folded_at(index: NameIndex, path: str) -> Sequence[int]:
    key = folded(without_suffix(path))
    return index.folded.at(key) if key.rpartition("/")[2] else NO_FILES


def quartz(index: NameIndex, link: Link, _: Verdict, *, links: str = "shortest") -> Verdict:
    """As Quartz's ``shortest`` does (G1): the one page of that slug, else the page at the site's root.

    Its two other ways, ``absolute`` and ``relative``, know whole paths only.
    """
    if links != "shortest":
        return _slug_at(index, link, links)
    slug = quartz_slug(link.target)
    rows = () if "/" in slug else index.slug_names.get(slug, NO_FILES)
    row = rows[0] if len(rows) == 1 else index.slug_paths.get(slug)
    if row is None:
        row = index.slug_paths.get(f"{slug}/index")
    if row is None:
        return MISSING
    if "/" in slug:
        return Verdict(row, Outcome.PATH if index.slugs[row] in (slug, f"{slug}/index") else Outcome.ALIAS)
    own = index.slugs[row].removesuffix("/index") if not rows else index.slugs[row]
    return Verdict(row, Outcome.EXACT if own.rpartition("/")[2] == slug else Outcome.ALIAS)


def _slug_at(index: NameIndex, link: Link, links: str) -> Verdict:
    """The page at a path: from the site's root, or from the folder of the page that links.

    Quartz takes the dots out of a path and puts them before it, and looks no further up than the root.
    """
    steps = link.target.split("/")
    path, everywhere = "/".join(step for step in steps if step not in _DOTS), links == "absolute"
    if not everywhere:
        folders = [folder for folder in folder_of(link.source).split("/") if folder]
        path = "/".join((*folders[: max(len(folders) - steps.count(".."), 0)], path))
    slug = slug_of(path)
    row = index.slug_paths.get(slug, index.slug_paths.get(f"{slug}/index".lstrip("/")))
    if row is None:
        return Verdict(None, Outcome.MISSING, everywhere)
    named = index.slugs[row] in (slug, f"{slug}/index".lstrip("/"))
    return Verdict(row, Outcome.PATH if named else Outcome.ALIAS, everywhere)


def quartz_slug(target: str) -> str:
    """The slug Quartz looks for: it looks at no more than the name behind ``./`` and ``../``."""
    return slug_of(_SLASHES.sub("", target) if "/" in target else target)


_DOTS: Final = ("", ".", "..")
_SLASHES: Final = re.compile(r"^(?:\.{0,2}/+)+|/+$")


RULE_SETS: Final[Mapping[RuleSet, Callable[[NameIndex, Link, Verdict], Verdict]]] = {
    RuleSet.OBSIDIAN: lambda _index, _link, plainly: plainly,
    RuleSet.QUARTZ: quartz,
    RuleSet.RELATIVE: relative,
    RuleSet.FOLDED: meant,
}


def _at_path(index: NameIndex, link: Link) -> Verdict:
    """A path from the source's folder, or from the root: exact, no search (E6, E7)."""
    rooted = is_rooted(link.target)
    path = from_folder(link.target, "" if rooted else folder_of(link.source))
    rows = index.at(path) if path else NO_FILES
    if not rows:
        return Verdict(None, Outcome.MISSING, everywhere=rooted)
    row = min(rows, key=lambda r: (not spelled(index.paths[r], path or ""), index.paths[r]))
    return Verdict(row, Outcome.PATH if spelled(index.paths[row], path or "") else Outcome.CASE, rooted)


def _choice(index: NameIndex, link: Link) -> Verdict:
    """Of several files: the exact path, the own folder, the shortest path, the first by code (F3, F4)."""
    folder = folder_of(link.source)
    decided = index.at(link.target) or (index.at(f"{folder}/{link.target}") if folder else NO_FILES)
    if decided:
        row = min(decided, key=lambda r: (not spelled(index.paths[r], link.target), index.paths[r]))
        if len(decided) == 1 or spelled(index.paths[row], link.target):
            return Verdict(row, _spelling(index, row, link.target), everywhere=False)
        return Verdict(row, Outcome.AMBIGUOUS, everywhere=False)
    return Verdict(index.shortest(link.target), Outcome.AMBIGUOUS, everywhere=False)


def _by_alias(index: NameIndex, target: str) -> Verdict:
    row = index.by_alias.get(caseless(target))
    return MISSING if row is None else Verdict(row, Outcome.ALIAS)


def _only(rows: Sequence[int], *, everywhere: bool) -> Verdict:
    if len(rows) == 1:
        return Verdict(rows[0], Outcome.FOLDED, everywhere)
    return Verdict(None, Outcome.AMBIGUOUS if rows else Outcome.MISSING, everywhere)


def _spelling(index: NameIndex, row: int, target: str) -> Outcome:
    if not spelled(index.paths[row], target):
        return Outcome.CASE
    return Outcome.PATH if "/" in target else Outcome.EXACT
