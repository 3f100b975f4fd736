"""`kg links`: the links, one a row, with what each leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from kg.cli import options
from kg.model.kinds import MentionKind, RuleSet

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Output
    from kg.explore.filters import Filters

COLUMNS: Final = {
    "note": "note",
    "line": "line",
    "column": "column",
    "raw": "link",
    "outcome": "outcome",
    "resolved": "leads to",
}


@click.command(
    epilog=options.examples(
        "links output/graph --context heading",
        "links output/graph --rules obsidian --format jsonl > links.jsonl",
        "links ~/vault --kind embed --limit 0",
    )
)
@options.graph_argument
@options.rules_option
@click.option(
    "--external", is_flag=True, help="List links to addresses outside the vault too (--kind url needs it)."
)
@options.filter_options(mentions=(*options.LINKS, MentionKind.URL))
@options.output_options
def links(
    graph: Path | None, rules: RuleSet | None, external: bool, filters: Filters, output: Output
) -> None:
    """List the links and what each leads to.

    Links and embeds, in order of path and place; tags are not among them. JSON and CSV have the columns
    note, raw, kind, embed, target (as written), line, column, fragment, label, resolved (path of the file),
    outcome, context, property (dotted path), field (of inline fields), section, start and end (bytes).
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import emit
    from kg.explore.listing import links as listed

    table = listed(open_graph(graph), rules=rules, external=external, filters=filters)
    emit(table, output, columns=COLUMNS, of="links")
