"""Lists the measures there are, by name, and turns any of them into a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from kg.analysis.core import core_number
from kg.analysis.degree import degree, in_degree, out_degree, weighted_degree
from kg.analysis.hits import authorities, hubs
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
    Measure("hubs", "does it link to good authorities?", hubs),
    Measure("authorities", "do good hubs link to it?", authorities),
    Measure("core_number", "how deep it sits in the densest part of the graph", core_number),
)


def ranking(graph: KnowledgeGraph, *, by: str = "pagerank", selection: Selection = LINKS) -> DataFrame:
    """All nodes that take part in a measure, highest first; equal scores in order of their keys.

    Args:
        graph: The graph.
        by: Name of a measure.
        selection: Which edges count.

    Returns:
        A table indexed by node: rank (equal scores share one), key, kind, label, path, and the measure.

    Raises:
        UsageError: There is no measure of that name.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[c]]", "b.md": "[[c]]", "c.md": ""})
        >>> ranking(graph, by="in_degree")[["rank", "key", "in_degree"]].values.tolist()
        [[1, 'note:c.md', 2], [2, 'note:a.md', 0], [2, 'note:b.md', 0]]
    """
    scores = measure(by).compute(graph, selection=selection)
    table = graph.nodes.loc[scores.index, ["key", "kind", "label", "path"]].assign(**{by: scores})
    table.insert(0, "rank", scores.rank(ascending=False, method="min").astype("int32"))
    return table.sort_values([by, "key"], ascending=[False, True])


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
