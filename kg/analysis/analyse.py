"""Turns a graph into its derived tables: what is computed over the whole graph and worth keeping."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import DataFrame

from kg.analysis.communities import communities
from kg.analysis.layout import layout
from kg.analysis.measures import MEASURES
from kg.analysis.selection import LINKS, select
from kg.analysis.suggest import suggested_links
from kg.errors import UsageError
from kg.model.tables import LAYOUT, METRICS
from kg.store.derived import read_earlier, write_derived

if TYPE_CHECKING:
    from kg.analysis.selection import Selection
    from kg.builder.request import Progress
    from kg.model.graph import KnowledgeGraph


def metrics(
    graph: KnowledgeGraph, *, selection: Selection = LINKS, progress: Progress | None = None
) -> DataFrame:
    """Every measure of every page, each with its default options.

    Args:
        graph: The graph.
        selection: Which edges count.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Returns:
        The table ``metrics`` of `kg.model.tables`: a row a node that takes part, a column a measure. A
        measure that this graph has no answer to is a column without values; ``attrs["remarks"]`` says why.

    Example:
        >>> import kg
        >>> table = metrics(kg.build({"a.md": "[[b]]", "b.md": ""}))
        >>> table[["node", "in_degree", "pagerank"]].round(2).values.tolist()
        [[0.0, 0.0, 0.35], [1.0, 1.0, 0.65]]
    """
    nodes = select(graph, selection).nodes
    columns, remarks = {"node": nodes.astype(np.int32)}, []
    for done, measure in enumerate(MEASURES):
        if progress is not None:
            progress("measuring", done, len(MEASURES))
        try:
            values = measure.compute(graph, selection=selection).to_numpy()
        except UsageError as error:
            values = np.full(len(nodes), np.nan)
            remarks.append(f"no {measure.name}: {error}")
        columns[measure.name] = values if values.dtype == np.float64 else values.astype(np.int32)
    table = DataFrame(columns)[list(METRICS.names)]
    table.attrs["remarks"] = remarks
    return table


def _communities(graph: KnowledgeGraph, *, progress: Progress | None = None) -> DataFrame:
    if progress is not None:
        progress("finding communities", 0, 1)
    return communities(graph)


def _suggestions(graph: KnowledgeGraph, *, progress: Progress | None = None) -> DataFrame:
    if progress is not None:
        progress("suggesting links", 0, 1)
    return suggested_links(graph)


def _layout(
    graph: KnowledgeGraph, *, progress: Progress | None = None, previous: DataFrame | None = None
) -> DataFrame:
    if progress is not None:
        progress("placing nodes", 0, 1)
    return layout(graph, previous=previous)


# Each derived table by its name, and the function that computes it: a new one is a line here and a
# specification in `kg.model.tables`.
DERIVED: Final[tuple[tuple[str, Callable[..., DataFrame]], ...]] = (
    ("metrics", metrics),
    ("communities", _communities),
    ("suggestions", _suggestions),
    ("layout", _layout),
)


def analyse(
    graph: KnowledgeGraph, *, output: str | Path | None = None, progress: Progress | None = None
) -> dict[str, DataFrame]:
    """Compute every derived table, each with its default options.

    Args:
        graph: The graph.
        output: Folder the graph was read from, to keep the tables there as well; `kg.read` finds them until
            the graph is built anew.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Returns:
        The tables by name; remarks on what could not be computed are in their ``attrs["remarks"]``.

    Raises:
        UsageError: The folder holds another graph.
        KgError: The folder cannot be written.

    Example:
        >>> import kg
        >>> tables = analyse(kg.build({"a.md": "[[b]]", "b.md": ""}))
        >>> tables["metrics"]["in_degree"].tolist()
        [0, 1]
    """
    earlier = None if output is None else read_earlier(LAYOUT.name, Path(output))
    derived: dict[str, Callable[..., DataFrame]] = dict(DERIVED)
    derived[LAYOUT.name] = partial(_layout, previous=earlier)
    tables = {name: derive(graph, progress=progress) for name, derive in derived.items()}
    if output is not None:
        write_derived(tables, graph.manifest, Path(output))
    return tables
