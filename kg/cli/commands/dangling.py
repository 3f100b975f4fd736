"""`kg dangling`: the missing pages, those most asked for first, and why they are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.kinds import RuleSet

COLUMNS: Final = {
    "label": "missing page",
    "mentions": "mentions",
    "notes": "notes",
    "cause": "cause",
    "suggestion": "suggestion",
    "first": "first place",
}


@click.command(
    epilog=options.examples(
        "dangling output/graph",
        "dangling output/graph --cause 'near miss' --format jsonl",
        "dangling output/graph --vault ~/vault     # its Git history knows deleted pages",
        "dangling output/graph --rules obsidian    # what the editor cannot find",
        "dangling ~/vault --fail-on 1              # a check for continuous integration",
    )
)
@options.graph_argument
@options.vault_option
@options.rules_option
@click.option(
    "--cause",
    metavar="CAUSE",
    multiple=True,
    help="Only pages missing for this cause, such as 'near miss' or deleted.  [repeatable]",
)
@options.fail_on_option
@options.filter_options(mentions=options.LINKS)
@options.output_options
@click.pass_context
def dangling(
    context: click.Context,
    graph: Path | None,
    vault: Path | None,
    rules: RuleSet | None,
    cause: tuple[str, ...],
    fail_on: int | None,
    filters: Filters,
    output: Output,
) -> None:
    """List the missing pages: linked, but not written.

    Those with most mentions come first. Each has one main cause; the Git history is looked at where the
    vault is at hand. Under a stricter rule set than the graph's own, links that only the graph's own rules
    find are dangling too. JSON and CSV have the columns key, label, spellings, mentions, notes, places
    (note, line, column), cause, evidence (cause, text, page, confidence), suggestion (path or nothing),
    confidence (0 to 1), automatic (whether the suggestion needs no person to look at it).
    """
    from kg.cli.opening import notes_folder, open_graph
    from kg.cli.output import emit
    from kg.explore.filters import wanted_mentions
    from kg.health.causes import causes, wanted_causes
    from kg.health.history import deletions

    wanted = wanted_causes(cause)
    folder = notes_folder(graph, vault)
    opened = open_graph(graph)
    deleted = {} if folder is None else deletions(folder)
    table = causes(opened, rules=rules, among=wanted_mentions(opened, filters), deleted=deleted)
    table = table[table["cause"].isin(wanted)]
    if output.format == options.Format.TABLE:
        table = table.assign(first=[_place(places[0]) for places in table["places"]])
    emit(table, output, columns=COLUMNS, of="missing pages")
    options.fail_if(context, len(table), fail_on)


def _place(place: dict[str, Any]) -> str:
    return f"{place['note']}:{place['line']}:{place['column']}"
