"""`kg dangling`: the missing pages, those most asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.kinds import RuleSet

COLUMNS: Final = {"label": "missing page", "mentions": "mentions", "notes": "notes", "first": "first place"}


@click.command(
    epilog=options.examples(
        "dangling output/graph",
        "dangling output/graph --rules obsidian    # what the editor cannot find",
        "dangling ~/vault --fail-on 1              # a check for continuous integration",
    )
)
@options.graph_argument
@options.rules_option
@options.fail_on_option
@options.filter_options(mentions=options.LINKS)
@options.output_options
@click.pass_context
def dangling(
    context: click.Context,
    graph: Path | None,
    rules: RuleSet | None,
    fail_on: int | None,
    filters: Filters,
    output: Output,
) -> None:
    """List the missing pages: linked, but not written.

    Those with most mentions come first. Under a stricter rule set than the graph's own, links that only
    the graph's own rules find are dangling too. JSON and CSV have the columns key, label, spellings,
    mentions, notes, places (note, line, column).
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import emit
    from kg.explore.filters import wanted_mentions
    from kg.health.dangling import dangling as found

    opened = open_graph(graph)
    table = found(opened, rules=rules, among=wanted_mentions(opened, filters))
    if output.format == options.Format.TABLE:
        table["first"] = [_place(places[0]) for places in table["places"]]
    emit(table, output, columns=COLUMNS, of="missing pages")
    options.fail_if(context, len(table), fail_on)


def _place(place: dict[str, Any]) -> str:
    return f"{place['note']}:{place['line']}:{place['column']}"
