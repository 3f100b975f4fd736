"""Turns what is known of a graph's nodes into what they look like: a place, a colour, a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from kg.analysis.selection import LINKS, chosen_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

_ROOM: Final = 40.0  # side of the square a node has to itself on average
_SMALLEST: Final = 4.0  # diameter of a node that nothing links to
_GREY: Final = (160, 160, 160)
NO_LAYOUT: Final = "The nodes have no places yet: the program that opens the file computes them."
_GOLDEN: Final = (5**0.5 - 1) / 2  # steps of it come near no earlier hue for as long as possible


class Looks(NamedTuple):
    """What nodes look like, a row each.

    Attributes:
        places: x and y, of nodes that a layout has a place for, else not a number; None without a layout.
        colours: Red, green and blue, 0 to 255: by community where the graph was analysed, else by kind.
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
        graph: The graph; its derived tables ``layout`` and ``communities`` are used if it has them.

    Example:
        >>> import kg
        >>> looks(kg.build({"a.md": "[[b]]", "b.md": ""})).sizes.round(1).tolist()
        [4.0, 5.7]
    """
    links = chosen_edges(graph, LINKS)["target"].to_numpy()
    linked = np.bincount(links, minlength=len(graph.nodes))
    return Looks(_places(graph), _colours(graph), (_SMALLEST * np.sqrt(1 + linked)).round(2))


def _places(graph: KnowledgeGraph) -> NDArray[np.float64] | None:
    """Positions around the origin, in a square with room for all nodes, whatever the layout's own scale."""
    if "layout" not in graph.tables:
        return None
    table = graph.tables["layout"]
    places = np.full((len(graph.nodes), 2), np.nan)
    rows = pd.Index(graph.nodes["key"]).get_indexer(table["key"])  # it may tell of nodes that are gone
    found = table[["x", "y"]].to_numpy(np.float64)[rows >= 0]
    if len(found):
        low, high = found.min(axis=0), found.max(axis=0)
        scale = _ROOM * np.sqrt(len(found)) / (float((high - low).max()) or 1.0)
        places[rows[rows >= 0]] = ((found - (low + high) / 2) * scale).round(2)
    return places


def _colours(graph: KnowledgeGraph) -> NDArray[np.uint8]:
    colours = np.tile(np.array(_GREY, np.uint8), (len(graph.nodes), 1))
    if "communities" not in graph.tables:
        kinds = graph.nodes["kind"].astype("category").cat
        return _hues(len(kinds.categories))[kinds.codes.to_numpy()] if len(graph.nodes) else colours
    table = graph.communities
    coarsest = table[table["level"] == 0]
    community = coarsest["community"].to_numpy()
    colours[coarsest["node"].to_numpy()] = _hues(int(community.max(initial=-1)) + 1)[community]
    return colours


def _hues(count: int) -> NDArray[np.uint8]:
    """Colours of the same strength, the first ones as far from each other as they can be."""
    hue = np.arange(count)[:, None] * _GOLDEN % 1.0 * 6
    channel = np.abs((hue + np.array((0.0, 4.0, 2.0))) % 6 - 3) - 1
    colours: NDArray[np.uint8] = (70 + 150 * channel.clip(0, 1)).round().astype(np.uint8)
    return colours
