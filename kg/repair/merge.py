"""Plans that possible duplicates become one page, with every link that led to one of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.health.checks.duplicate_topic import CHECK
from kg.health.duplicates import duplicates
from kg.model.ids import stem_of
from kg.model.kinds import MentionKind
from kg.repair.effect import edited
from kg.repair.links import Wanted, mentions_of, rewritten
from kg.repair.plan import Action, Edit, Merged, Step, proposal
from kg.repair.sections import parted, with_section
from kg.repair.targets import Wish
from kg.repair.verify import said

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from kg.repair.material import Material

_MOST: Final = 6  # evidence for the same topic that counts as all there could be
_LINKED: Final = "groups of duplicates whose pages link to each other: their writer tells them apart"
_CITED: Final = "groups of duplicates that cite different videos, whose moments would lead elsewhere"
_FIXED: Final = "groups of duplicates with a link that cannot be rewritten"
_BROKEN: Final = "groups of duplicates that would say something else in one file, as after an open fence"
_TITLE: Final = re.compile(r"[^\[\]<>`*\\#|$%^\n\r]+")
_FORMS: Final = (MentionKind.LINK, MentionKind.EMBED, MentionKind.MARKDOWN, MentionKind.FRONTMATTER)


class _Group(NamedTuple):
    """Pages that seem to be about one topic, the one to keep first."""

    pages: tuple[str, ...]
    reasons: str
    weight: int


def merged(material: Material) -> list[Step]:
    """Steps that make one page of several, all of them proposals: whether to is for a person to say.

    The page to keep gets the others as sections at its end. Every link to one of those is rewritten, and so
    is every link in them that their new place would change.

    Args:
        material: What is planned from.

    Returns:
        One for each group of possible duplicates.
    """
    table = duplicates(material.graph)
    rows = zip(table["pages"], table["reasons"], table["weight"].tolist(), strict=True)
    groups = [_Group(tuple(pages), ", ".join(reasons), weight) for pages, reasons, weight in rows]
    if not groups:
        return []
    planner = _Planner(material, groups)
    return [step for group in groups if (step := planner.step(group)) is not None]


class _Planner:
    """What is asked about every group, gathered once."""

    def __init__(self, material: Material, groups: Sequence[_Group]) -> None:
        self._material = material
        graph, path = material.graph, material.path
        paths = {page for group in groups for page in group.pages}
        mentions = graph.mentions
        from_, to = mentions["source"].map(path), mentions["target"].map(path)
        self._to = _grouped(mentions[to.isin(paths)], to)
        self._from = _grouped(mentions[from_.isin(paths)], from_)
        moments = graph.moments
        cited = moments.assign(path=moments["source"].map(path)).drop_duplicates(["path", "target"])
        self._cited: dict[str, set[int]] = defaultdict(set)
        for page, target in (
            cited.loc[cited["path"].isin(paths), ["path", "target"]].dropna().itertuples(index=False)
        ):
            self._cited[page].add(target)
        self._label = dict(zip(path.tolist(), graph.nodes["label"].tolist(), strict=True))

    def step(self, group: _Group) -> Step | None:
        """The step that merges a group; None, with the reason counted, if that would change what is said."""
        into, *others = group.pages
        left = self._material.left
        if self._inside(group):
            left[_LINKED] += 1
            return None
        cited = self._cited[into]
        if any(self._cited[page] - cited for page in others) or len(cited) > 1:
            left[_CITED] += 1
            return None
        edits = self._edits(into, others)
        if edits is None:
            left[_FIXED] += 1
            return None
        pages = tuple(Merged(page, self._title(page)) for page in others)
        if not self._is_sound(into, pages, edits):
            left[_BROKEN] += 1
            return None
        confidence = round(0.9 * min(group.weight, _MOST) / _MOST, 2)
        return proposal(
            *(Action.MERGE, CHECK.name, "evidence", confidence, group.reasons),
            edits=edits,
            into=into,
            merged=pages,
        )

    def _inside(self, group: _Group) -> bool:
        """Whether a page of the group links to another, or one that goes away to itself by its name."""
        path = self._material.path
        for page in group.pages:
            links = self._from.get(page)
            if links is None:
                continue
            led = set(links["target"].map(path)[links["written"] != ""].dropna().tolist())
            if led & (set(group.pages) - {page}) or (page != group.pages[0] and page in led):
                return True
        return False

    def _edits(self, into: str, others: Sequence[str]) -> tuple[Edit, ...] | None:
        """The edits of all links that the merge concerns; None if one of them cannot be made."""
        spelling = self._material.spelling  # a name that finds a page still does when others are gone
        home = dict.fromkeys(others, into)
        wanted: list[Wanted] = []
        for page in others:
            links = mentions_of(self._to[page], self._material.path) if page in self._to else []
            wanted += [Wanted(link, into, home.get(link.path, link.path)) for link in links]
            wanted += self._moved(page, into, home)
        if any(one.mention.kind not in _FORMS for one in wanted):
            return None
        edits = rewritten(wanted, self._material.notes, spelling, Counter())
        if any(edit is None for edit in edits):
            return None
        unique = {(edit.path, edit.start): edit for edit in edits if edit is not None}
        return tuple(unique[place] for place in sorted(unique))

    def _moved(self, page: str, into: str, home: Mapping[str, str]) -> Iterator[Wanted]:
        """Links in a page that mean something else where it goes."""
        if page not in self._from:
            return
        links = self._from[page]
        led = links["target"].map(self._material.path)
        chosen = links[links["kind"].isin(_FORMS) & led.notna() & (links["written"] != "") & ~led.isin(home)]
        pages = led[chosen.index].tolist()
        mentions = mentions_of(chosen, self._material.path)
        wishes = [
            Wish(mention.written, to, into, mention.kind == MentionKind.MARKDOWN, angled=False)
            for mention, to in zip(mentions, pages, strict=True)
        ]
        stays = self._material.spelling.folded(wishes)
        for mention, to, same in zip(mentions, pages, stays.tolist(), strict=True):
            if not same:
                yield Wanted(mention, to, into)

    def _title(self, page: str) -> str:
        """The heading a page gets: its title, if that is plain text, else its file's name."""
        label = " ".join(str(self._label[page]).split())
        return label if _TITLE.fullmatch(label) else stem_of(page)

    def _is_sound(self, into: str, pages: Sequence[Merged], edits: Sequence[Edit]) -> bool:
        """Whether the page says, once all is in it, what the pages said one by one."""
        by_note: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_note[edit.path].append(edit)
        texts = {}
        for path in (into, *(page.path for page in pages)):
            data = self._material.notes.data(path)
            if data is None:
                return False
            texts[path] = edited(data, by_note[path])
        whole = texts[into]
        profile = self._material.profile
        targets, headings = said(into, whole, profile)
        for page in pages:
            whole = with_section(whole, texts[page.path], page.title)
            added = said(into, parted(texts[page.path])[1], profile)
            targets += added.targets
            headings += [page.title, *added.headings]
        return said(into, whole, profile) == (targets, headings)


def _grouped(mentions: DataFrame, path: Series[Any]) -> dict[str, DataFrame]:
    named = path[mentions.index].to_numpy()
    return {str(page): group for page, group in mentions.groupby(named, sort=False)}
