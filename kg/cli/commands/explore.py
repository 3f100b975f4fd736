"""`kg explore`: the whole graph as one page."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "explore output/graph -o graph.html",
        "explore ~/vault -o vault.html --open-note obsidian",
    )
)
@options.graph_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("output/explorer.html"),
    show_default=True,
    help="The page to write.",
)
@click.option("--title", metavar="TEXT", default="", help="Title of the page.  [default: the vault's name]")
@click.option(
    "--open-note",
    metavar="TEMPLATE",
    default="",
    help="Address by which the page opens a note: obsidian, vscode, or one with {path} and {vault} in it.",
)
def explore(graph: Path | None, output: Path, title: str, open_note: str) -> None:
    """Write the whole graph as one page to look at, search and read.

    One file that needs a browser and nothing else: no server, no network.
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import remark
    from kg.exporters import export

    done = export(open_graph(graph), output, format="html", title=title, open_note=open_note)
    for text in (*(f"{file} written" for file in done.files), *done.remarks):
        remark(text)
