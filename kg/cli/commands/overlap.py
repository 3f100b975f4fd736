"""`kg overlap`: the topics that channels share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.analysis.overlap import Topics
    from kg.analysis.selection import Selection
    from kg.cli.options import Output
    from kg.explore.filters import Filters
    from kg.model.graph import KnowledgeGraph

PAIRS: Final = {
    "a": "one",
    "b": "other",
    "shared": "shared",
    "jaccard": "of all",
    "topics_a": "topics of one",
    "topics_b": "of the other",
}
SHARED: Final = {"topic": "topic", "key_a": "page of one", "key_b": "page of the other", "written": "written"}
EACH: Final = {"group": "name", "topics": "topics", "shared": "shared", "unique": "unique"}
UNIQUE: Final = {"topic": "topic", "kind": "kind", "key": "key"}


@click.command(
    epilog=options.examples(
        "overlap output/graph                           # pairs of channels, most shared topics first",
        "overlap output/graph tidewatch nightglass      # the topics these two share",
        "overlap output/graph --alike --plot overlap.svg",
        "overlap output/graph --unique tidewatch",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] [A B]", nargs=-1)
@click.option(
    "--by", type=click.Choice(("channel", "folder")), help="Compare these.  [default: channels, if any]"
)
@click.option("--alike", is_flag=True, help="Count pages with alike titles as one topic.")
@click.option("--each", is_flag=True, help="List how many topics each has, shared and unique, instead.")
@click.option("--unique", metavar="A", help="List the topics that only this one has instead.")
@options.bridges_option
@options.plot_option
@options.missing_option
@options.selection_options
@options.filter_options()
@options.output_options
def overlap(
    words: tuple[str, ...],
    by: str | None,
    alike: bool,
    each: bool,
    unique: str | None,
    bridges: str | None,
    plot: Path | None,
    missing: bool,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """List the topics that channels share.

    In a vault without channels, top-level folders are compared. The topics of a channel are its notes and
    the pages they link to, written or missing; pages are about one topic if their titles agree but for
    case, blanks and punctuation. With --alike, titles that share most of their rare words agree too.
    Filters choose the notes whose topics count. JSON and CSV have the columns a, b, shared, jaccard,
    topics_a, topics_b; for two channels topic, key_a, key_b, written, same.
    """
    from dataclasses import replace

    from kg.analysis.grouping import By
    from kg.analysis.overlap import topics
    from kg.cli.opening import open_graph
    from kg.cli.output import remark
    from kg.explore.filters import wanted_nodes

    path, pair = _read(words)
    if sum((bool(pair), each, unique is not None, bridges is not None)) > 1:
        raise click.UsageError("Ask for one list at a time: A and B, --each, --unique or --bridges.")
    graph = open_graph(path)
    selection = replace(selection, missing=missing)
    wanted = wanted_nodes(graph, filters)
    found = topics(graph, by=By(by) if by else None, alike=alike, among=wanted, selection=selection)
    if plot is not None:
        from kg.exporters.plots import plot_overlap

        for text in (*plot_overlap(found, plot), f"{plot} written"):
            remark(text)
    if bridges is not None:
        from kg.cli.bridges import print_bridges

        print_bridges(graph, found.grouping, which=bridges, selection=selection, wanted=wanted, output=output)
    else:
        _print_topics(graph, found, pair, unique, each, output)


def _read(words: tuple[str, ...]) -> tuple[Path | None, tuple[str, ...]]:
    """The graph, if one is named, and the two names, if two are."""
    if len(words) > 3:
        raise click.UsageError("Give a graph and two names; put a name of several words in quotes.")
    if len(words) % 2:
        return Path(words[0]), words[1:]
    if words and (Path(words[0]) / "manifest.json").is_file():
        raise click.UsageError(f"{words[0]!r} is the graph: give two names behind it, or none.")
    return None, words


def _print_topics(
    graph: KnowledgeGraph,
    found: Topics,
    pair: tuple[str, ...],
    unique: str | None,
    each: bool,
    output: Output,
) -> None:
    from kg.analysis import overlap
    from kg.cli.output import emit

    if pair:
        emit(overlap.shared_topics(graph, found, *pair), output, columns=SHARED, of="topics")
    elif unique is not None:
        emit(overlap.unique_topics(graph, found, unique), output, columns=UNIQUE, of="topics")
    elif each:
        emit(overlap.group_topics(found), output, columns=EACH, of=f"{found.grouping.by}s")
    else:
        emit(overlap.overlapping_pairs(found), output, columns=PAIRS, of="pairs")
