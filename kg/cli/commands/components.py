"""`kg components`: the pieces that links hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options
from kg.cli.completing import Words

if TYPE_CHECKING:
    from pathlib import Path

    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.explore.filters import Filters

COLUMNS: Final = {
    "component": "number",
    "size": "pages",
    "notes": "notes",
    "label": "most linked page",
    "key": "key",
}
MEMBERS: Final = {"label": "page", "kind": "kind", "path": "path"}


@click.command(
    epilog=options.examples(
        "components output/graph",
        "components output/graph --strong --no-missing",
        "components output/graph --of 'some topic'",
    )
)
@options.graph_argument
@click.option("--strong", is_flag=True, help="Paths of links have to lead both ways.")
@click.option("--of", metavar="NODE", type=Words(), help="List the pages of this one's component instead.")
@click.option(
    "--at-least",
    metavar="N",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only components of N pages or more.",
)
@options.missing_option
@options.selection_options
@options.filter_options(nodes=True)
@options.output_options
def components(
    graph: Path | None,
    strong: bool,
    of: str | None,
    at_least: int,
    missing: bool,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """List the pieces that links hold together.

    The largest come first. Two pages are in one piece if a path of links leads from one to the other,
    whichever way each link points; with --strong, if paths lead both ways. Filters choose the pieces that
    hold such a page, and with --of the pages. JSON and CSV have the columns component, size, notes, key,
    label; with --of key, kind, label, path.
    """
    from kg.analysis.components import components as listed
    from kg.analysis.components import strong_components, weak_components
    from kg.cli.opening import open_graph
    from kg.cli.output import emit, remark
    from kg.explore.filters import wanted_nodes
    from kg.explore.find import find

    opened = open_graph(graph)
    selection = replace(selection, missing=missing)
    number_of = (strong_components if strong else weak_components)(opened, selection=selection)
    wanted = number_of[wanted_nodes(opened, filters)[number_of.index]]
    if of is not None:
        own = number_of.get(find(opened, of), -1)
        members = opened.nodes.loc[wanted.index[wanted == own], ["key", "kind", "label", "path"]]
        emit(members, output, columns=MEMBERS, of="pages")
        return
    table = listed(opened, strong=strong, selection=selection)
    table = table[table["component"].isin(wanted)]
    large = table[table["size"] >= at_least]
    emit(large, output, columns=COLUMNS, of="components")
    if len(table) > len(large):
        remark(f"{len(table) - len(large):,} smaller ones left out, --at-least 1 shows them")
