"""`kg suggest`: links that could be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from kg.cli import options
from kg.cli.options import Output
from kg.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.analysis.selection import Selection
    from kg.builder.texts import Texts
    from kg.explore.filters import Filters
    from kg.model.graph import KnowledgeGraph

BY: Final = ("links", "mentions")
PAIRS: Final = {
    "source": "note",
    "target": "other note",
    "score": "score",
    "neighbours": "both link with",
    "words": "words",
}
PLACES: Final = {
    "source": "note",
    "line": "line",
    "column": "column",
    "name": "name",
    "target": "could link to",
    "candidates": "notes of that name",
    "moment": "moment",
    "sentence": "sentence",
}


@click.command(
    epilog=options.examples(
        "suggest links output/graph",
        "suggest links output/graph --by mentions --context body --path 'topics/*'",
        "suggest links output/graph --texts --vault ~/vault --format jsonl > suggestions.jsonl",
    )
)
@click.argument("what", type=click.Choice(("links",)))
@options.graph_argument
@click.option(
    "--by",
    type=click.Choice(BY),
    default="links",
    show_default=True,
    help="links: pairs of notes with neighbours and words in common that no link joins; mentions: places "
    "where the name of a note stands in another note's text, which does not link to it.",
)
@click.option("--texts", is_flag=True, help="links: compare the notes' texts too; takes some seconds.")
@click.option(
    "--per-note",
    metavar="N",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="links: suggestions a note.",
)
@click.option("--repeated", is_flag=True, help="mentions: also in notes that link to the target elsewhere.")
@click.option(
    "--common",
    metavar="PART",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="mentions: leave out names of one word that stand unlinked in a larger part of the notes, and in "
    "more than ten.",
)
@options.vault_option
@options.fail_on_option
@options.selection_options
@options.filter_options(contexts=True)
@options.output_options
@click.pass_context
def suggest(
    context: click.Context,
    what: str,
    graph: Path | None,
    by: str,
    texts: bool,
    per_note: int,
    repeated: bool,
    common: float,
    vault: Path | None,
    fail_on: int | None,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """Suggest links: notes with much in common, or names left unlinked.

    Filters choose the notes in which links could be written. JSON and CSV have, by links, the columns source,
    target (paths), score, adamic_adar, co_citation, coupling, titles, texts, neighbours, words; by mentions
    source, target (paths), candidates, name, line, column, start, end (bytes), context, sentence, moment,
    seconds, url. Names of fewer than three letters are no mentions.
    """
    from kg.cli.opening import open_graph, open_texts, remark_unusable
    from kg.cli.output import emit, remark_left
    from kg.explore.filters import wanted_nodes

    del what  # there is one thing to suggest so far
    if by == "links" and filters.contexts:
        raise UsageError("Pairs of notes stand in no context.", hint="Use --context with --by mentions.")
    opened = open_graph(graph)
    wanted = wanted_nodes(opened, filters)
    notes = open_texts(opened, graph, vault) if texts or by == "mentions" else None
    if notes is None or by == "links":
        table = _pairs(opened, notes, selection, per_note, wanted)
        kept = table.head(output.limit) if output.limit else table
        shown, columns = _told_pairs(opened, kept, notes, selection), PAIRS
    else:
        table = _places(opened, notes, repeated, common, wanted, filters)
        kept = table.head(output.limit) if output.limit else table
        shown, columns = _told_places(opened, kept, notes), PLACES
    if notes is not None:
        remark_unusable(notes)
    emit(shown, Output(output.format, 0), columns=columns, of="suggestions")
    remark_left(len(table) - len(kept), "suggestions")
    options.fail_if(context, len(table), fail_on)


def _pairs(
    graph: KnowledgeGraph,
    notes: Texts | None,
    selection: Selection,
    per_note: int,
    wanted: NDArray[np.bool_],
) -> DataFrame:
    from kg.analysis.suggest import suggested_links

    table = suggested_links(graph, texts=notes, top=per_note, selection=selection)
    either = wanted[table["source"].to_numpy()] | wanted[table["target"].to_numpy()]
    found: DataFrame = table[either]
    return found


def _told_pairs(
    graph: KnowledgeGraph, pairs: DataFrame, notes: Texts | None, selection: Selection
) -> DataFrame:
    from kg.analysis.suggest import in_common

    path = graph.nodes["path"]
    told = pairs.assign(source=pairs["source"].map(path), target=pairs["target"].map(path))
    return told.join(in_common(graph, pairs, texts=notes, selection=selection))


def _places(
    graph: KnowledgeGraph,
    notes: Texts,
    repeated: bool,
    common: float,
    wanted: NDArray[np.bool_],
    filters: Filters,
) -> DataFrame:
    from kg.analysis.unlinked import unlinked
    from kg.cli.opening import progress
    from kg.cli.output import remark

    with progress() as report:
        found = unlinked(graph, notes, repeated=repeated, common=common, progress=report)
    if found.common:
        told = ", ".join(f"{name} ({count:,} notes)" for name, count in found.common.items())
        remark(f"left out as common words: {told}")
    if found.short:
        remark(f"left out as too short: {', '.join(found.short)}")
    keep = wanted[found.places["source"].to_numpy()]
    if filters.contexts:
        keep = keep & found.places["context"].isin(filters.contexts).to_numpy()
    table: DataFrame = found.places[keep]
    return table


def _told_places(graph: KnowledgeGraph, places: DataFrame, notes: Texts) -> DataFrame:
    from kg.explore.excerpts import excerpts

    path = graph.nodes["path"]
    around = excerpts(graph, places, texts=notes)[["sentence", "moment", "seconds", "url"]]
    told = places.assign(source=places["source"].map(path), target=places["target"].map(path))
    return told.join(around)
