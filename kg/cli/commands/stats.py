"""`kg stats`: what the graph holds, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Format


@click.command(epilog=options.examples("stats output/graph", "stats ~/vault --json | jq .outcomes"))
@options.graph_argument
@options.format_options
def stats(graph: Path | None, format: Format) -> None:
    """Count what the graph holds and what became of each mention.

    Nodes, edges, mentions, timestamps and faults by kind; headings and words; and the account: under each
    rule set, each mention has one outcome, so the outcomes add up to the mentions.
    """
    from kg.analysis.counts import counts
    from kg.cli.account import print_account
    from kg.cli.opening import open_graph

    print_account(counts(open_graph(graph)), format)
