"""The names of pages in dialects where a link names a page, not a file (rules H1, I1, J1)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import quote, unquote

from kg.model.dialect import Pages
from kg.model.ids import caseless, folded, folder_of, stem_of, without_suffix

_DAY: Final = re.compile(r"(\d{4})[_-](\d\d)[_-](\d\d)\Z")
_BLANKS: Final = re.compile(r"[\s_]+")
_FORBIDDEN: Final = re.compile(r"[<>:\"\\|?*#%\x00-\x1f]")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def page_names(path: str, pages: Pages) -> list[str]:
    """What the page in a file is called: the name to link by first, then the others.

    >>> page_names("pages/garden___apple tree.md", Pages(folders=("pages",), slash="___"))
    ['garden/apple tree']
    >>> page_names("journals/2024_05_01.md", Pages(journal="journals", days=("{mon} {nth}, {year}",)))
    ['May 1st, 2024']
    """
    folder, _, name = path.rpartition("/")
    if name[-3:].lower() != ".md":
        return [_titled(f"{pages.files}:{name}", pages)] if pages.files else [path]
    stem = without_suffix(name)
    day = _DAY.match(stem) if pages.journal and folder.rpartition("/")[2] == pages.journal else None
    if day is not None:
        called = _days(pages.days, *map(int, day.groups()))
        if called:
            return called
    if pages.slash:
        stem = stem.replace(pages.slash, "/")
    stem = unquote(stem) if pages.escapes and "%" in stem else stem
    return [_titled(f"{_kept(folder, pages)}{stem}", pages)]


def title_of(path: str, pages: Pages | None) -> str:
    """What a note without a title is called.

    >>> title_of("a/b.md", None), title_of("a/pond___newt.md", Pages(folders=("a",), slash="___"))
    ('b', 'pond/newt')
    """
    return stem_of(path) if pages is None or pages.match == "slug" else page_names(path, pages)[0]


def _kept(folder: str, pages: Pages) -> str:
    """The folders that are part of a page's name."""
    if pages.namespaces:
        last = folder.rpartition("/")[2]
        return f"{last}:" if _namespace(last, pages) else ""
    return "" if not folder or "*" in pages.folders or folder in pages.folders else f"{folder}/"


def _days(formats: Sequence[str], year: int, month: int, day: int) -> list[str]:
    try:
        weekday = date(year, month, day).weekday()
    except ValueError:  # no such day
        return []
    ending = "th" if day // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    words = {
        "{year}": f"{year:04}",
        "{month}": f"{month:02}",
        "{day}": f"{day:02}",
        "{nth}": f"{day}{ending}",
        "{mon}": _MONTHS[month - 1][:3],
        "{monthname}": _MONTHS[month - 1],
        "{weekday}": _WEEKDAYS[weekday],
    }
    called = []
    for text in formats:
        for key, word in words.items():
            text = text.replace(key, word)  # noqa: PLW2901
        called.append(text)
    return called


def _namespace(word: str, pages: Pages) -> str:
    """The namespace a word names, whatever its case."""
    word = _BLANKS.sub(" ", word).strip().casefold()
    known = (*pages.namespaces, pages.files)
    return next((one for one in known if one and one.casefold() == word), "")


def _titled(name: str, pages: Pages) -> str:
    """A name with all that makes no difference made equal."""
    if pages.underscores:
        name = _BLANKS.sub(" ", name).strip()
    if pages.namespaces:
        name = name.removeprefix(":").lstrip()  # a link to a category, not membership
        prefix, colon, rest = name.partition(":")
        space = _namespace(prefix, pages) if colon else ""
        if space:
            return f"{space}:{_capital(rest.strip(), pages)}"
    return _capital(name, pages)


def _capital(name: str, pages: Pages) -> str:
    return name[:1].upper() + name[1:] if pages.capital else name


def page_asked(target: str, pages: Pages) -> str:
    """The name of the page a target asks for.

    >>> page_asked("category:bird_song", Pages(underscores=True, capital=True, namespaces=("Category",)))
    'Category:Bird song'
    """
    return _titled(target.strip("/") or target, pages)


def page_key(name: str, pages: Pages) -> str:
    """What names of one page have in common."""
    return name if pages.case else caseless(name)


def page_path(name: str, pages: Pages, home: str) -> str:
    """The file a new page of that name gets.

    Args:
        name: The page's name.
        pages: How pages are called.
        home: Folder of a note that links to it.

    >>> page_path("garden/pear?", Pages(folder="pages", folders=("pages",), slash="___", escapes=True), "")
    'pages/garden___pear%3F.md'
    """
    name = _titled(name, pages)
    folder = pages.folder or ("" if pages.folders != ("*",) else home)
    space, colon, rest = name.partition(":")
    if colon and _namespace(space, pages):
        folder, name = space, rest
    if pages.escapes:
        name = _FORBIDDEN.sub(lambda odd: quote(odd[0], safe=""), name)
    if pages.slash:
        name = name.replace("/", pages.slash)
    if pages.underscores:
        name = name.replace(" ", "_")
    return f"{folder}/{name}.md" if folder else f"{name}.md"


class PageIndex:
    """Files by the names of their pages.

    Args:
        paths: Path of every file.
        aliases: Pairs of an alias and the row of the note that claims it.
        pages: How pages are called.
    """

    def __init__(self, paths: Sequence[str], aliases: Sequence[tuple[str, int]], pages: Pages) -> None:
        self.pages = pages
        self.paths = paths
        self.names = [page_names(path, pages) for path in paths]
        self._named: dict[str, list[int]] = defaultdict(list)
        self._folded: dict[str, list[int]] = defaultdict(list)
        for row, names in enumerate(self.names):
            for name in names:
                self._named[page_key(name, pages)].append(row)
            for fold in dict.fromkeys(map(folded, names)):
                self._folded[fold].append(row)
        self._claimed: dict[str, set[int]] = defaultdict(set)
        for alias, row in aliases:
            self._claimed[page_key(page_asked(alias, pages), pages)].add(row)

    def holds(self, target: str) -> bool:
        """Whether a target that looks like an address starts with a namespace: ``File:gauge.png``."""
        return _namespace(target.removeprefix(":").partition(":")[0], self.pages) != ""

    def named(self, name: str) -> Sequence[int]:
        """Files whose page has this name."""
        return self._named.get(page_key(name, self.pages), ())

    def claimed(self, name: str) -> int | None:
        """The one note that claims this name as an alias."""
        rows = self._claimed.get(page_key(name, self.pages), ())
        return next(iter(rows)) if len(rows) == 1 else None

    def folded(self, name: str) -> Sequence[int]:
        """Files whose page has this name after folding."""
        fold = folded(name)
        return self._folded.get(fold, ()) if fold.strip("/") else ()

    def within(self, target: str) -> Sequence[int]:
        """Files at the end of whose folders this path is: ``vault/note``."""
        folder, _, name = target.rpartition("/")
        rows = self.named(name) if folder else ()
        wanted = caseless(folder)
        return [row for row in rows if f"/{caseless(folder_of(self.paths[row]))}".endswith(f"/{wanted}")]

    def spelled(self, row: int, name: str) -> bool:
        """Whether a name is, letter for letter, one of a file's page."""
        return name in self.names[row]
