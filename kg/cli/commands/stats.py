"""`kg stats`: what the graph holds, in numbers, now and over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.cli.options import Format

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog=options.examples(
        "stats output/graph",
        "stats ~/vault --json | jq .outcomes",
        "stats output/graph --plot degrees.png",
        "stats ~/vault --append history.jsonl --label 2025-03-01",
        "stats --history history.jsonl",
    )
)
@options.graph_argument
@options.plot_option
@click.option(
    "--append",
    metavar="FILE",
    type=_FILE,
    help="Add a row with the numbers of this state to a history, .jsonl or .csv.",
)
@click.option("--label", metavar="TEXT", help="With --append: what to call this state, such as a date.")
@click.option("--history", metavar="FILE", type=_FILE, help="Print such a history instead; needs no graph.")
@options.format_options
def stats(
    graph: Path | None,
    plot: Path | None,
    append: Path | None,
    label: str | None,
    history: Path | None,
    format: Format,
) -> None:
    """Count what the graph holds and what became of each mention.

    Nodes, edges, mentions, timestamps and faults by kind; headings and words; and the account: under each
    rule set, each mention has one outcome, so the outcomes add up to the mentions. The picture shows how
    many pages have how many links.

    A history keeps a row a state: notes, words, links, dangling links, missing pages (and how many of them
    are announced by an index page, or wanted), orphans, isolated notes, faults, and the vault's digest. The
    same state twice in a row is one row.
    """
    if history is not None:
        if graph is not None or plot is not None or append is not None or label is not None:
            raise click.UsageError("--history goes with --format only.")
        _print_history(history, format)
        return
    if label is not None and append is None:
        raise click.UsageError("--label goes with --append.")
    from kg.analysis.counts import counts
    from kg.cli.account import print_account
    from kg.cli.opening import open_graph
    from kg.cli.output import remark

    opened = open_graph(graph)
    if append is not None:
        from kg.exporters.history import append_state, state_of

        added = append_state(state_of(opened, label=label or ""), append)
        remark(f"{append}: a row added" if added else f"{append} has this state already")
        return
    print_account(counts(opened), format)
    if plot is not None:
        from kg.analysis.degree import in_degree, out_degree
        from kg.exporters.plots import plot_degrees

        plot_degrees(in_degree(opened), out_degree(opened), plot)
        remark(f"{plot} written")


def _print_history(file: Path, format: Format) -> None:
    from pandas import concat

    from kg.cli.options import Format, Output
    from kg.cli.output import emit
    from kg.exporters.history import COLUMNS, NUMBERS, read_history, sparkline

    table = read_history(file)
    if format == Format.TABLE and len(table):
        table = table.assign(digest=table["digest"].str[:12]).astype(object)
        trend = {name: sparkline(table[name].tolist()) for name in NUMBERS}
        row = table.iloc[:1].assign(**{**dict.fromkeys(COLUMNS), "label": "trend", **trend})
        table = concat([table, row], ignore_index=True)
    emit(table, Output(format, 0), columns={name: name for name in COLUMNS}, of="states")
