"""Turns a graph into the report's lists of pages: the topics, the missing, the lonely, the doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from kg.analysis.degree import in_degree
from kg.analysis.orphans import Apart, orphans
from kg.analysis.pagerank import pagerank
from kg.exporters.places import Place
from kg.exporters.tabular import rows
from kg.health.dangling import dangling
from kg.model.ids import folded
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

TOPICS: Final = 25
MISSING: Final = 25
PLACES: Final = 5  # of each missing page
NOTES: Final = 100  # of each list of lonely notes
DOUBLES: Final = 25

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[_Row]):
    """The first rows of a list, and how long the list is."""

    rows: Sequence[_Row]
    total: int

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.total - len(self.rows)


class Topic(NamedTuple):
    """A page and its rank."""

    label: str
    path: str
    missing: bool
    share: float
    linked_from: int


class MissingPage(NamedTuple):
    """A page that is linked but not written."""

    label: str
    spellings: tuple[str, ...]
    mentions: int
    notes: int
    places: Excerpt[Place]


class Lonely(NamedTuple):
    """Notes that stand apart in one way."""

    name: str
    meaning: str
    notes: Excerpt[str]


class Double(NamedTuple):
    """Notes that bear the same name but for case, blanks and punctuation."""

    label: str
    paths: tuple[str, ...]


_MEANINGS: Final = {
    Apart.ORPHAN: ("Orphans", "No other note links to them."),
    Apart.DEAD_END: ("Dead ends", "They link to no note that is written."),
    Apart.ISOLATED: ("Isolated", "Both: no link in, no link out."),
    Apart.UNREACHABLE: ("Unreachable", "No path of links leads to them from any index page."),
}


def topics(graph: KnowledgeGraph) -> Excerpt[Topic]:
    """The pages that rank highest by PageRank, written or missing."""
    scores = pagerank(graph).sort_index().sort_values(ascending=False, kind="stable")
    linked_from = in_degree(graph)
    top = graph.nodes.loc[scores.index[:TOPICS]].fillna({"path": ""})
    shown = [
        Topic(label, path, kind == NodeKind.MISSING, float(scores[node]), int(linked_from[node]))
        for node, label, path, kind in rows(top, "node", "label", "path", "kind")
    ]
    return Excerpt(shown, len(scores))


def missing_pages(graph: KnowledgeGraph) -> Excerpt[MissingPage]:
    """The pages that most mentions lead to without their being written."""
    table = dangling(graph)
    columns = ("label", "spellings", "mentions", "notes", "places")
    pages = [
        MissingPage(
            label=label,
            spellings=tuple(spelling for spelling in spellings if spelling != label),
            mentions=mentions,
            notes=notes,
            places=places_of(places),
        )
        for label, spellings, mentions, notes, places in rows(table.head(MISSING), *columns)
    ]
    return Excerpt(pages, len(table))


def places_of(places: Sequence[Mapping[str, Any]]) -> Excerpt[Place]:
    """The first places of a missing page, as `kg.dangling` tells them."""
    return Excerpt([Place(p["note"], p["line"], p["column"]) for p in places[:PLACES]], len(places))


def lonely_notes(graph: KnowledgeGraph) -> tuple[Lonely, ...]:
    """The notes that links do not reach or do not leave, one list for each way."""
    table = orphans(graph)
    lists = []
    for apart, (name, meaning) in _MEANINGS.items():
        paths = table["path"][table[str(apart)]]
        lists.append(Lonely(name, meaning, Excerpt(paths.head(NOTES).tolist(), len(paths))))
    return tuple(lists)


def doubles(graph: KnowledgeGraph) -> Excerpt[Double]:
    """Notes that share a title; perhaps one topic, perhaps two."""
    nodes = graph.nodes[graph.nodes["kind"] == NodeKind.NOTE][["label", "path"]]
    name = nodes["label"].map(folded)
    shared = nodes[name.duplicated(keep=False) & (name != "")]
    groups = [
        Double(group["label"].iloc[0], tuple(group["path"]))
        for _, group in shared.groupby(name[shared.index], sort=True)
    ]
    groups.sort(key=lambda double: (-len(double.paths), double.label))
    return Excerpt(groups[:DOUBLES], len(groups))
