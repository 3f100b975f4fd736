"""Turns what is known of a graph's nodes into what they look like: a place, a colour, a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from kg.analysis.selection import LINKS, chosen_edges, kind_in
from kg.exporters.explorer.picture import Picture
from kg.exporters.palette import GREY, LIGHT, rgb
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

_ROOM: Final = 40.0  # side of the square a node has to itself on average
_SMALLEST: Final = 4.0  # diameter of a node that nothing links to
NO_LAYOUT: Final = "The nodes have no places yet: the program that opens the file computes them."


class Looks(NamedTuple):
    """What nodes look like, a row each.

    Attributes:
        places: x and y; None without a layout.
        colours: Red, green and blue, 0 to 255: as in the explorer by region, or by kind without a layout.
        sizes: Diameters; areas grow with the number of pages that link to the node.
    """

    places: NDArray[np.float64] | None
    colours: NDArray[np.uint8]
    sizes: NDArray[np.float64]

    def beside(self, nodes: pa.Table) -> pa.Table:
        """A table of all nodes with columns more: x, y, r, g, b, colour (as in ``#0a141e``), size."""
        places = np.full((len(nodes), 2), np.nan) if self.places is None else self.places
        columns = (*places.T, *self.colours.T, self.sizes)
        for name, values in zip(("x", "y", "r", "g", "b", "size"), columns, strict=True):
            nodes = nodes.append_column(name, pa.array(values, from_pandas=True))
        packed = self.colours.astype(np.int64) @ np.array((1 << 16, 1 << 8, 1))
        return nodes.append_column(
            "colour", pa.array([f"#{code:06x}" for code in packed.tolist()], pa.string())
        )


def looks(graph: KnowledgeGraph) -> Looks:
    """What the nodes of a graph look like.

    Args:
        graph: The graph; its derived table ``layout`` is used if it has one.

    Example:
        >>> import kg
        >>> looks(kg.build({"a.md": "[[b]]", "b.md": ""})).sizes.round(1).tolist()
        [4.0, 5.7]
    """
    links = chosen_edges(graph, LINKS)["target"].to_numpy()
    linked = np.bincount(links, minlength=len(graph.nodes))
    placed = graph.layout if "layout" in graph.tables else None
    places = None if placed is None else _places(placed)
    return Looks(places, _colours(graph, placed), (_SMALLEST * np.sqrt(1 + linked)).round(2))


def _places(placed: DataFrame) -> NDArray[np.float64]:
    """Positions around the origin, in a square with room for all nodes, whatever the layout's own scale."""
    found = placed[["x", "y"]].to_numpy(np.float64)
    if not len(found):
        return found
    low, high = found.min(axis=0), found.max(axis=0)
    scale = _ROOM * np.sqrt(len(found)) / (float((high - low).max()) or 1.0)
    places: NDArray[np.float64] = ((found - (low + high) / 2) * scale).round(2)
    return places


def _colours(graph: KnowledgeGraph, placed: DataFrame | None) -> NDArray[np.uint8]:
    """The colour of each node's region, or of its kind where there are no regions; missing pages are grey."""
    if not len(graph.nodes):
        return np.zeros((0, 3), np.uint8)
    if placed is None:
        number = graph.nodes["kind"].cat.codes.to_numpy() % len(LIGHT)
    else:
        number = Picture(graph, placed).colour[placed["region"].to_numpy()]
    number = np.where(kind_in(graph.nodes, (NodeKind.MISSING,)), len(LIGHT), number)
    return rgb((*LIGHT, GREY))[number]
