"""Places points and circles in the plane: springs draw them together, room is made where they overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.analysis.kernels.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@compiled
def springs(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    pull: Floats,
    x: Floats,
    y: Floats,
    rounds: int,
) -> None:
    """Fruchterman and Reingold's forces (1991) on points about one apart, with a weak pull to the middle."""
    size = len(x)
    radius = np.sqrt(size)
    dx, dy = np.zeros(size), np.zeros(size)
    for step in range(rounds):
        heat = (0.02 + 0.13 * (1 - step / rounds) ** 1.5) * radius
        for one in range(size):
            ox, oy = x[one], y[one]
            sx, sy = -0.06 * ox, -0.06 * oy
            for other in range(size):
                gx, gy = ox - x[other], oy - y[other]
                near = 0.5 / (gx * gx + gy * gy + 0.02)
                sx += gx * near
                sy += gy * near
            dx[one], dy[one] = sx, sy
            for place in range(indptr[one], indptr[one + 1]):
                other = indices[place]
                gx, gy = x[other] - ox, y[other] - oy
                strength = pull[place] * np.sqrt(gx * gx + gy * gy) * 0.5
                dx[one] += gx * strength
                dy[one] += gy * strength
        for one in range(size):
            length = np.sqrt(dx[one] * dx[one] + dy[one] * dy[one])
            if length > heat:
                dx[one] *= heat / length
                dy[one] *= heat / length
            x[one] += dx[one]
            y[one] += dy[one]


@compiled
def spread(x: Floats, y: Floats) -> None:
    """Centre points, and fill their disc evenly: half by distance from the middle, half by its rank."""
    size = len(x)
    if size < 2:
        x[:], y[:] = 0.0, 0.0
        return
    middle_x, middle_y = 0.0, 0.0
    for one in range(size):
        middle_x += x[one] / size
        middle_y += y[one] / size
    distance = np.empty(size)
    furthest = 1e-9
    for one in range(size):
        x[one] -= middle_x
        y[one] -= middle_y
        distance[one] = np.sqrt(x[one] * x[one] + y[one] * y[one])
        furthest = max(furthest, distance[one])
    order = np.argsort(distance, kind="mergesort")
    full = 0.62 * np.sqrt(size)
    for rank in range(size):
        one = order[rank]
        even = np.sqrt((rank + 0.5) / size)
        wanted = full * (0.5 * distance[one] / furthest + 0.5 * even)
        if distance[one] > 1e-9:
            x[one] *= wanted / distance[one]
            y[one] *= wanted / distance[one]


@compiled
def part(x: Floats, y: Floats, r: Floats, firm: NDArray[np.bool_], one: int, other: int) -> bool:
    """Push two circles off each other if they overlap; the smaller gives way more, a firm one not at all."""
    gx, gy = x[other] - x[one], y[other] - y[one]
    apart = r[one] + r[other]
    distance = np.sqrt(gx * gx + gy * gy)
    if distance >= apart or (firm[one] and firm[other]):
        return False
    overlap = apart - distance
    if distance < 1e-6:  # on the same spot: each pair parts in a direction of its own
        gx, gy, distance = np.cos(2.4 * (one + other)), np.sin(2.4 * (one + other)), 1.0
    share = r[other] * r[other] / (r[one] * r[one] + r[other] * r[other])
    if firm[one]:
        share = 0.0
    elif firm[other]:
        share = 1.0
    gx, gy = gx / distance * overlap, gy / distance * overlap
    x[one] -= gx * share
    y[one] -= gy * share
    x[other] += gx * (1 - share)
    y[other] += gy * (1 - share)
    return bool(overlap > 1e-3 * apart)


@compiled
def make_room(
    x: Floats, y: Floats, r: Floats, firm: NDArray[np.bool_], rounds: int, to_x: float, to_y: float
) -> int:
    """Push circles off each other while a pull to the middle, which ends early, keeps them together.

    Circles that are firm stay. Returns the rounds it took.
    """
    size = len(x)
    widest = r.max() if size else 0.0
    for step in range(rounds):
        pull = max(0.0, 1 - 1.25 * step / rounds) ** 2
        moved = False
        for one in range(size):
            if not firm[one]:
                x[one] -= to_x * pull * x[one]
                y[one] -= to_y * pull * y[one]
        order = np.argsort(x, kind="mergesort")
        for at in range(size):
            one = order[at]
            for later in range(at + 1, size):
                other = order[later]
                if x[other] - x[one] > r[one] + widest:
                    break
                moved |= part(x, y, r, firm, one, other)
        if not moved and pull * (to_x + to_y) == 0.0:
            return step + 1
    return rounds


@compiled
def sunflower(x: Floats, y: Floats) -> None:
    """Points in the order of a sunflower's seeds, about one apart, the first in the middle (Vogel 1979)."""
    for one in range(len(x)):
        distance = 0.62 * np.sqrt(one + (0.0 if one == 0 else 0.5))
        x[one] = distance * np.cos(2.399963229728653 * one)
        y[one] = distance * np.sin(2.399963229728653 * one)


@compiled
def along_rim(wanted: Floats, room: float) -> Floats:
    """Angles near the wanted ones, which ascend, at least ``room`` apart if the circle has that much."""
    size = len(wanted)
    room = min(room, 2 * np.pi / max(size, 1) * 0.999)
    widest, start = -1.0, 0
    for one in range(size):  # the circle is cut open where it is emptiest
        gap = wanted[one] - (wanted[one - 1] if one else wanted[size - 1] - 2 * np.pi)
        if gap > widest:
            widest, start = gap, one
    ahead, behind = np.empty(size), np.empty(size)
    for one in range(size):
        at = start + one
        ahead[one] = behind[one] = wanted[at % size] + (2 * np.pi if at >= size else 0.0)
    for one in range(1, size):
        ahead[one] = max(ahead[one], ahead[one - 1] + room)
    for one in range(size - 2, -1, -1):
        behind[one] = min(behind[one], behind[one + 1] - room)
    found = np.empty(size)
    if size and (ahead[size - 1] + behind[size - 1] - ahead[0] - behind[0]) / 2 + room > 2 * np.pi:
        turned = -np.pi * (size - 1) / size
        for one in range(size):
            turned += (ahead[one] + behind[one]) / 2 / size
        for one in range(size):  # the circle is full: all are as far apart as it lets them
            found[(start + one) % size] = turned + 2 * np.pi * one / size
        return found
    for one in range(size):  # both keep the distance, so their mean does
        found[(start + one) % size] = (ahead[one] + behind[one]) / 2
    return found


@compiled
def surround(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], first: int, x: Floats, y: Floats, core: int
) -> None:
    """Put all points but the first ``core`` on rings around these, each near those it is joined with.

    ``indptr`` is that of these points alone, who are ``first`` and those behind it in ``indices``.
    """
    size, radius = len(x), 0.0
    for one in range(core):
        radius = max(radius, np.sqrt(x[one] * x[one] + y[one] * y[one]))
    outer = size - core
    angle = np.empty(outer)
    for one in range(outer):
        sx, sy = 0.0, 0.0
        for place in range(indptr[core + one], indptr[core + one + 1]):
            other = indices[place] - first
            if other < core:
                sx += x[other]
                sy += y[other]
        near = sx * sx + sy * sy > 1e-6
        angle[one] = np.arctan2(sy, sx) if near else 2.399963229728653 * one % (2 * np.pi) - np.pi
    order = np.argsort(angle, kind="mergesort")
    room, rings = 0.0, 0
    while room < outer:
        room += np.floor(2 * np.pi * (radius + 0.9 + 0.8 * rings) / 0.85)
        rings += 1
    low, chosen, wanted = 0.0, np.empty(outer, np.int64), np.empty(outer)
    for ring in range(rings):  # those next to each other go to different rings, by the golden ratio
        distance = radius + 0.9 + 0.8 * ring
        high = low + np.floor(2 * np.pi * distance / 0.85)
        count = 0
        for at in range(outer):
            if low <= at * 0.6180339887498949 % 1.0 * room < high:
                chosen[count], wanted[count] = order[at], angle[order[at]]
                count += 1
        places = along_rim(wanted[:count], 0.85 / distance)
        for one in range(count):
            x[core + chosen[one]] = distance * np.cos(places[one])
            y[core + chosen[one]] = distance * np.sin(places[one])
        low = high


@compiled
def arrange(
    starts: Integers, cores: Integers, indptr: Integers, indices: NDArray[np.int32], pull: Floats, most: int
) -> tuple[Floats, Floats]:
    """Places for the points of many groups, each group around the origin.

    Points stand group by group, from ``starts[g]``; the first ``cores[g]`` of a group are placed by springs,
    or as a sunflower if they are more than ``most``, and the others around them.
    """
    total = starts[-1]
    x, y = np.zeros(total), np.zeros(total)
    for group in range(len(cores)):
        first, core = starts[group], cores[group]
        last = starts[group + 1]
        gx, gy = x[first:last], y[first:last]
        sunflower(gx[:core], gy[:core])
        if 2 < core <= most:
            inner = np.zeros(core + 1, np.int64)
            links = np.empty(indptr[first + core] - indptr[first], np.int32)
            pulls = np.empty(len(links))
            kept = 0
            for one in range(core):
                for place in range(indptr[first + one], indptr[first + one + 1]):
                    other = indices[place] - first
                    if other < core:
                        links[kept] = other
                        pulls[kept] = pull[place]
                        kept += 1
                inner[one + 1] = kept
            springs(inner, links, pulls, gx[:core], gy[:core], 60 + min(60, core))
            spread(gx[:core], gy[:core])
            room = np.full(core, 0.46)
            make_room(gx[:core], gy[:core], room, np.zeros(core, np.bool_), 60, 0.0, 0.0)
        if last - first > core:
            surround(indptr[first : last + 1], indices, first, gx, gy, core)
    return x, y


@compiled
def insert(
    x: Floats,
    y: Floats,
    block: NDArray[np.int32],
    starts: Integers,
    members: Integers,
    new: NDArray[np.bool_],
) -> None:
    """Put each new point at the free spot of its block that is nearest to where it stands.

    The members of block b are ``members[starts[b]:starts[b + 1]]``.
    """
    for one in range(len(x)):
        if not new[one]:
            continue
        step, wanted_x, wanted_y, free = 0, x[one], y[one], False
        while not free:
            distance = 0.35 * np.sqrt(step)
            x[one] = wanted_x + distance * np.cos(2.399963229728653 * step)
            y[one] = wanted_y + distance * np.sin(2.399963229728653 * step)
            free = True
            for place in range(starts[block[one]], starts[block[one] + 1]):
                other = members[place]
                if not new[other] and (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 < 0.64:
                    free = False
                    break
            step += 1
        new[one] = False
