"""`kg report`: one page to read."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(epilog=options.examples("report output/graph", "report ~/vault -o vault.html"))
@options.graph_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("output/report.html"),
    show_default=True,
    help="The page to write.",
)
def report(graph: Path | None, output: Path) -> None:
    """Write a page to read: numbers, topics, missing pages, orphans.

    One file without anything loaded from elsewhere; it prints well and has a dark mode.
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import remark
    from kg.exporters import export

    done = export(open_graph(graph), output, format="report")
    for text in (*(f"{file} written" for file in done.files), *done.remarks):
        remark(text)
