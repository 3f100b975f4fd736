"""`kg report`: one page to read."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "report output/graph",
        "report ~/vault -o vault.html --open-note vscode",
        "report output/graph --open-note 'https://notes.example/blob/main/{path}#L{line}'",
        "report output/graph --quick",
    )
)
@options.graph_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=options.page_file,
    default=Path("output/report.html"),
    show_default=True,
    help="The page to write.",
)
@options.vault_option
@click.option(
    "--quick", is_flag=True, help="Leave out causes, fixes, checks and search: three times as fast."
)
@click.option(
    "--open-note",
    metavar="ADDRESS",
    default="",
    help="Link places: vscode, obsidian, or an address with {file} (absolute), {path} (in the vault), "
    "{vault}, {line} and {column}.  [default: plain text]",
)
def report(graph: Path | None, output: Path, vault: Path | None, quick: bool, open_note: str) -> None:
    """Write a page to read: what is wrong, what to mend first, topics.

    It tells why links are dead, which page or change heals most of them, and what each check found, by
    channel or folder and with a search; then topics, which links work where, and numbers. One file that
    loads nothing; it prints well and has a dark mode. Checks are chosen as for `kg check`; those that read
    the notes need them where they were when the graph was built, or --vault.
    """
    from kg.cli.opening import notes_folder, open_graph
    from kg.cli.output import remark
    from kg.exporters import export

    folder = notes_folder(graph, vault)
    opened = open_graph(graph)
    done = export(opened, output, format="report", quick=quick, vault=folder, open_note=open_note)
    for text in (*(f"{file} written" for file in done.files), *done.remarks):
        remark(text)
