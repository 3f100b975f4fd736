"""Plans stubs for wanted pages: their name, their video and who asks for them, and nothing made up."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from kg.health.causes import Cause
from kg.model.ids import folded, folder_of, stem_of
from kg.model.kinds import Context, MentionKind
from kg.repair.effect import above
from kg.repair.file_names import file_name, is_portable
from kg.repair.plan import Action, Step, proposal
from kg.repair.targets import Spelling, Wish
from kg.resolve.pages import page_asked, page_path
from kg.resolve.targets import missing_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pandas import DataFrame

    from kg.model.dialect import Pages
    from kg.repair.material import Material

WANTED: Final = (Cause.ANNOUNCED, Cause.ENTITY, Cause.WANTED)
_NO_NAME: Final = "wanted pages whose name no file can have on every system"
_TAKEN: Final = "wanted pages whose name another page has, in another folder"
_ASTRAY: Final = "wanted pages some of whose links would not find the stub"


class _Link(NamedTuple):
    """A link that asks for a page."""

    written: str
    name: str  # the target as a path, decoded
    note: str
    listed: bool  # whether an index page lists it
    markdown: bool
    label: str


class _Begun(NamedTuple):
    """A page to begin."""

    key: str
    path: str
    links: list[_Link]


def stubs(material: Material) -> list[Step]:
    """Steps that begin wanted pages, all of them proposals.

    A stub stands in the folder its links name, else in that of the index page that lists it, else in the
    one most of its links stand in. No existing link changes its meaning: a name that some file has already
    gets no stub.

    Args:
        material: What is planned from.

    Returns:
        One for each page.
    """
    table = material.causes
    table = table[table["cause"].isin(WANTED) & (table["notes"] >= material.least)]
    groups = _links(material.links[material.links["key"].isin(table.index)])
    begun = list(_begun(material, [(key, groups[key]) for key in table.index]))
    facts = _Facts(material)
    cause, sure = table["cause"].to_dict(), table["confidence"].to_dict()
    return [
        proposal(
            *(Action.STUB, cause[one.key], "wanted", sure[one.key]),
            f"{len(one.links)} links in {len({link.note for link in one.links})} notes ask for it",
            path=one.path,
            text=facts.text(one),
        )
        for one in _found(material, begun)
    ]


def _links(rows: DataFrame) -> dict[str, list[_Link]]:
    """Dangling links by the key of their page."""
    listed = (rows["context"] == Context.INDEX_LIST).tolist()
    markdown = (rows["kind"] == MentionKind.MARKDOWN).tolist()
    labels = rows["label"].fillna("").tolist()
    columns = (rows[name].tolist() for name in ("key", "written", "name", "note"))
    found: dict[str, list[_Link]] = defaultdict(list)
    for key, *link in zip(*columns, listed, markdown, labels, strict=True):
        found[key].append(_Link(*link))
    return found


def _begun(material: Material, wanted: list[tuple[str, list[_Link]]]) -> Iterator[_Begun]:
    """The pages with the files they could be in: those asked for most first, one of each name."""
    paths = material.graph.sources["path"].tolist()
    taken = {folded(stem_of(path)) for path in paths}
    folders = {folded(folder): folder for path in paths for folder in above(path)}
    for key, links in wanted:
        path = _path(links, folders, material.profile.pages)
        if path is None:
            material.left[_NO_NAME] += 1
        elif folded(stem_of(path)) in taken:
            material.left[_TAKEN] += 1
        else:
            taken.add(folded(stem_of(path)))
            yield _Begun(key, path, links)


def _path(links: list[_Link], folders: Mapping[str, str], pages: Pages | None) -> str | None:
    first = links[0]
    spelled = Counter(link.name for link in links).most_common(1)[0][0]
    if pages is not None and pages.match == "name":
        path = page_path(page_asked(spelled, pages), pages, folder_of(first.note))
        return path if is_portable(path) else None
    name = file_name(stem_of(missing_path(spelled, first.note)))
    if name is None:
        return None
    folder = folder_of(missing_path(first.name, first.note))
    if not folder:
        listing = [link for link in links if link.listed]
        homes = Counter(folder_of(link.note) for link in listing or links)
        folder = min(homes, key=lambda one: (-homes[one], one))
    elif folded(folder) in folders:
        folder = folders[folded(folder)]
    elif not is_portable(folder):
        return None
    return f"{folder}/{name}.md" if folder else f"{name}.md"


def _found(material: Material, begun: list[_Begun]) -> list[_Begun]:
    """Those whose links all find them, if the resolver is asked."""
    spelling = Spelling(material.graph, made=[one.path for one in begun], pages=material.profile.pages)
    wishes, owner = [], []
    for number, one in enumerate(begun):
        for link in one.links:
            wishes.append(Wish(link.written, one.path, link.note, link.markdown, angled=False))
            owner.append(number)
    astray = {
        number for number, found in zip(owner, spelling.folded(wishes).tolist(), strict=True) if not found
    }
    material.left[_ASTRAY] += len(astray)
    return [one for number, one in enumerate(begun) if number not in astray]


class _Facts:
    """What is known of missing pages, by key."""

    def __init__(self, material: Material) -> None:
        self._profile = material.profile
        nodes, edges = material.graph.nodes, material.graph.edges
        index = self._profile.index
        announced = (
            edges[edges["kind"] == index.announce_edge] if index and index.announce_edge else edges[:0]
        )
        announced = announced.drop_duplicates("source")
        keys = announced["source"].map(nodes["key"]).tolist()
        things = nodes.loc[announced["target"].tolist(), ["key", "url"]].astype(object)
        self._thing: Mapping[str, tuple[str, str | None]] = {
            key: (thing.partition(":")[2], url)
            for key, (thing, url) in zip(keys, things.itertuples(index=False, name=None), strict=True)
        }

    def text(self, page: _Begun) -> str:
        """The stub: front matter that marks it, the structural line, the address of its video."""
        labels = [link.label for link in page.links if link.listed and link.label.strip()]
        front: dict[str, Any] = {"title": labels[0] if labels else stem_of(page.path), "stub": True}
        lines = []
        name, url = self._thing.get(page.key, ("", None))
        kind = self._profile.index.kind if self._profile.index else ""
        named = [thing.property for thing in self._profile.things if thing.kind == kind]
        if name and named:
            front[named[0]] = name
        front["wanted_by"] = sorted({link.note for link in page.links})
        folder = folder_of(page.path).rpartition("/")[2]
        lines += [
            f"{line.prefix} [[{folder}]]" for line in self._profile.lines if line.names_folder and folder
        ]
        lines += [f"<{url}>"] if name and url else []
        told = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
        return f"---\n{told}---\n" + "".join(f"\n{line}\n" for line in lines)
