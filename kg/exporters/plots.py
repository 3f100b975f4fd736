"""Draws what is easier to see than to read: degrees, community sizes, overlap of channels, two measures."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.analysis.overlap import overlap_matrix
from kg.errors import UsageError
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from pandas import DataFrame, Series

    from kg.analysis.overlap import Topics

# Okabe and Ito's colours (2008), which people who see colours differently can tell apart.
_BLUE: Final = "#0072B2"
_ORANGE: Final = "#E69F00"
_RED: Final = "#D55E00"
_GREY: Final = "#999999"
_STYLE: Final[dict[Any, Any]] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#555555",
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so a picture is the same everywhere
    "grid.color": "#e6e6e6",
    "legend.frameon": False,
    "savefig.dpi": 150,
    "svg.hashsalt": "kg",  # else the ids in an SVG differ from run to run
    "text.parse_math": False,  # a dollar in a title is a dollar
}
_METADATA: Final[dict[str, dict[str, Any]]] = {
    ".png": {"Software": None},
    ".svg": {"Creator": None, "Date": None},
}
_KINDS: Final = {  # of pages, each with its colour and name
    "note": (_BLUE, "notes"),
    "missing": (_ORANGE, "missing pages"),
    "index": (_RED, "index pages"),
}
_LONGEST: Final = 46  # characters of a title in a picture
_BARS: Final = 20  # communities that are named: as many as can be read at a glance
_SQUARES: Final = 60  # groups a heat map has room to name
_NUMBERED: Final = 15  # groups whose squares are large enough for a number
_NAMED: Final = 6  # points of a scatter that are named, of each measure's highest


def plot_degrees(incoming: Series[int], outgoing: Series[int], path: Path) -> None:
    """Draws how many pages have at least so many links: a straight line would be a power law.

    Shown is the complementary cumulative distribution on two logarithmic axes, which unlike a histogram
    needs no bins (Newman 2005, *Power laws, Pareto distributions and Zipf's law*).

    Args:
        incoming: How many pages link to each page.
        outgoing: How many pages each page links to.
        path: File to write, .png or .svg.

    Raises:
        UsageError: matplotlib is not installed, or the file has another suffix.
        KgError: The file cannot be written; what stood there is unchanged.
    """
    with _picture(path, 8, 5.5) as figure:
        axes = _titled(figure, "How linked are the pages?", "links of a page, at least", "pages")
        for degrees, colour, marker, label in (
            (incoming, _BLUE, "o", "pages that link to it"),
            (outgoing, _RED, "s", "pages it links to"),
        ):
            linked = degrees.to_numpy()[degrees.to_numpy() > 0]
            values, counts = np.unique(linked, return_counts=True)
            at_least = counts[::-1].cumsum()[::-1]
            note = f"{label} ({len(degrees) - len(linked):,} pages have none)"
            axes.plot(values, at_least, marker, color=colour, ms=5, alpha=0.8, mew=0, label=note)
        _logarithmic(axes)
        axes.legend(loc="upper right")


def plot_community_sizes(table: DataFrame, path: Path) -> None:
    """Draws the sizes of communities: the largest as bars with their names, all of them by rank.

    Args:
        table: Communities of one level, as `kg.analysis.communities.community_list` gives them.
        path: File to write, .png or .svg.

    Raises:
        UsageError: matplotlib is not installed, or the file has another suffix.
        KgError: The file cannot be written; what stood there is unchanged.
    """
    largest = table.head(_BARS)
    sizes = table["size"].to_numpy()
    with _picture(path, 12, 6) as figure:
        bars, ranks = figure.subplots(1, 2, width_ratios=(3, 2))
        place = np.arange(len(largest))
        bars.barh(place, largest["size"], color="#b9d6e8", label="missing pages")
        bars.barh(place, largest["notes"], color=_BLUE, label="notes")
        bars.set_yticks(place, [_short(name) for name in largest["name"]])
        bars.invert_yaxis()
        bars.grid(axis="y", visible=False)
        bars.set(title=f"The {len(largest)} largest communities", xlabel="pages")
        bars.xaxis.set_major_formatter(_plain())
        if len(table):
            bars.legend(loc="lower right")
        ranks.plot(np.arange(1, len(sizes) + 1), sizes, "o", color=_BLUE, ms=4, mew=0)
        ranks.set(title=f"All {len(sizes):,} by rank", xlabel="rank", ylabel="pages")
        _logarithmic(ranks)


def plot_overlap(found: Topics, path: Path) -> tuple[str, ...]:
    """Draws a heat map of how many topics each two groups share, like ones beside each other.

    Args:
        found: The topics of each group.
        path: File to write, .png or .svg.

    Returns:
        Remarks on what was left out.

    Raises:
        UsageError: matplotlib is not installed, or the file has another suffix.
        KgError: The file cannot be written; what stood there is unchanged.
    """
    table = overlap_matrix(found)
    shared = table.to_numpy(dtype=np.float64, copy=True)
    np.fill_diagonal(shared, 0)
    sharing = np.flatnonzero(shared.any(axis=1))
    busiest = sharing[np.argsort(-shared.sum(axis=1)[sharing], kind="stable")][:_SQUARES]
    order = busiest[_side_by_side(shared[np.ix_(busiest, busiest)])]
    shown = shared[np.ix_(order, order)]
    small = len(order) <= _NUMBERED
    side = max(5.0, 0.16 * len(order) + 3)
    with _picture(path, side + 1, side) as figure:
        axes = _titled(figure, f"Topics that {found.grouping.by}s share", "", "")
        axes.grid(visible=False)
        names = [_short(table.index[number]) for number in order]
        axes.set_xticks(range(len(order)), names, rotation=90, fontsize=10 if small else 7)
        axes.set_yticks(range(len(order)), names, fontsize=10 if small else 7)
        if len(order):
            _squares(figure, axes, shown, numbers=small)
    lonely, crowded = len(table) - len(sharing), len(sharing) - len(order)
    remarks = [f"{lonely:,} that share no topic are not drawn"] if lonely else []
    return tuple(remarks + ([f"{crowded:,} that share fewer topics are not drawn"] if crowded else []))


def plot_ranks(table: DataFrame, by: str, against: str, path: Path) -> None:
    """Draws two measures against each other; the highest of each have their names beside them.

    Args:
        table: A row for each page: label, kind, and the two measures.
        by: Column of the measure that goes up.
        against: Column of the measure that goes to the right.
        path: File to write, .png or .svg.

    Raises:
        UsageError: matplotlib is not installed, or the file has another suffix.
        KgError: The file cannot be written; what stood there is unchanged.
    """
    with _picture(path, 9, 6.5) as figure:
        axes = _titled(figure, f"Pages by {by} and {against}", against, by)
        for kind, (colour, name) in _KINDS.items():
            part = table[table["kind"] == kind]
            if len(part):
                axes.plot(part[against], part[by], "o", color=colour, ms=4, alpha=0.35, mew=0, label=name)
        others = table[~table["kind"].isin(tuple(_KINDS))]
        if len(others):
            axes.plot(others[against], others[by], "o", color=_GREY, ms=4, mew=0, label="others")
        _scaled(axes.xaxis, axes.set_xscale, table[against])
        _scaled(axes.yaxis, axes.set_yscale, table[by])
        _name_highest(axes, table, by, against)
        if len(table):
            axes.legend(loc="lower right", frameon=True, markerscale=1.5)


@contextmanager
def _picture(path: Path, width: float, height: float) -> Iterator[Figure]:
    """An empty figure that is written when the block ends well: the same bytes for the same drawing."""
    metadata = _METADATA.get(path.suffix.lower())
    if metadata is None:
        raise UsageError(f"{str(path)!r} is no picture.", hint="Its name has to end in .png or .svg.")
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("Pictures need matplotlib.", hint='Install it: pip install "kg[plots]".') from error
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box stands for it, and nothing else suffers
        mpl.rcdefaults()  # whatever this machine is set to
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
        yield figure
        with replacing(path) as temporary:
            figure.savefig(temporary, format=path.suffix.lower()[1:], metadata=metadata)


def _titled(figure: Figure, title: str, across: str, up: str) -> Axes:
    axes = figure.subplots()
    axes.set(title=title, xlabel=across, ylabel=up)
    return axes


def _logarithmic(axes: Axes) -> None:
    if axes.dataLim.x1 > 0:  # with nothing to show, an axis stays as it is
        axes.set_xscale("log")
        axes.set_yscale("log")
    axes.xaxis.set_major_formatter(_plain())
    axes.yaxis.set_major_formatter(_plain())


def _scaled(axis: Axis, scale: Callable[..., None], values: Series[Any]) -> None:
    """Make an axis logarithmic, with a place for zero if there is one."""
    above = values[values > 0]
    if len(above) == len(values) > 0:
        scale("log")
        narrow = values.max() < 100 * values.min()  # powers of ten alone would be too few
        axis.set_minor_formatter(lambda value, _: f"{value:g}" if narrow and f"{value:e}"[0] in "25" else "")
    elif len(above):
        scale("symlog", linthresh=float(above.min()))
    axis.set_major_formatter(_plain())


def _squares(figure: Figure, axes: Axes, shown: NDArray[np.float64], *, numbers: bool) -> None:
    from matplotlib.colors import LogNorm

    norm = LogNorm(1, max(float(shown.max()), 2))
    image = axes.imshow(np.ma.masked_equal(shown, 0), cmap="viridis_r", norm=norm)
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    bar = figure.colorbar(image, ax=axes, shrink=0.6, format=_plain())
    bar.set_ticks([tick for tick in ticks if tick <= shown.max()], minor=False)
    bar.ax.minorticks_off()
    bar.set_label("shared topics")
    if numbers:
        for row, column in np.argwhere(shown).tolist():
            dark = norm(shown[row, column]) > 0.4
            number = f"{shown[row, column]:,.0f}"
            axes.text(column, row, number, ha="center", va="center", color="white" if dark else "black")


def _plain() -> Callable[[float, float], str]:
    return lambda value, _place: f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _short(title: str) -> str:
    """A title fit for a picture: one line, nothing that cannot be printed, not too long."""
    line = "".join(c if c.isprintable() else " " for c in title)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _side_by_side(shared: NDArray[np.float64]) -> NDArray[np.int64]:
    """An order in which rows that share much stand beside each other (average linkage, Bar-Joseph 2001)."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(shared) < 3:
        return np.arange(len(shared))
    distance = 1 / (1 + shared)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance), "average", optimal_ordering=True)
    return np.asarray(leaves_list(tree), dtype=np.int64)


def _name_highest(axes: Axes, table: DataFrame, by: str, against: str) -> None:
    """Write the titles of the highest by either measure beside their points, where there is room."""
    from matplotlib.patheffects import withStroke

    named = table.sort_values([by, "key"], ascending=[False, True]).head(_NAMED).index.tolist()
    named += table.sort_values([against, "key"], ascending=[False, True]).head(_NAMED).index.tolist()
    taken: list[tuple[float, float]] = []
    for node in dict.fromkeys(named):
        point = (float(table[against][node]), float(table[by][node]))
        across, up = axes.transData.transform(point)
        if any(abs(across - x) < 260 and abs(up - y) < 11 for x, y in taken):
            continue
        taken.append((across, up))
        left = axes.transAxes.inverted().transform((across, up))[0] > 0.5
        axes.annotate(
            _short(table["label"][node]),
            point,
            xytext=(-5 if left else 5, 3),
            textcoords="offset points",
            ha="right" if left else "left",
            fontsize=7.5,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )
