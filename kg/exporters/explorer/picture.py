"""Turns a graph and its layout into what a picture shows: numbered regions, groups, nodes and edges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.grouping import By
from kg.analysis.groups import key_order
from kg.analysis.layout.parts import regions_by
from kg.analysis.layout.places import Circles, enclosing
from kg.analysis.selection import Selection, chosen_edges, kind_in
from kg.exporters.palette import LIGHT
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

WORLD: Final = 65535
SIZES: Final = 15  # the largest class of sizes
STEP: Final = 8  # positions are rounded to so many units: a tenth of what lies between two nodes of 50,000
_TIERS: Final = (14, 12, 15)  # of the roles behind the first; links have 0 to 11
_LINKED_MOST: Final = 500  # mentions of what has the largest size; in small vaults none has
_CHANNEL: Final = "channel"
_MARGIN: Final = 0.01


class Role(StrEnum):
    """What an edge is to a reader."""

    LINK = "link"  # somebody wrote it into a text
    LIST = "list"  # an index page lists it
    STRUCTURE = "structure"  # what is shared: a video, a tag, an address
    PROVENANCE = "provenance"  # where a note belongs: its channel, the line that names it


@dataclass(frozen=True)
class Picture:
    """A graph as it is drawn: nodes in order of region, group and degree, edges by source and target.

    Attributes:
        graph: The graph.
        placed: Its table ``layout``.
    """

    graph: KnowledgeGraph
    placed: DataFrame

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Number in the graph of each node of the picture."""
        keys = key_order(self.graph, np.arange(len(self.graph.nodes)))
        return np.lexsort((keys, -self.degree, self.placed["group"].to_numpy()))

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """Number in the picture of each node of the graph."""
        place = np.empty(len(self.order), dtype=np.int64)
        place[self.order] = np.arange(len(self.order))
        return place

    @cached_property
    def nodes(self) -> DataFrame:
        """The rows of the table of nodes, in the picture's order."""
        return self.graph.nodes.iloc[self.order]

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """Edges at each node of the graph."""
        edges = self.graph.edges
        size = len(self.graph.nodes)
        return np.bincount(edges["source"], minlength=size) + np.bincount(edges["target"], minlength=size)

    @cached_property
    def group(self) -> NDArray[np.int32]:
        """Group of each node of the picture."""
        return self.placed["group"].to_numpy(np.int32)[self.order]

    @cached_property
    def region(self) -> NDArray[np.int32]:
        """Region of each node of the picture."""
        return self.placed["region"].to_numpy(np.int32)[self.order]

    @cached_property
    def region_of_group(self) -> NDArray[np.int32]:
        """Region of each group."""
        first = np.unique(self.group, return_index=True)[1]
        return self.region[first]

    @cached_property
    def edge_order(self) -> NDArray[np.int64]:
        """Row in the table of edges of each edge of the picture."""
        edges = self.graph.edges
        kind = edges["kind"].cat.codes.to_numpy()
        return np.lexsort((kind, self.place[edges["target"]], self.place[edges["source"]]))

    @cached_property
    def edges(self) -> DataFrame:
        """The rows of the table of edges, in the picture's order."""
        return self.graph.edges.iloc[self.edge_order]

    @cached_property
    def source(self) -> NDArray[np.int64]:
        """Node of the picture each edge starts from."""
        return self.place[self.edges["source"]]

    @cached_property
    def target(self) -> NDArray[np.int64]:
        """Node of the picture each edge leads to."""
        return self.place[self.edges["target"]]

    @cached_property
    def scaled(self) -> tuple[NDArray[np.int64], NDArray[np.int64], float]:
        """X and y of each node in the units of the world, and how many of these are one of the layout's."""
        x, y = (self.placed[axis].to_numpy()[self.order] for axis in "xy")
        if not len(x):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), 1.0
        extent = max(np.ptp(x), np.ptp(y), 4.0)
        scale = WORLD * (1 - 2 * _MARGIN) / extent
        middle = [(values.max() + values.min()) / 2 for values in (x, y)]
        found = [
            (np.round(((values - at) * scale + WORLD / 2) / STEP) * STEP).astype(np.int64).clip(0, WORLD)
            for values, at in zip((x, y), middle, strict=True)
        ]
        return found[0], found[1], scale

    @cached_property
    def by(self) -> By:
        """What the regions are."""
        return regions_by(self.graph, self.placed["region"].to_numpy(np.int32))

    @cached_property
    def group_circles(self) -> Circles:
        """A circle around each group."""
        x, y, scale = self.scaled
        return enclosing(x.astype(float), y.astype(float), self.group, 0.6 * scale)

    @cached_property
    def region_circles(self) -> Circles:
        """A circle around each region."""
        x, y, scale = self.scaled
        return enclosing(x.astype(float), y.astype(float), self.region, 0.8 * scale)

    @cached_property
    def middle(self) -> NDArray[np.int64]:
        """The node of the picture each region is named after: its channel, else -1."""
        found = np.full(len(self.region_circles.x), -1, dtype=np.int64)
        channels = np.flatnonzero(kind_in(self.nodes, (_CHANNEL,)))
        for node in channels[::-1].tolist():
            found[self.region[node]] = node
        return found

    @cached_property
    def weight(self) -> NDArray[np.int64]:
        """How often each node is linked; what structure says of it counts once an edge."""
        times = np.where(self.role == 0, self.times, 1).astype(np.float64)
        sums = np.bincount(self.target, times, minlength=len(self.order))
        return sums.astype(np.int64)

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """Class of size of each node, 0 to 15, by the logarithm of its weight."""
        most = max(int(self.weight.max(initial=0)), _LINKED_MOST)
        found: NDArray[np.float64] = np.round(SIZES * np.log1p(self.weight) / np.log1p(most))
        return found.astype(np.int64)

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """How many mentions each edge merges; 1 for those of timestamps, which are listed with their note."""
        edges = self.edges
        return np.where(edges["moment"].notna(), 1, edges["weight"]).astype(np.int64)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The role of each kind of edge, in order of the kinds."""
        edges = self.graph.edges
        link, lists, everything = (
            edges.index.isin(chosen_edges(self.graph, selection).index)
            for selection in (
                Selection(self_links=True),
                Selection(self_links=True, lists=True),
                Selection(self_links=True, lists=True, from_line=True),
            )
        )
        role = np.where(everything | kind_in(self.graph.nodes, (_CHANNEL,))[edges["target"]], 3, 2)
        role = np.where(link, 0, np.where(lists, 1, role))
        found = np.full(len(edges["kind"].cat.categories), len(Role), dtype=np.int64)
        np.minimum.at(found, edges["kind"].cat.codes.to_numpy(), role)
        roles = (*Role, Role.STRUCTURE)  # the last one is that of kinds without edges
        return tuple(roles[number] for number in found)

    @cached_property
    def role(self) -> NDArray[np.int64]:
        """The role of each edge, as its place among the roles."""
        place = {role: number for number, role in enumerate(Role)}
        numbers = np.array([place[role] for role in self.roles], dtype=np.int64)
        return numbers[self.edges["kind"].cat.codes.to_numpy()]

    @cached_property
    def tier(self) -> NDArray[np.int64]:
        """When each edge is drawn, 0 first: links across regions first, structure late, provenance last."""
        source, target = self.source, self.target
        across = self.region[source] != self.region[target]
        between = self.group[source] != self.group[target]
        often = np.minimum(np.log2(self.times), 3).astype(np.int64)
        links = np.where(across, 0, np.where(between, 4, 8)) + 3 - often
        others = np.array([-1, *_TIERS])[self.role]
        return np.where(source == target, _TIERS[-1], np.where(self.role == 0, links, others))

    @cached_property
    def colour(self) -> NDArray[np.int64]:
        """Colour of each region: of each two that are alike in colour, one is far from the other."""
        circles = self.region_circles
        found = np.full(len(circles.x), -1, dtype=np.int64)
        nearest = np.full((len(found), len(LIGHT)), np.inf)  # how far the next one of each colour is
        for region in np.argsort(-circles.r, kind="stable").tolist():
            found[region] = colour = int(np.argmax(nearest[region]))
            distance = np.hypot(circles.x - circles.x[region], circles.y - circles.y[region]) - circles.r
            nearest[:, colour] = np.minimum(nearest[:, colour], distance)
        return found

    @cached_property
    def first_of_group(self) -> NDArray[np.int64]:
        """The first node of each group."""
        return np.searchsorted(self.group, np.arange(len(self.group_circles.x)))

    @cached_property
    def group_leader(self) -> NDArray[np.int64]:
        """The most linked page of each group, written ones first, then missing ones, then other nodes."""
        rank = kind_in(self.nodes, (NodeKind.NOTE, NodeKind.INDEX)) * 2 + kind_in(
            self.nodes, (NodeKind.MISSING,)
        )
        best = np.lexsort((np.arange(len(rank)), -self.weight, -rank, self.group))
        return best[np.unique(self.group[best], return_index=True)[1]]

    @cached_property
    def region_labels(self) -> list[str]:
        """The name of each region: its channel, or its most linked page."""
        page = kind_in(self.nodes, (NodeKind.NOTE, NodeKind.INDEX))
        best = np.lexsort((np.arange(len(page)), -self.weight, ~page, self.region))
        first = best[np.unique(self.region[best], return_index=True)[1]]
        chosen = np.where(self.middle >= 0, self.middle, first)
        return self.nodes["label"].iloc[chosen].tolist()
