"""`kg subgraph`: a part of the graph as a graph of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options
from kg.cli.completing import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.analysis.selection import Selection
    from kg.explore.filters import Filters
    from kg.model.graph import KnowledgeGraph

DIRECTIONS = ("either", "out", "in")


@click.command(
    epilog=options.examples(
        "subgraph output/graph quantum -o output/quantum",
        "subgraph output/graph --around 'some topic' --depth 2 -o output/topic",
        "subgraph output/graph --channel someone --depth 1 --structural -o output/someone",
    )
)
@click.argument("graph", metavar="GRAPH|VAULT", type=click.Path(path_type=Path))
@click.argument("query", metavar="[WORD]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to keep the part.",
)
@click.option(
    "--around", metavar="NODE", type=Words(), multiple=True, help="Start from this node.  [repeatable]"
)
@click.option(
    "--depth",
    metavar="N",
    type=click.IntRange(min=0),
    help="Steps to go from what is chosen.  [default: 1 with --around, else 0]",
)
@click.option(
    "--direction",
    type=click.Choice(DIRECTIONS),
    default="either",
    show_default=True,
    help="Which way to follow links.",
)
@options.selection_options
@options.filter_options(nodes=True)
@options.format_options
def subgraph(
    graph: Path,
    query: tuple[str, ...],
    output: Path,
    around: tuple[str, ...],
    depth: int | None,
    direction: str,
    selection: Selection,
    filters: Filters,
    format: options.Format,
) -> None:
    """Keep a part of the graph as a graph of its own.

    The part is made of the nodes whose names hold all words, that pass the filters, or that --around names;
    then of those --depth steps away, whatever their names; and of all that is said among them. It is a graph
    like any other: every command reads it. Prints what it holds, like `kg stats`.
    """
    import numpy as np

    from kg.analysis.counts import counts
    from kg.analysis.paths import around as around_all
    from kg.cli.account import print_account
    from kg.cli.opening import is_graph, open_graph
    from kg.cli.output import remark
    from kg.errors import UsageError
    from kg.explore.subgraph import subgraph as part_of
    from kg.store.artefact import read_location
    from kg.store.frames import write

    whole = open_graph(graph)
    chosen = _chosen(whole, query, around, filters)
    if not chosen.any():
        raise UsageError("Nothing is chosen.", hint="Use fewer words or wider filters.")
    steps = depth if depth is not None else int(bool(around))
    kept = chosen.copy()
    kept[
        around_all(whole, np.flatnonzero(chosen), depth=steps, direction=direction, selection=selection).index
    ] = True
    part = part_of(whole, kept)
    write(part, output, vault=read_location(graph) if is_graph(graph) else graph)
    print_account(counts(part), format)
    remark(f"{int(kept.sum()):,} of {len(kept):,} nodes are in {output}")


def _chosen(
    graph: KnowledgeGraph, query: tuple[str, ...], around: tuple[str, ...], filters: Filters
) -> NDArray[np.bool_]:
    import numpy as np

    from kg.explore.filters import ALL, wanted_nodes
    from kg.explore.find import find, named

    chosen = np.zeros(len(graph.nodes), dtype=bool)
    chosen[[find(graph, name) for name in around]] = True
    if query or filters != ALL or not around:
        passing = wanted_nodes(graph, filters)
        chosen |= passing & named(graph, query) if query else passing
    return chosen
