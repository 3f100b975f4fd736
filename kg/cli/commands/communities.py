"""`kg communities`: the groups of pages that hang together, and what each is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import options
from kg.cli.completing import Words

if TYPE_CHECKING:
    from pathlib import Path

    from kg.analysis.division import Division
    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.graph import KnowledgeGraph

TEXT: Final = 0.5  # of all weight, with --by-text: links and titles have the same say
SHOWN: Final = 3  # channels a person is told; programs get all
COLUMNS: Final = {
    "community": "number",
    "name": "name",
    "size": "pages",
    "notes": "notes",
    "label": "in the middle",
    "shown": "channels",
}
MEMBERS: Final = {"label": "page", "kind": "kind", "path": "path", "weight": "joined by"}


@click.command(
    epilog=options.examples(
        "communities output/graph",
        "communities output/graph --by-text --plot sizes.png      # topics that channels share",
        "communities output/graph --resolution 0.5 --resolution 2 # large ones, and their parts",
        "communities output/graph --of 'some topic'",
    )
)
@options.graph_argument
@click.option("--of", metavar="NODE", type=Words(), help="List the pages of this one's community instead.")
@options.bridges_option
@click.option(
    "--resolution",
    metavar="X",
    type=click.FloatRange(min=0, min_open=True),
    multiple=True,
    default=(1.0,),
    show_default=True,
    help="How fine: more than 1 gives smaller ones. Several give levels, each dividing the one before.  "
    "[repeatable]",
)
@click.option(
    "--seed", metavar="N", type=click.IntRange(min=0), default=0, show_default=True, help="Of chance."
)
@click.option("--without-hubs", is_flag=True, help="Leave out index pages, and pages joined with 1 % of all.")
@click.option("--by-text", is_flag=True, help="Let alike titles join pages too, as much as all links do.")
@click.option(
    "--at-least",
    metavar="N",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only communities of N pages or more.",
)
@options.plot_option
@options.missing_option
@options.selection_options
@options.filter_options(nodes=True)
@options.output_options
def communities(
    graph: Path | None,
    of: str | None,
    bridges: str | None,
    resolution: tuple[float, ...],
    seed: int,
    without_hubs: bool,
    by_text: bool,
    at_least: int,
    plot: Path | None,
    missing: bool,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """List the groups of pages that hang together, and what each is about.

    Found by the Leiden method, the largest first, named by the words that set their titles apart. Where
    links stay within channels, so do communities: --by-text joins pages with alike titles, whichever
    channel they are in. With several levels, --of and --bridges are about the finest. Filters choose the
    communities that hold such a page; with --of, the pages. The picture shows the sizes of all. JSON and
    CSV have the columns level, community, within, name, size, notes, key, label, words, channels (folders
    in a vault without channels), inside.
    """
    from kg.analysis.division import divide
    from kg.cli.opening import open_graph
    from kg.cli.output import remark
    from kg.explore.filters import wanted_nodes

    opened, counted = open_graph(graph), replace(selection, missing=missing)
    division = divide(
        opened,
        resolution=resolution,
        seed=seed,
        hubs=not without_hubs,
        text=TEXT if by_text else 0,
        selection=counted,
    )
    for level in division.levels:
        remark(f"modularity {level.modularity:.4f} at resolution {level.resolution:g}")
    if plot is not None:
        _plot(opened, division, plot)
    wanted = wanted_nodes(opened, filters)
    if of is not None:
        _print_members(opened, division, of, wanted, output)
    elif bridges is not None:
        from kg.analysis.communities import by_community
        from kg.cli.bridges import print_bridges

        grouping = by_community(opened, division)
        print_bridges(opened, grouping, which=bridges, selection=counted, wanted=wanted, output=output)
    else:
        _print_list(opened, division, wanted, at_least, output)


def _plot(graph: KnowledgeGraph, division: Division, plot: Path) -> None:
    from kg.analysis.communities import community_list
    from kg.cli.output import remark
    from kg.exporters.plots import plot_community_sizes

    table = community_list(graph, division)
    plot_community_sizes(table[table["level"] == len(division.levels) - 1], plot)
    remark(f"{plot} written")


def _print_members(graph: KnowledgeGraph, division: Division, of: str, wanted: Any, output: Output) -> None:
    from kg.analysis.communities import community_members
    from kg.cli.output import emit, remark
    from kg.explore.find import find

    node = find(graph, of)
    members = community_members(graph, division, node)
    if members.empty:
        remark(f"{graph.nodes['key'][node]} takes no part")
    emit(members[wanted[members.index]], output, columns=MEMBERS, of="pages")


def _print_list(
    graph: KnowledgeGraph, division: Division, wanted: Any, at_least: int, output: Output
) -> None:
    import numpy as np

    from kg.analysis.communities import community_list
    from kg.cli.output import emit, remark

    table = community_list(graph, division)
    holds = [
        np.isin(np.unique(level.community), level.community[wanted[division.nodes]])
        for level in division.levels
    ]
    table = table[np.concatenate(holds)]
    large = table[table["size"] >= at_least]
    columns = COLUMNS
    if output.format == options.Format.TABLE:
        large = large.assign(shown=[_some(names) for names in large["channels"]])
        columns = {"level": "level", **COLUMNS, "within": "part of"} if len(division.levels) > 1 else COLUMNS
    emit(large, output, columns=columns, of="communities")
    if len(table) > len(large):
        remark(f"{len(table) - len(large):,} smaller ones left out, --at-least 1 shows them")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
