"""Writes pages as targets of links, and lets the resolver itself say whether they lead there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import relpath
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from kg.model.ids import folder_of, without_suffix
from kg.model.kinds import Origin, Outcome, RuleSet
from kg.model.profile import Profile
from kg.resolve.names import NameIndex
from kg.resolve.pages import page_names
from kg.resolve.resolve import OUTCOMES, Mentioned, Resolution, resolve
from kg.resolve.targets import is_relative

if TYPE_CHECKING:
    from kg.model.dialect import Pages
    from kg.model.graph import KnowledgeGraph

_ODD: Final = re.compile(r"[#^|\[\]\x00-\x1f\x7f]|%%")  # what a wikilink's target cannot hold
_PLAIN: Final = "/!$'+,;=@"  # stay as they are in a destination, like letters and digits
_NEEDED: Final = (RuleSet.OBSIDIAN, RuleSet.FOLDED)
_UNCLEAR: Final = OUTCOMES.index(Outcome.AMBIGUOUS)


class Wish(NamedTuple):
    """A link that should lead to a page."""

    written: str  # how its target is written now
    page: str  # the page
    home: str  # the note it stands in
    markdown: bool
    angled: bool


class Spelling:
    """The names of a vault's files.

    Args:
        graph: The graph.
        made: Paths of files that will be there too.
        profile: The rules by which the graph was built.

    Attributes:
        label_first: Whether links show what stands before the pipe.
    """

    def __init__(
        self, graph: KnowledgeGraph, *, made: Sequence[str] = (), profile: Profile | None = None
    ) -> None:
        profile = profile or Profile()
        self.label_first = profile.syntax.label_first
        self._pages = pages = profile.pages
        self._needed = _NEEDED if pages is None else _NEEDED[1:]
        self._paths = sorted({*graph.sources["path"].tolist(), *made})
        self._row = {path: row for row, path in enumerate(self._paths)}
        told = graph.aliases[graph.aliases["origin"] == Origin.ALIAS]
        named = zip(told["alias"].tolist(), told["node"].map(graph.nodes["path"]).tolist(), strict=True)
        used = graph.manifest.options.get("aliases", True)
        aliases = [(name, self._row[path]) for name, path in named if used and path in self._row]
        self._index = NameIndex(self._paths, aliases, pages)

    def best(self, wishes: Sequence[Wish]) -> list[str | None]:
        """How each link's target has to be written.

        Args:
            wishes: The links.

        Returns:
            Of the ways to write the page, the one by which most rule sets find it; None if Obsidian's rules
            or folding find none or are not sure.
        """
        tried = [(number, way) for number, wish in enumerate(wishes) for way in ways(wish, pages=self._pages)]
        ways_of = [Wish(way, *wishes[number][1:]) for number, way in tried]
        score = self.score(ways_of)
        found: list[tuple[int, str | None]] = [(0, None)] * len(wishes)
        for (number, way), rules in zip(tried, score.tolist(), strict=True):
            if rules > found[number][0]:
                found[number] = rules, way
        return [way for _, way in found]

    def score(self, wishes: Sequence[Wish]) -> NDArray[np.int64]:
        """How many rule sets find the page of each link as it is written; 0 if those that matter don't.

        Args:
            wishes: The links.

        Returns:
            One number each.
        """
        if not wishes:
            return np.zeros(0, np.int64)
        answers, page = self._resolved(wishes)
        hits = np.stack([answers.files[rules] == page for rules in RuleSet])
        unsure = np.stack([answers.outcomes[rules] == _UNCLEAR for rules in RuleSet])
        needed = [list(RuleSet).index(rules) for rules in self._needed]
        score: NDArray[np.int64] = hits.sum(axis=0) * (hits & ~unsure)[needed].all(axis=0)
        return score

    def folded(self, wishes: Sequence[Wish]) -> NDArray[np.bool_]:
        """Whether folding finds the page of each link as it is written.

        Args:
            wishes: The links.

        Returns:
            One boolean each.
        """
        if not wishes:
            return np.zeros(0, bool)
        answers, page = self._resolved(wishes)
        found: NDArray[np.bool_] = answers.files[RuleSet.FOLDED] == page
        return found

    def _resolved(self, wishes: Sequence[Wish]) -> tuple[Resolution, NDArray[np.int64]]:
        rows = {written: row for row, written in enumerate(dict.fromkeys(wish.written for wish in wishes))}
        asked = Mentioned(
            np.array([rows[wish.written] for wish in wishes], np.int64),
            list(rows),
            np.array([wish.markdown for wish in wishes], bool),
            np.array([self._row[wish.home] for wish in wishes], np.int64),
        )
        return resolve(asked, self._index), np.array([self._row[wish.page] for wish in wishes], np.int64)


def ways(wish: Wish, *, pages: Pages | None = None) -> list[str]:
    """The ways to write a page that fit how the link is written now, those most like it first.

    A name stays a name where it can, a path a path, ``.md`` is kept or left out, and Markdown links are
    encoded as CommonMark asks.

    Args:
        wish: The link.
        pages: How pages are called in the vault's dialect, if it has one.

    Returns:
        Targets.

    Example:
        >>> ways(Wish("../tomato_bed.md", "beds/Tomato bed.md", "log/a.md", True, False))
        ['../beds/Tomato%20bed.md', 'beds/Tomato%20bed.md']
        >>> ways(Wish("tomato_bed", "beds/Tomato bed.md", "log/a.md", False, False))
        ['Tomato bed', 'beds/Tomato bed', 'beds/Tomato bed.md']
    """
    suffixed = wish.written.lower().endswith(".md") or not wish.page.lower().endswith(".md")
    page = wish.page if suffixed else without_suffix(wish.page)
    name = page.rpartition("/")[2]
    if not wish.markdown:
        if pages is not None and pages.match == "name":
            whole = page_names(wish.page, pages)
            # of two vaults that have the name, one is told by its folder
            found = [*whole, *(f"{folder_of(wish.page).rpartition('/')[2]}/{one}" for one in whole)]
            return [way for way in found if not _ODD.search(way)]
        whole = [page, wish.page]
        found = whole if "/" in wish.written.strip("/") else [name, *whole]
        return list(dict.fromkeys(way for way in found if not _ODD.search(way)))
    near = relpath(page, folder_of(wish.home) or ".")
    if is_relative(wish.written):
        near = near if near.startswith("../") else f"./{near}"
        found = [near, page]
    else:
        found = [page, near] if "/" in wish.written else [name, near, page]
    return list(dict.fromkeys(encoded(way, angled=wish.angled) for way in found))


def encoded(path: str, *, angled: bool) -> str:
    """A path as the destination of a Markdown link: letters of all scripts stay, blanks and marks don't.

    Args:
        path: The path.
        angled: Whether it stands in angle brackets, where blanks need no encoding.

    Returns:
        The destination.

    Example:
        >>> encoded("50% (é).md", angled=False), encoded("50% (é).md", angled=True)
        ('50%25%20%28é%29.md', '50%25 %28é%29.md')
    """
    return "".join(
        c if (c.isprintable() and not c.isascii()) or (angled and c == " ") else quote(c, _PLAIN)
        for c in path
    )
