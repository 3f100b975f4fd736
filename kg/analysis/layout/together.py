"""Draws the parts of a small picture together, until what stands in one almost touches the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.layout.places import wanted_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.layout.places import Blocks, Places

_BETWEEN_BLOCKS: Final = 1.3  # between nodes of two blocks; the distance of two nodes is one
_BETWEEN_AREAS: Final = 2.2
_ROUNDS: Final = 4
_STILL: Final = 0.01  # a round in which nothing went further is the last


def drawn_together(blocks: Blocks, x: NDArray[np.float64], y: NDArray[np.float64]) -> Places:
    """Places without the room that discs leave between few blocks, and between few areas.

    Discs are what lets thousands of blocks be packed; a handful is further apart in them than its links are
    easy to follow. Blocks, then areas, slide to the middle as they are, the nearest first, until one of
    their nodes comes near one of another.

    Args:
        blocks: What is drawn where.
        x: Places, such as `kg.analysis.layout.places.placed_anew` gives.
        y: Same.

    Returns:
        x and y of each node.
    """
    places = np.stack([x, y], axis=1)
    for area in range(int(blocks.area.max(initial=-1)) + 1):
        own = blocks.area == area
        block = np.unique(blocks.block[own], return_inverse=True)[1].astype(np.int32)
        places[own] = _drawn(places[own], block, _BETWEEN_BLOCKS)
    places = _drawn(places, blocks.area, _BETWEEN_AREAS)
    return places[:, 0], places[:, 1]


def placed_among(blocks: Blocks, x: NDArray[np.float64], y: NDArray[np.float64]) -> Places:
    """Places of all nodes, of which most have one: others go near those they are joined with.

    What has a place keeps it, and what has none takes the nearest free spot.

    Args:
        blocks: What is drawn where.
        x: Places; NaN where there is none.
        y: Same.

    Returns:
        x and y of each node.
    """
    from kg.analysis.kernels.placing import insert

    size, new = len(x), np.isnan(x)
    x, y = wanted_places(blocks, x, y)
    insert(x, y, np.zeros(size, np.int32), np.array([0, size]), np.arange(size), new)
    return x, y


def _drawn(places: NDArray[np.float64], part: NDArray[np.int32], gap: float) -> NDArray[np.float64]:
    sizes = np.bincount(part)
    places = places.copy()
    for _ in range(_ROUNDS if len(sizes) > 1 else 0):
        middle = places.mean(axis=0)
        centres = np.stack([np.bincount(part, axis) / sizes for axis in places.T], axis=1)
        far = np.hypot(*(middle - centres).T)
        furthest = 0.0
        for one in np.argsort(far, kind="stable").tolist():
            if far[one] > 0:
                own, way = part == one, (middle - centres[one]) / far[one]
                slide = min(_free(places[own], places[~own], way, gap), far[one])
                places[own] += way * slide
                furthest = max(furthest, slide)
        if furthest < _STILL:
            break
    return places


def _free(
    own: NDArray[np.float64], others: NDArray[np.float64], way: NDArray[np.float64], gap: float
) -> float:
    """How far points can go before one of them is nearer to one of the others than the gap."""
    apart = others[None] - own[:, None]
    ahead = apart @ way
    aside = (apart**2).sum(axis=2) - ahead**2
    meets = (ahead > 0) & (aside < gap**2)
    until = ahead[meets] - np.sqrt(gap**2 - aside[meets])
    return max(float(until.min(initial=np.inf)), 0.0)
