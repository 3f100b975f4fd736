"""Prints what joins groups of pages, for the commands that have groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.analysis.grouping import Grouping
    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.model.graph import KnowledgeGraph

PAGES: Final = {"label": "page", "kind": "kind", "group": "in", "reaches": "reaches", "others": "others"}
LINKS: Final = {"source": "from", "target": "to", "from": "of", "to": "into", "weight": "mentions"}


def print_bridges(
    graph: KnowledgeGraph,
    grouping: Grouping,
    *,
    which: str,
    selection: Selection,
    wanted: NDArray[np.bool_],
    output: Output,
) -> None:
    """Print the pages that reach into several groups, or the links that lead from one to another.

    Args:
        graph: The graph.
        grouping: The groups.
        which: ``pages`` or ``links``.
        selection: Which links count.
        wanted: Which nodes pass the filters; a link does if either of its ends does.
        output: The format, and how many rows.
    """
    from kg.analysis.bridges import bridge_links, bridge_pages
    from kg.cli.output import emit

    if which == "pages":
        pages = bridge_pages(graph, grouping, selection=selection)
        emit(pages[wanted[pages.index]], output, columns=PAGES, of="pages")
        return
    links = bridge_links(graph, grouping, selection=selection)
    keys = graph.nodes["key"][wanted]
    links = links[links["source"].isin(keys) | links["target"].isin(keys)]
    emit(links, output, columns=LINKS, of="links")
