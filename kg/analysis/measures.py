"""Lists the measures there are, by name, and turns any of them into a ranking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np

from kg.analysis.betweenness import betweenness
from kg.analysis.clustering import clustering, constraint
from kg.analysis.core import core_number
from kg.analysis.cuts import articulation
from kg.analysis.degree import (
    degree,
    in_degree,
    out_degree,
    weighted_degree,
    weighted_in_degree,
    weighted_out_degree,
)
from kg.analysis.distance import closeness, harmonic, local_reaching
from kg.analysis.eigenvector import eigenvector
from kg.analysis.hits import authorities, hubs
from kg.analysis.katz import katz
from kg.analysis.pagerank import pagerank
from kg.analysis.selection import LINKS
from kg.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from kg.analysis.selection import Selection
    from kg.model.graph import KnowledgeGraph


class Measured(Protocol):
    """A function that gives each node a number."""

    def __call__(self, graph: KnowledgeGraph, *, selection: Selection = ...) -> Series[Any]:
        """Measure the graph."""


class Measure(NamedTuple):
    """A measure by its name: what it says of a node, and the function that computes it."""

    name: str
    meaning: str
    compute: Measured


MEASURES: Final = (
    Measure("pagerank", "where a reader who follows links at random would be found", pagerank),
    Measure("degree", "pages that link to it, plus pages it links to", degree),
    Measure("in_degree", "pages that link to it", in_degree),
    Measure("out_degree", "pages it links to", out_degree),
    Measure("weighted_degree", "mentions from and to it, repeated ones too", weighted_degree),
    Measure("weighted_in_degree", "mentions of it, repeated ones too", weighted_in_degree),
    Measure("weighted_out_degree", "mentions in it, repeated ones too", weighted_out_degree),
    Measure("hubs", "does it link to good authorities?", hubs),
    Measure("authorities", "do good hubs link to it?", authorities),
    Measure("eigenvector", "are its neighbours important?", eigenvector),
    Measure("katz", "how many ways lead to it, long ones counting less?", katz),
    Measure("betweenness", "the share of shortest ways between others that lead over it", betweenness),
    Measure("closeness", "how few steps away it is for those who can come there", closeness),
    Measure("harmonic", "how near it is to all others, added up", harmonic),
    Measure("local_reaching", "the share of all pages one can come to from it", local_reaching),
    Measure("core_number", "how deep it sits in the densest part of the graph", core_number),
    Measure("clustering", "the share of its neighbours that are neighbours of each other", clustering),
    Measure("constraint", "how far its neighbours are one circle: low for brokers", constraint),
    Measure("articulation", "into how many more parts the graph would fall without it", articulation),
)


def ranking(
    graph: KnowledgeGraph, *, by: str = "pagerank", pivots: int | None = None, selection: Selection = LINKS
) -> DataFrame:
    """All nodes that take part in a measure, highest first; equal scores in order of their keys.

    Args:
        graph: The graph.
        by: Name of a measure.
        pivots: How many pages the ways of betweenness start from: an estimate, quicker than all.
        selection: Which edges count.

    Returns:
        A table indexed by node: rank (equal scores share one), key, kind, label, path, and the measure. Its
        ``attrs`` are those of the measure.

    Raises:
        UsageError: There is no measure of that name, or it takes no pivots.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[c]]", "b.md": "[[c]]", "c.md": ""})
        >>> ranking(graph, by="in_degree")[["rank", "key", "in_degree"]].values.tolist()
        [[1, 'note:c.md', 2], [2, 'note:a.md', 0], [2, 'note:b.md', 0]]
    """
    compute = measure(by).compute
    if pivots is not None:
        if compute is not betweenness:
            raise UsageError(f"{by} takes no pivots.", hint="Only betweenness can be estimated from some.")
        compute = partial(betweenness, pivots=pivots)
    scores = compute(graph, selection=selection)
    table = graph.nodes.loc[scores.index, ["key", "kind", "label", "path"]].assign(**{by: scores})
    table.attrs.update(scores.attrs)
    table.insert(0, "rank", scores.rank(ascending=False, method="min").astype("int32"))
    return table.sort_values([by, "key"], ascending=[False, True])


def leaders(graph: KnowledgeGraph, metrics: DataFrame) -> DataFrame:
    """The highest page by each measure.

    Args:
        graph: The graph.
        metrics: Its table ``metrics``.

    Returns:
        A row a measure that tells pages apart: measure, meaning, key, label, path, value. Of equal pages,
        the first by key.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": ""})
        >>> leaders(graph, kg.analyse(graph)["metrics"])[["measure", "key"]].values.tolist()[0]
        ['pagerank', 'note:b.md']
    """
    nodes = graph.nodes.loc[metrics["node"], ["key", "label", "path"]].reset_index(drop=True)
    by_key = nodes["key"].argsort().to_numpy()
    found = [known for known in MEASURES if metrics[known.name].max() > metrics[known.name].min()]
    highest = [by_key[metrics[known.name].iloc[by_key].argmax()] for known in found]
    table = nodes.iloc[highest].reset_index(drop=True)
    table.insert(0, "measure", [known.name for known in found])
    table.insert(1, "meaning", [known.meaning for known in found])
    values = [metrics[known.name].iloc[place] for known, place in zip(found, highest, strict=True)]
    return table.assign(value=np.array(values, dtype=np.float64))


def measure(name: str) -> Measure:
    """The measure of that name.

    Args:
        name: One of the names in `MEASURES`.

    Returns:
        The measure.

    Raises:
        UsageError: There is none of that name.

    Example:
        >>> measure("in_degree").meaning
        'pages that link to it'
    """
    for known in MEASURES:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in MEASURES)
    raise UsageError(f"No measure is called {name!r}.", hint=f"There are: {names}.")
