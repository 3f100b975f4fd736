"""Writes a picture of the whole graph as SVG, for papers and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final
from xml.sax.saxutils import escape

import numpy as np

from kg.analysis.layout import layout
from kg.exporters.explorer.picture import Picture
from kg.exporters.palette import GREY, INK, LIGHT, PAPER
from kg.exporters.sheet import sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.exporters.sheet import Sheet
    from kg.model.graph import KnowledgeGraph

WIDTH: Final = 1600  # pixels
_FONT: Final = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def write_svg(
    graph: KnowledgeGraph, stream: BinaryIO, *, width: int = WIDTH, places: DataFrame | None = None
) -> tuple[str, ...]:
    """Write the picture.

    Args:
        graph: The graph.
        stream: Where to write.
        width: Pixels of the picture; its height follows.
        places: The table ``layout`` of the graph, computed if it is not given.

    Returns:
        Remarks for the user: lines that are left out.

    Example:
        >>> import io, kg
        >>> stream = io.BytesIO()
        >>> write_svg(kg.build({"a & b.md": "[[c]]"}), stream)
        ()
        >>> b"a &amp; b" in stream.getvalue()
        True
    """
    drawn = sheet(Picture(graph, layout(graph) if places is None else places), width=width)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width}" height="{drawn.height}" '
        f'viewBox="0 0 {drawn.width} {drawn.height}" font-family="{_FONT}">\n'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n'
    )
    stream.write("".join((head, *_lines(drawn), *_nodes(drawn), *_labels(drawn), "</svg>\n")).encode())
    return remarks(drawn)


def remarks(drawn: Sheet) -> tuple[str, ...]:
    """What the user should know of a sheet.

    Args:
        drawn: The sheet.

    Returns:
        Sentences.
    """
    if not drawn.left_out:
        return ()
    return (f"{drawn.left_out:,} of the lines inside regions are left out; `kg explore` draws all of them.",)


def _lines(drawn: Sheet) -> list[str]:
    """One path a colour: lines in a region have its colour, those between regions are grey."""
    ends = drawn.lines
    own, other = drawn.colour[ends[:, 0]], drawn.colour[ends[:, 1]]
    colour = np.where(own == other, own, len(LIGHT))
    found = []
    for number, name in enumerate((*LIGHT, GREY)):
        chosen = ends[colour == number]
        if len(chosen):
            places = np.stack(
                [drawn.x[chosen[:, 0]], drawn.y[chosen[:, 0]], drawn.x[chosen[:, 1]], drawn.y[chosen[:, 1]]]
            )
            path = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in places.T.tolist())
            found.append(
                f'<path d="{path}" stroke="{name}" stroke-width="{0.4 + drawn.strength:.2f}" '
                f'stroke-opacity="{drawn.strength:.2f}" fill="none"/>\n'
            )
    return found


def _nodes(drawn: Sheet) -> list[str]:
    """One path a colour and size: a line without length and with round ends is a disc."""
    found = []
    radius = np.round(drawn.r, 1)
    for size in np.unique(radius).tolist():
        for number, name in enumerate((*LIGHT, GREY)):
            chosen = (radius == size) & (
                drawn.missing if number == len(LIGHT) else (drawn.colour == number) & ~drawn.missing
            )
            if not chosen.any():
                continue
            found.append(_dots(drawn.x[chosen], drawn.y[chosen], 2 * size, name))
            if number == len(LIGHT) and size >= 1:  # a ring: not there yet
                found.append(_dots(drawn.x[chosen], drawn.y[chosen], 1.3 * size, PAPER))
    return found


def _dots(x: NDArray[np.float64], y: NDArray[np.float64], width: float, colour: str) -> str:
    path = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(x.tolist(), y.tolist(), strict=True))
    look = f'stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round" fill="none"'
    return f'<path d="{path}" {look}/>\n'


def _labels(drawn: Sheet) -> list[str]:
    return [
        f'<text x="{label.x:.1f}" y="{label.y + label.height * 0.35:.1f}" font-size="{label.height:.1f}" '
        f'text-anchor="middle" fill="{INK}" stroke="{PAPER}" stroke-width="3" paint-order="stroke" '
        f'stroke-linejoin="round"{" font-weight=" + chr(34) + "600" + chr(34) if label.bold else ""}>'
        f"{escape(label.text)}</text>\n"
        for label in drawn.labels
    ]
