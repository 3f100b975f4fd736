"""Draws pictures of a graph for a cell of a notebook, or for a file."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from kg.analysis.communities import community_list
from kg.analysis.degree import in_degree, out_degree
from kg.analysis.division import divide
from kg.analysis.measures import measure, ranking
from kg.analysis.overlap import topics
from kg.analysis.selection import LINKS
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.plots import plot_community_sizes, plot_degrees, plot_overlap, plot_ranks
from kg.store.atomic import put

if TYPE_CHECKING:
    from kg.analysis.grouping import By
    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph

_WIDTH: Final = 900  # pixels of the map: as wide as a notebook's cell


class Plot:
    """A picture; `plot` makes it.

    Attributes:
        data: The bytes of a PNG.
        about: What it shows.
        remarks: Sentences on what was left out of it.
    """

    def __init__(self, data: bytes, about: str, remarks: tuple[str, ...]) -> None:
        self.data, self.about, self.remarks = data, about, remarks

    def write(self, target: str | Path) -> Path:
        """Write the picture to a file.

        Args:
            target: The file, which is replaced as a whole.

        Returns:
            The file.

        Raises:
            KgError: It cannot be written.
        """
        return put(target, self.data)

    def __repr__(self) -> str:
        return f"<Plot of {self.about}>"

    def _repr_png_(self) -> bytes:
        return self.data


def plot(graph: KnowledgeGraph, what: str = "map", **options: Any) -> Plot:
    """A picture of a graph, the same bytes each time.

    Args:
        graph: The graph.
        what: One of

            - ``map``: the whole graph; option ``width``, in pixels.
            - ``degrees``: how many pages have at least so many links; options as of `kg.degree`.
            - ``ranks``: one measure over another, the highest with their names; options ``by`` and
              ``against``, names of measures.
            - ``communities``: their sizes and names; options as of `kg.communities`.
            - ``overlap``: how many topics each two channels share; options as of `kg.overlap`.
        **options: What the picture is to show.

    Returns:
        The picture, which a notebook shows; its method ``write`` puts it into a file.

    Raises:
        UsageError: matplotlib is not installed, or there is no such picture or option.

    Example:
        >>> import kg
        >>> plot(kg.build({"a.md": "[[b]]", "b.md": ""}), "ranks", by="degree")
        <Plot of ranks in 'vault'>
    """
    if what not in _PLOTS:
        raise UsageError(f"No picture {what!r}.", hint=f"There are {', '.join(_PLOTS)}.")
    draw = _PLOTS[what]
    known = [name for name, p in inspect.signature(draw).parameters.items() if p.kind is p.KEYWORD_ONLY]
    for name in options:
        if name not in known:
            raise UsageError(f"The picture {what!r} has no option {name!r}.", hint=_knows(known))
    with TemporaryDirectory() as folder:
        file = Path(folder, "plot.png")
        remarks = draw(graph, file, **options)
        return Plot(file.read_bytes(), f"{what} in {graph.manifest.vault!r}", remarks)


def _knows(known: list[str]) -> str:
    return f"It knows {', '.join(known)}."


def _map(graph: KnowledgeGraph, file: Path, *, width: int = _WIDTH) -> tuple[str, ...]:
    return export(graph, file, width=width).remarks


def _degrees(graph: KnowledgeGraph, file: Path, *, selection: Selection = LINKS) -> tuple[str, ...]:
    incoming, outgoing = in_degree(graph, selection=selection), out_degree(graph, selection=selection)
    plot_degrees(incoming, outgoing, file)
    return ()


def _ranks(
    graph: KnowledgeGraph,
    file: Path,
    *,
    by: str = "pagerank",
    against: str = "in_degree",
    selection: Selection = LINKS,
) -> tuple[str, ...]:
    table = ranking(graph, by=by, selection=selection)
    other = measure(against).compute(graph, selection=selection)
    plot_ranks(table.assign(**{against: other[table.index]}), by, against, file)
    return ()


def _communities(
    graph: KnowledgeGraph,
    file: Path,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    hubs: bool = True,
    text: float = 0.0,
    selection: Selection = LINKS,
) -> tuple[str, ...]:
    division = divide(graph, resolution=resolution, seed=seed, hubs=hubs, text=text, selection=selection)
    plot_community_sizes(community_list(graph, division), file)
    return ()


def _overlap(
    graph: KnowledgeGraph,
    file: Path,
    *,
    by: By | None = None,
    alike: bool = False,
    selection: Selection = LINKS,
) -> tuple[str, ...]:
    return plot_overlap(topics(graph, by=by, alike=alike, selection=selection), file)


_PLOTS: Final[dict[str, Callable[..., tuple[str, ...]]]] = {
    "map": _map,
    "degrees": _degrees,
    "ranks": _ranks,
    "communities": _communities,
    "overlap": _overlap,
}
