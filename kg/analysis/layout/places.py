"""Turns parts into places: nodes into discs, discs into regions, and these into one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.selection import rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_BY_SPRINGS: Final = 1500  # points; each round compares all pairs
_NODE: Final = 0.65  # between the outermost node of a block and its edge; the distance of two nodes is one
_BETWEEN_BLOCKS: Final = 0.3
_BETWEEN_AREAS: Final = 0.05  # of an area's radius, for its name
_BESIDE: Final = 1.5
_WIDE: Final = 1.5  # a picture is about so many times as wide as high
_COMPARISONS: Final = 4e7  # of circles with each other, while springs order them
_SPRING_ROUNDS: Final = (10, 150)
_ROOM_ROUNDS: Final = 400
_GRAVITY: Final = 0.03
_STRONGEST: Final = 4.0  # pull between two circles, against the mean of 1


class Blocks(NamedTuple):
    """What is drawn where.

    Attributes:
        block: The disc each node is drawn in, numbered without gaps.
        area: The disc of blocks each node is drawn in, numbered without gaps.
        outside: Which nodes stand on the rim of their block.
        middle: Which nodes stand in the middle of their area.
        ties: How strongly each two nodes draw each other near; symmetric.
    """

    block: NDArray[np.int32]
    area: NDArray[np.int32]
    outside: NDArray[np.bool_]
    middle: NDArray[np.bool_]
    ties: csr_array

    @property
    def area_of_block(self) -> NDArray[np.int32]:
        """The area of each block."""
        found = np.zeros(int(self.block.max(initial=-1)) + 1, dtype=np.int32)
        found[self.block] = self.area
        return found


class Circles(NamedTuple):
    """Discs in the plane."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    r: NDArray[np.float64]


Places = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def enclosing(
    x: NDArray[np.float64], y: NDArray[np.float64], part: NDArray[np.int32], more: NDArray[np.float64] | float
) -> Circles:
    """A circle around the members of each part: the middle of their box, and as far as the furthest reaches.

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


def placed_anew(blocks: Blocks) -> Places:
    """Places of all nodes: blocks by springs, with a rim; blocks packed into areas, and areas side by side.

    Args:
        blocks: What is drawn where.

    Returns:
        x and y of each node.
    """
    x, y = in_blocks(blocks)
    discs = enclosing(x, y, blocks.block, _NODE)
    area = blocks.area_of_block
    weights = _between(blocks.ties, blocks.block)
    central = np.zeros(len(area), dtype=bool)
    central[blocks.block[blocks.middle]] = True
    starts = np.searchsorted(area, np.arange(int(area.max(initial=-1)) + 2))
    wide = _WIDE if len(starts) == 2 else 1.0
    bx, by = np.zeros(len(area)), np.zeros(len(area))
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        own = slice(first, last)
        bx[own], by[own] = _packed(
            discs.r[own] + _BETWEEN_BLOCKS, weights[own, own], wide=wide, centred=bool(central[first])
        )
    regions = enclosing(bx, by, area, discs.r)
    ax, ay = _packed(_roomy(regions.r), _between(blocks.ties, blocks.area), wide=_WIDE)
    bx, by = bx + (ax - regions.x)[area] - discs.x, by + (ay - regions.y)[area] - discs.y
    return x + bx[blocks.block], y + by[blocks.block]


def placed_as_before(blocks: Blocks, x: NDArray[np.float64], y: NDArray[np.float64]) -> Places:
    """Places of all nodes, of which most have one: others go near those they are joined with.

    What has a place keeps it, unless a disc that grew needs the room.

    Args:
        blocks: What is drawn where.
        x: Places; NaN where there is none.
        y: Same.

    Returns:
        x and y of each node.
    """
    from kg.analysis.kernels.placing import insert

    new = np.isnan(x)
    x, y = wanted_places(blocks, x, y)
    order = np.argsort(blocks.block, kind="stable")
    starts = np.searchsorted(blocks.block[order], np.arange(int(blocks.block.max(initial=-1)) + 2))
    insert(x, y, blocks.block, starts, order, new)
    area = blocks.area_of_block
    discs = enclosing(x, y, blocks.block, _NODE)
    first = np.searchsorted(area, np.arange(int(area.max(initial=-1)) + 2))
    for low, high in zip(first[:-1].tolist(), first[1:].tolist(), strict=True):
        _make_room(discs.x[low:high], discs.y[low:high], discs.r[low:high] + _BETWEEN_BLOCKS)
    regions = enclosing(discs.x, discs.y, area, discs.r)
    before = enclosing(x, y, blocks.block, _NODE)
    moved = [regions.x.copy(), regions.y.copy()]
    _make_room(moved[0], moved[1], _roomy(regions.r))
    shift_x = discs.x - before.x + (moved[0] - regions.x)[area]
    shift_y = discs.y - before.y + (moved[1] - regions.y)[area]
    return x + shift_x[blocks.block], y + shift_y[blocks.block]


def in_blocks(blocks: Blocks) -> Places:
    """Places of nodes around the middle of their block.

    Args:
        blocks: What is drawn where.

    Returns:
        x and y of each node.
    """
    from kg.analysis.kernels.placing import arrange

    size = len(blocks.block)
    count = int(blocks.block.max(initial=-1)) + 1
    inside = np.bincount(blocks.block, ~blocks.outside, minlength=count)
    outside = blocks.outside & (inside[blocks.block] > 0)
    strength = np.asarray(blocks.ties.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(size), -strength, outside, blocks.block))
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    cells = blocks.ties.tocoo()
    own = blocks.block[cells.row] == blocks.block[cells.col]
    inner = csr_array((cells.data[own], (place[cells.row[own]], place[cells.col[own]])), shape=(size, size))
    starts = np.concatenate([[0], np.cumsum(np.bincount(blocks.block, minlength=count))]).astype(np.int64)
    cores = np.bincount(blocks.block, ~outside, minlength=count).astype(np.int64)
    x, y = arrange(starts, cores, *rows(inner), inner.data, _MOST_BY_SPRINGS)
    return x[place], y[place]


def _packed(r: NDArray[np.float64], weights: csr_array, *, wide: float, centred: bool = False) -> Places:
    """Places of circles around the origin: those that are joined near each other, none on another."""
    from kg.analysis.kernels.placing import springs, sunflower

    size = len(r)
    x, y = np.zeros(size), np.zeros(size)
    if size < 2:
        return x, y
    largest_first = np.lexsort((np.arange(size), np.where((np.arange(size) == 0) & centred, -np.inf, -r)))
    seeds = np.empty((2, size))
    sunflower(seeds[0], seeds[1])
    x[largest_first], y[largest_first] = seeds
    if size > 3:
        around = np.sqrt(np.diff(weights.indptr).clip(1))
        pull = np.minimum(
            weights.data / max(float(weights.data.mean()) if weights.nnz else 1.0, 1e-9), _STRONGEST
        )
        pull /= np.repeat(around, np.diff(weights.indptr)) * around[weights.indices]
        least, most = _SPRING_ROUNDS
        springs(*rows(weights), pull, x, y, int(min(most, max(least, _COMPARISONS // size**2))))
    if centred:
        x, y = x - x[0], y - y[0]
    scale = np.sqrt((r**2).sum() / size) * 1.1
    x, y = x * scale * np.sqrt(wide), y * scale / np.sqrt(wide)
    firm = np.zeros(size, dtype=bool)
    firm[0] = centred
    _make_room(x, y, r, firm=firm, gravity=_GRAVITY, wide=wide)
    return x, y


def _make_room(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    r: NDArray[np.float64],
    *,
    firm: NDArray[np.bool_] | None = None,
    gravity: float = 0.0,
    wide: float = 1.0,
) -> None:
    """Push circles off each other, in place."""
    from kg.analysis.kernels.placing import make_room

    if firm is None:
        firm = np.zeros(len(r), dtype=bool)
    make_room(x, y, r, firm, _ROOM_ROUNDS, gravity / wide, gravity * wide)


def _roomy(r: NDArray[np.float64]) -> NDArray[np.float64]:
    return r * (1 + _BETWEEN_AREAS) + _BESIDE


def _between(ties: csr_array, part: NDArray[np.int32]) -> csr_array:
    """How strongly each two parts are joined."""
    count = int(part.max(initial=-1)) + 1
    cells = ties.tocoo()
    one, other = part[cells.row], part[cells.col]
    apart = one != other
    found = csr_array((cells.data[apart], (one[apart], other[apart])), shape=(count, count))
    found.sum_duplicates()
    return found


def wanted_places(blocks: Blocks, x: NDArray[np.float64], y: NDArray[np.float64]) -> Places:
    """Where new nodes would like to be: among their neighbours, else in the middle of what they belong to."""
    known = ~np.isnan(x)
    own = _own(blocks, known)
    count = np.asarray(own @ known.astype(np.float64))
    beside = np.nanmax(x, initial=0.0) + 4 * _BESIDE, float(np.nanmean(y)) if known.any() else 0.0
    found = []
    for values, other in zip((x, y), beside, strict=True):
        near = np.asarray(own @ np.where(known, values, 0.0)) / np.maximum(count, 1e-12)
        place = np.where(known, values, np.where(count > 0, near, np.nan))
        for part in (blocks.block, blocks.area):
            place = np.where(np.isnan(place), _mean(values, part)[part], place)
        found.append(np.where(np.isnan(place), other, place))
    return _on_rim(blocks, known, found[0], found[1])


def _on_rim(
    blocks: Blocks, known: NDArray[np.bool_], x: NDArray[np.float64], y: NDArray[np.float64]
) -> Places:
    """New nodes that belong on the rim of their block go outward until they are there."""
    where = np.where(known, x, np.nan), np.where(known, y, np.nan)
    gap_x, gap_y = (v - _mean(w, blocks.block)[blocks.block] for v, w in zip((x, y), where, strict=True))
    distance = np.hypot(gap_x, gap_y)
    reach = np.zeros(int(blocks.block.max(initial=-1)) + 1)
    np.maximum.at(reach, blocks.block[known], distance[known])
    further = np.where(distance > 0, reach[blocks.block] / np.where(distance > 0, distance, 1) - 1, 0)
    outward = np.where(blocks.outside & ~known & np.isfinite(distance), further, 0)
    return x + np.nan_to_num(gap_x) * outward, y + np.nan_to_num(gap_y) * outward


def _own(blocks: Blocks, known: NDArray[np.bool_]) -> csr_array:
    """The ties of new nodes with known ones of their own block."""
    cells = blocks.ties.tocoo()
    kept = (blocks.block[cells.row] == blocks.block[cells.col]) & known[cells.col] & ~known[cells.row]
    return csr_array((cells.data[kept], (cells.row[kept], cells.col[kept])), shape=blocks.ties.shape)


def _mean(values: NDArray[np.float64], part: NDArray[np.int32]) -> NDArray[np.float64]:
    """The mean of the known values of each part; NaN where none is."""
    known = ~np.isnan(values)
    count = int(part.max(initial=-1)) + 1
    sums = np.bincount(part[known], values[known], minlength=count)
    counts = np.bincount(part[known], minlength=count)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
