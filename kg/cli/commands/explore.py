"""`kg explore`: the whole graph as one page."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "explore output/graph -o graph.html",
        "explore ~/vault -o vault.html --open-note vscode",
    )
)
@options.graph_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=options.page_file,
    default=Path("output/explorer.html"),
    show_default=True,
    help="The page to write.",
)
@click.option("--title", metavar="TEXT", default="", help="Title of the page.  [default: the vault's name]")
@click.option(
    "--open-note",
    metavar="ADDRESS",
    default="",
    help="Open notes from the page: vscode, obsidian, or an address with {file} (absolute), {path} (in the "
    "vault), {vault}, {line} and {column}.",
)
@click.option(
    "--details/--no-details",
    default=True,
    show_default=True,
    help="Tell paths, videos, moments, and what notes say, beside drawing the graph.",
)
@click.option(
    "--size",
    metavar="MB",
    type=click.FloatRange(min=0.1),
    help="Megabytes the file should not exceed; beginnings of notes and sentences are cut to fit in, then "
    "moments and lines.  [default: 4, or 30 for each million nodes if that is more]",
)
@options.vault_option
def explore(
    graph: Path | None,
    output: Path,
    title: str,
    open_note: str,
    details: bool,
    size: float | None,
    vault: Path | None,
) -> None:
    """Write the whole graph as one page to look at, search and read.

    One file that needs a browser and nothing else: no server, no network. Where nodes lie is kept with the
    graph, so that the next picture of it looks like this one (docs/how-to/explorer.md).
    """
    from kg.analysis.layout import kept_layout
    from kg.cli.opening import graph_folder, notes_folder, open_graph, remark_unusable, texts_if_any
    from kg.cli.output import remark
    from kg.exporters import export

    opened = open_graph(graph)
    texts = texts_if_any(opened, graph, vault) if details else None
    done = export(
        opened,
        output,
        format="html",
        title=title,
        open_note=open_note,
        vault=notes_folder(graph, vault),
        details=details,
        size=size,
        texts=texts,
        places=kept_layout(opened, graph_folder(graph)),
    )
    if texts is not None:
        remark_unusable(texts)
    for text in (*(f"{file} written" for file in done.files), *done.remarks):
        remark(text)
