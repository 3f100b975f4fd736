"""`kg rank`: the pages by a measure, highest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.graph import KnowledgeGraph

MEASURES: Final = (  # as in kg.analysis.measures, which is too heavy to load for a help page; a test compares
    "pagerank",
    "degree",
    "in_degree",
    "out_degree",
    "weighted_degree",
    "weighted_in_degree",
    "weighted_out_degree",
    "hubs",
    "authorities",
    "eigenvector",
    "katz",
    "betweenness",
    "closeness",
    "harmonic",
    "local_reaching",
    "core_number",
    "clustering",
    "constraint",
    "articulation",
)


@click.command(
    epilog=options.examples(
        "rank output/graph --kind note",
        "rank output/graph --by in_degree --no-missing",
        "rank output/graph --by betweenness --pivots 250",
        "rank output/graph --plot ranks.png --against in_degree",
        "rank output/graph --lists --by pagerank --limit 100 --format csv",
    )
)
@options.graph_argument
@click.option("--by", type=click.Choice(MEASURES), default="pagerank", show_default=True, help="The measure.")
@click.option(
    "--pivots",
    metavar="N",
    type=click.IntRange(min=1),
    help="Estimate betweenness from the ways that start at N pages.  [default: all pages, exact]",
)
@options.plot_option
@click.option(
    "--against",
    type=click.Choice(MEASURES),
    default="degree",
    show_default=True,
    help="What the picture sets the measure against.",
)
@options.missing_option
@options.selection_options
@options.filter_options(nodes=True)
@options.output_options
def rank(
    graph: Path | None,
    by: str,
    pivots: int | None,
    plot: Path | None,
    against: str,
    missing: bool,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """Rank the pages by a measure.

    Links between pages count; links of a page to itself, structural lines and the lists of index pages do
    not, unless asked for. Filters choose what is shown, not what is counted. JSON and CSV have the columns
    rank, key, kind, label, path and the measure.
    """
    from kg.analysis.measures import ranking
    from kg.cli.opening import open_graph
    from kg.cli.output import emit, remark
    from kg.explore.filters import wanted_nodes

    opened = open_graph(graph)
    table = ranking(opened, by=by, pivots=pivots, selection=replace(selection, missing=missing))
    if table.attrs.get("error"):
        remark(
            f"estimated from {table.attrs['pivots']:,} pages: 9 times in 10 no page is off by more than "
            f"{table.attrs['error']:.2g}, most by far less"
        )
    table = table[wanted_nodes(opened, filters)[table.index]]
    if plot is not None:
        _plot(opened, table, by, against, replace(selection, missing=missing), plot)
    emit(
        table,
        output,
        columns={"rank": "rank", "label": "page", "kind": "kind", "path": "path", by: by},
        of="pages",
    )


def _plot(
    graph: KnowledgeGraph, table: DataFrame, by: str, against: str, selection: Selection, plot: Path
) -> None:
    from kg.analysis.measures import measure
    from kg.cli.output import remark
    from kg.exporters.plots import plot_ranks

    other = measure(against).compute(graph, selection=selection)
    plot_ranks(table.assign(**{against: other[table.index]}), by, against, plot)
    remark(f"{plot} written")
