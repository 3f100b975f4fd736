"""Writes a picture of the whole graph as PNG, for places that take no SVG."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kg.analysis.layout import layout
from kg.errors import UsageError
from kg.exporters.explorer.picture import Picture
from kg.exporters.palette import GREY, INK, LIGHT, PAPER
from kg.exporters.sheet import sheet
from kg.exporters.svg import WIDTH, remarks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from kg.exporters.sheet import Sheet
    from kg.model.graph import KnowledgeGraph

_DOTS = 100  # to the inch, which is also pixels: sizes are given in points, of which 72 are one


def write_png(
    graph: KnowledgeGraph, stream: BinaryIO, *, width: int = WIDTH, places: DataFrame | None = None
) -> tuple[str, ...]:
    """Write the picture; it is that of `kg.exporters.svg.write_svg`.

    Args:
        graph: The graph.
        stream: Where to write.
        width: Pixels of the picture; its height follows.
        places: The table ``layout`` of the graph, computed if it is not given.

    Returns:
        Remarks for the user: lines that are left out.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        from matplotlib import patheffects
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError(
            "A PNG needs matplotlib.", hint='Install it: pip install "kg[plots]"; or export .svg.'
        ) from error
    drawn = sheet(Picture(graph, layout(graph) if places is None else places), width=width)
    figure = Figure(figsize=(drawn.width / _DOTS, drawn.height / _DOTS), dpi=_DOTS, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, drawn.width), ylim=(drawn.height, 0))
    axes.axis("off")
    _draw(axes, drawn)
    halo = [patheffects.withStroke(linewidth=2.5, foreground=PAPER)]
    for label in drawn.labels:
        axes.text(
            label.x,
            label.y,
            label.text,
            color=INK,
            fontfamily="DejaVu Sans",
            fontsize=label.height * 72 / _DOTS * 0.92,  # its letters are wider than most
            fontweight="bold" if label.bold else "normal",
            ha="center",
            va="center",
            parse_math=False,
            path_effects=halo,
        )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box stands for it, and nothing else suffers
        figure.savefig(stream, format="png", facecolor=PAPER, metadata={"Software": None})
    return remarks(drawn)


def _draw(axes: Axes, drawn: Sheet) -> None:
    from matplotlib.collections import LineCollection

    colours = np.array([*LIGHT, GREY])
    ends = drawn.lines
    if len(ends):
        own, other = drawn.colour[ends[:, 0]], drawn.colour[ends[:, 1]]
        lines = np.stack([np.column_stack([drawn.x[side], drawn.y[side]]) for side in ends.T], axis=1)
        tint = colours[np.where(own == other, own, len(LIGHT))]
        axes.add_collection(
            LineCollection(
                list(lines), colors=tint.tolist(), linewidths=0.3 + drawn.strength, alpha=drawn.strength
            )
        )
    area = (2 * drawn.r * 72 / _DOTS) ** 2
    fill = np.where(drawn.missing, np.where(drawn.r >= 1, PAPER, GREY), colours[drawn.colour])
    edge = np.where(drawn.missing, GREY, colours[drawn.colour])
    axes.scatter(
        drawn.x, drawn.y, s=area, c=fill.tolist(), edgecolors=edge.tolist(), linewidths=0.4, zorder=2
    )
