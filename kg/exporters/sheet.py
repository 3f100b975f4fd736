"""Turns a picture into what stands on a sheet of paper: lines, nodes and labels, in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.analysis.selection import kind_in
from kg.exporters.html.page import readable
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.exporters.explorer.picture import Picture

MARGIN: Final = 40  # pixels
LETTER: Final = 0.56  # of a letter's height: its width, on average and a little more
_LARGEST: Final = 26.0  # pixels a letter is high
_SMALLEST: Final = 9.0
_LONGEST: Final = 42  # characters
_HIGHEST: Final = 0.7  # of the width
_LINES: Final = 120_000  # drawn at most, the first by tier: more are one grey
_LAST_TIER: Final = 12  # what lies behind, lists and provenance, would join everything with everything
_STRENGTHS: Final = (0.14, 0.5)
_NODES_NAMED: Final = 120
_NODE: Final = 0.34  # radius of a node of the smallest size; two nodes are one apart


class Label(NamedTuple):
    """A text, the place of its middle, and the height of its letters."""

    text: str
    x: float
    y: float
    height: float
    bold: bool


class Sheet(NamedTuple):
    """What is drawn, in pixels.

    Attributes:
        width: Of the sheet.
        height: Same.
        x: Place of each node.
        y: Same.
        r: Radius of each node.
        colour: Place of each node's colour in the palette.
        missing: Which nodes are not written.
        lines: Source and target of each line that is drawn.
        labels: Texts, none of which covers another.
        left_out: How many lines are not drawn for want of room.
        strength: How opaque lines are: the fewer, the more.
    """

    width: int
    height: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    r: NDArray[np.float64]
    colour: NDArray[np.int64]
    missing: NDArray[np.bool_]
    lines: NDArray[np.int64]
    labels: list[Label]
    left_out: int
    strength: float


def sheet(picture: Picture, *, width: int) -> Sheet:
    """Put a picture on a sheet.

    Args:
        picture: The picture.
        width: Pixels of the sheet; its height follows.

    Returns:
        The sheet.
    """
    x, y, unit = picture.scaled
    if not len(x):
        nothing = np.zeros(0)
        none = np.zeros(0, np.int64)
        return Sheet(
            width, width // 2, nothing, nothing, nothing, none, none > 0, none.reshape(0, 2), [], 0, 1.0
        )
    spread = max(int(np.ptp(x)), 1), max(int(np.ptp(y)), 1)
    scale = min((width - 2 * MARGIN) / spread[0], (width * _HIGHEST - 2 * MARGIN) / spread[1])
    height = int(spread[1] * scale) + 2 * MARGIN
    left = (width - spread[0] * scale) / 2
    px, py = (x - x.min()) * scale + left, (y - y.min()) * scale + MARGIN
    r = np.clip(unit * scale * _NODE * (1 + picture.size / 8), 0.45, 9.0)
    tier = picture.tier
    order = np.lexsort((np.arange(len(tier)), tier))
    drawn = order[: int(np.searchsorted(tier[order], _LAST_TIER, side="right"))]
    lines = np.stack([picture.source[drawn], picture.target[drawn]], axis=1)
    labels = _labels(picture, px, py, r, scale, (left, x.min(), y.min()), (width, height))
    return Sheet(
        width,
        height,
        px,
        py,
        r,
        picture.colour[picture.region],
        kind_in(picture.nodes, (NodeKind.MISSING,)),
        lines[:_LINES],
        labels,
        max(0, len(lines) - _LINES),
        float(np.clip(12 / np.sqrt(max(len(lines), 1)), *_STRENGTHS)),
    )


def _labels(
    picture: Picture,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    r: NDArray[np.float64],
    scale: float,
    origin: tuple[float, int, int],
    size: tuple[int, int],
) -> list[Label]:
    """Names of regions, the largest first, then of the most linked pages, where they cover nothing."""
    circles = picture.region_circles
    left, low_x, low_y = origin
    found: list[Label] = []
    taken = np.zeros((0, 4))
    wanted = []
    for region in np.argsort(-circles.r, kind="stable").tolist():
        height = float(np.clip(circles.r[region] * scale / 4.5, _SMALLEST + 2, _LARGEST))
        place = (circles.x[region] - low_x) * scale + left, (circles.y[region] - low_y) * scale + MARGIN
        wanted.append(
            Label(readable(picture.region_labels[region], limit=_LONGEST), *place, height, bold=True)
        )
    pages = kind_in(picture.nodes, (NodeKind.NOTE, NodeKind.MISSING))
    ranked = np.lexsort((np.arange(len(pages)), -picture.weight, ~pages))[:_NODES_NAMED]
    for node in ranked[pages[ranked]].tolist():
        text = readable(str(picture.nodes["label"].iloc[node]), limit=_LONGEST)
        below = float(y[node] + r[node] + _SMALLEST)
        wanted.append(Label(text, float(x[node]), below, _SMALLEST, bold=False))
    for label in wanted:
        half = max(len(label.text), 1) * label.height * LETTER * (1.1 if label.bold else 1.0) / 2
        middle = float(np.clip(label.x, half + 2, size[0] - half - 2))
        box = np.array(
            [middle - half, label.y - label.height * 0.7, middle + half, label.y + label.height * 0.7]
        )
        apart = (
            (box[0] > taken[:, 2]) | (box[2] < taken[:, 0]) | (box[1] > taken[:, 3]) | (box[3] < taken[:, 1])
        )
        if apart.all() and box[1] >= 0 and box[3] <= size[1]:
            taken = np.vstack([taken, box])
            found.append(label._replace(x=middle))
    return found
