"""`kg notes`: the notes, one a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Output
    from kg.explore.filters import Filters

COLUMNS: Final = {"path": "path", "title": "title", "kind": "kind", "words": "words", "tags": "tags"}


@click.command(
    epilog=options.examples(
        "notes output/graph --path 'recipes/*'",
        "notes output/graph --kind index",
        "notes ~/vault --format jsonl | jq -r .title",
    )
)
@options.graph_argument
@options.filter_options(nodes=True)
@options.output_options
def notes(graph: Path | None, filters: Filters, output: Output) -> None:
    """List the notes.

    Notes and index pages, in order of path; --kind lists nodes of other kinds. JSON and CSV have the
    columns path, key, kind, title, tags, aliases, words.
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import emit
    from kg.explore.listing import notes as listed

    emit(listed(open_graph(graph), filters=filters), output, columns=COLUMNS, of="notes")
