"""`kg orphans`: the notes that stand apart from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.kinds import RuleSet

WHICH: Final = ("orphan", "dead-end", "isolated", "unreachable", "weakly-attached")
COLUMNS: Final = {
    "path": "path",
    "label": "title",
    "reason": "why",
}


@click.command(
    epilog=options.examples(
        "orphans output/graph",
        "orphans output/graph --lists               # not even an index page lists them",
        "orphans output/graph --which unreachable",
        "orphans output/graph --which weakly-attached --rules obsidian",
    )
)
@options.graph_argument
@click.option(
    "--which",
    type=click.Choice(WHICH),
    default="orphan",
    show_default=True,
    help="orphan: no other note links to it; dead-end: it links to no other note; isolated: both; "
    "unreachable: no path of links leads to it from any index page; weakly-attached: only index pages or "
    "structural lines, such as `From: [[channel]]`, link to it.",
)
@options.rules_option
@options.fail_on_option
@options.selection_options
@options.filter_options()
@options.output_options
@click.pass_context
def orphans(
    context: click.Context,
    graph: Path | None,
    which: str,
    rules: RuleSet | None,
    fail_on: int | None,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """List the notes that links do not reach, or do not leave, and why.

    Judged are notes, not index pages. Under a stricter rule set than the graph's own, links that only the
    graph's own rules find do not count. JSON and CSV have the columns key, label, path, orphan, dead_end,
    isolated, unreachable, weakly_attached, reason.
    """
    from kg.analysis.orphans import orphans as found
    from kg.cli.opening import open_graph
    from kg.cli.output import emit, remark
    from kg.explore.filters import wanted_nodes
    from kg.model.kinds import NodeKind

    opened = open_graph(graph)
    if which == "unreachable" and not (opened.nodes["kind"] == NodeKind.INDEX).any():
        remark("this graph has no index pages to start from, so nothing is called unreachable")
    table = found(opened, rules=rules, selection=selection)
    table = table[table[which.replace("-", "_")] & wanted_nodes(opened, filters)[table.index]]
    emit(table, output, columns=COLUMNS, of="notes")
    options.fail_if(context, len(table), fail_on)
