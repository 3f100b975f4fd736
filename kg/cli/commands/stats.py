"""`kg stats`: what the graph holds, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Format


@click.command(
    epilog=options.examples(
        "stats output/graph", "stats ~/vault --json | jq .outcomes", "stats output/graph --plot degrees.png"
    )
)
@options.graph_argument
@options.plot_option
@options.format_options
def stats(graph: Path | None, plot: Path | None, format: Format) -> None:
    """Count what the graph holds and what became of each mention.

    Nodes, edges, mentions, timestamps and faults by kind; headings and words; and the account: under each
    rule set, each mention has one outcome, so the outcomes add up to the mentions. The picture shows how
    many pages have how many links.
    """
    from kg.analysis.counts import counts
    from kg.cli.account import print_account
    from kg.cli.opening import open_graph

    opened = open_graph(graph)
    print_account(counts(opened), format)
    if plot is not None:
        from kg.analysis.degree import in_degree, out_degree
        from kg.cli.output import remark
        from kg.exporters.plots import plot_degrees

        plot_degrees(in_degree(opened), out_degree(opened), plot)
        remark(f"{plot} written")
