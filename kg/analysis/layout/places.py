"""Turns groups of nodes into discs, packs discs into regions, and regions into one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.selection import rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.layout.parts import Parts

Floats = "NDArray[np.float64]"

_MOST_BY_SPRINGS: Final = 1500  # points; each round compares all pairs
_NODE: Final = 0.8  # between the outermost node of a group and its edge; the distance of two nodes is one
_BETWEEN_GROUPS: Final = 0.5
_BETWEEN_REGIONS: Final = 0.07  # of a region's radius, for its name
_WIDE: Final = 1.5  # a picture is about so many times as wide as high


class Circles(NamedTuple):
    """Discs in the plane."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    r: NDArray[np.float64]


def nodes_in_groups(
    parts: Parts, missing: NDArray[np.bool_], degree: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places of nodes around the middle of their group, missing pages outside.

    Args:
        parts: The parts.
        missing: Which nodes are not written.
        degree: What decides who is nearer to the middle to begin with.

    Returns:
        x and y of each node.
    """
    from kg.analysis.kernels.placing import arrange

    size = len(parts.group)
    groups = int(parts.group.max(initial=-1)) + 1
    written = np.bincount(parts.group, ~missing, minlength=groups)
    outside = missing & (written[parts.group] > 0) if size else missing
    order = np.lexsort((np.arange(size), -degree, outside, parts.group))
    starts = np.concatenate([[0], np.cumsum(np.bincount(parts.group, minlength=groups))]).astype(np.int64)
    cores = np.bincount(parts.group, ~outside, minlength=groups).astype(np.int64)
    cells = parts.ties.tocoo()
    same = parts.group[cells.row] == parts.group[cells.col]
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    inner = csr_array((cells.data[same], (place[cells.row[same]], place[cells.col[same]])), shape=(size, size))
    x, y = arrange(starts, cores, *(part.astype(kind) for part, kind in zip(rows(inner), (np.int64, np.int32), strict=True)), inner.data, _MOST_BY_SPRINGS)
    return x[place], y[place]


def enclosing(x: NDArray[np.float64], y: NDArray[np.float64], part: NDArray[np.int32], more: NDArray[np.float64] | float) -> Circles:
    """A circle around the members of each part: the middle of their box, and as far as the furthest lies.

    Args:
        x: Places of the members.
        y: Same.
        part: The number of each member's part, from 0 without gaps.
        more: What each member needs around it.

    Returns:
        One circle a part.

    Example:
        >>> circles = enclosing(np.array([0.0, 2.0]), np.zeros(2), np.array([0, 0]), 0.5)
        >>> float(circles.x[0]), float(circles.r[0])
        (1.0, 1.5)
    """
    count = int(part.max(initial=-1)) + 1
    middle = []
    for values in (x, y):
        low, high = np.full(count, np.inf), np.full(count, -np.inf)
        np.minimum.at(low, part, values - more)
        np.maximum.at(high, part, values + more)
        middle.append((low + high) / 2)
    r = np.zeros(count)
    np.maximum.at(r, part, np.hypot(x - middle[0][part], y - middle[1][part]) + more)
    return Circles(middle[0], middle[1], r)


def packed(
    r: NDArray[np.float64], weights: csr_array, *, centre: int | None, wide: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places of circles, those that are joined near each other, none on another.

    Args:
        r: Their radii.
        weights: How strongly each two are joined; symmetric.
        centre: The circle that goes into the middle, if any.
        wide: How many times as wide as high the whole should be.

    Returns:
        x and y of each circle.
    """
    from kg.analysis.kernels.placing import make_room, springs, sunflower

    size = len(r)
    x, y = np.zeros(size), np.zeros(size)
    if size < 2:
        return x, y
    by_size = np.lexsort((np.arange(size), -r))
    if centre is not None:
        by_size = np.concatenate([[centre], by_size[by_size != centre]])
    x[by_size], y[by_size] = _seeds(size)
    del sunflower
    if size > 3:
        pull = weights.data / max(weights.data.mean(), 1e-9) if weights.nnz else weights.data
        around = np.sqrt(np.diff(weights.indptr).clip(1))
        entry = np.repeat(around, np.diff(weights.indptr)) * around[weights.indices]
        springs(*rows(weights), np.minimum(pull, 4.0) / entry, x, y, int(min(150, max(10, 4e7 // size**2))))
    if centre is not None:
        x -= x[centre]
        y -= y[centre]
    scale = np.sqrt((r**2).sum() / size) * 1.6
    x, y = x * scale * np.sqrt(wide), y * scale / np.sqrt(wide)
    firm = np.zeros(size, dtype=bool)
    if centre is not None:
        firm[centre] = True
    make_room(x, y, r, firm, 400, 0.03 / wide, 0.03 * wide)
    return x, y


def _seeds(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from kg.analysis.kernels.placing import sunflower

    x, y = np.empty(size), np.empty(size)
    sunflower(x, y)
    return x, y
