"""`kg path`: the shortest ways of links between two nodes, with what is said at each step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options
from kg.cli.completing import Words
from kg.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from kg.analysis.paths import Paths
    from kg.analysis.selection import Selection
    from kg.builder.texts import Texts
    from kg.cli.options import Format
    from kg.model.graph import KnowledgeGraph

COLUMNS: Final = {
    "path": "path",
    "step": "step",
    "from": "from",
    "way": "",
    "to": "to",
    "note": "note",
    "line": "line",
    "moment": "moment",
    "sentence": "where it is said",
}


@click.command(
    epilog=options.examples(
        "path output/graph 'some topic' 'another topic'",
        "path output/graph 'some topic' 'another topic' --directed --no-index-pages",
        "path output/graph 'some topic' 'another topic' --max-links 50 --structural --evidence 3",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] NODE NODE", nargs=-1, required=True, type=Words())
@click.option(
    "--paths", metavar="N", type=click.IntRange(min=1), default=1, show_default=True, help="Paths to show."
)
@click.option("--directed", is_flag=True, help="Follow links only the way they point.")
@click.option(
    "--max-links", metavar="N", type=click.IntRange(min=1), help="Go over no node with more neighbours."
)
@click.option(
    "--index-pages/--no-index-pages", default=True, show_default=True, help="Go over index pages too."
)
@click.option("--missing/--no-missing", default=True, show_default=True, help="Go over missing pages too.")
@click.option(
    "--evidence",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Mentions to show of each step.",
)
@options.vault_option
@options.selection_options
@options.format_options
def path(
    words: tuple[str, ...],
    paths: int,
    directed: bool,
    max_links: int | None,
    index_pages: bool,
    missing: bool,
    evidence: int,
    vault: Path | None,
    selection: Selection,
    format: Format,
) -> None:
    """Find the shortest ways between two nodes, and what is said there.

    Each step shows where the link stands: note, line, sentence, and the moment of the video cited there.
    Without the notes at hand there are no sentences. An arrow to the left is a link that points backwards.
    JSON and CSV have the columns path, step, from, way, to, kind, weight, note, line, column, sentence,
    moment, seconds, url.
    """
    from kg.analysis.paths import hubs, shortest_paths
    from kg.cli.opening import open_graph, open_texts, remark_unusable
    from kg.cli.output import emit, remark
    from kg.explore.find import find

    place, (first, last) = options.graph_and_names(words, names=2)
    graph = open_graph(place)
    start, end = find(graph, first), find(graph, last)
    chosen = replace(selection, missing=missing)
    avoid = None if index_pages and max_links is None else hubs(graph, most=max_links, selection=chosen)
    if avoid is not None and index_pages:
        avoid &= (graph.nodes["kind"] != "index").to_numpy()
    found = shortest_paths(graph, start, end, most=paths, directed=directed, avoid=avoid, selection=chosen)
    try:
        texts = open_texts(graph, place, vault)
    except UsageError as error:
        if vault is not None:
            raise
        remark(f"no sentences: {error}")
        texts = None
    table = _told(graph, found, texts, evidence)
    if texts is not None:
        remark_unusable(texts)
    emit(table, options.Output(format, 0), columns=COLUMNS, of="steps")
    remark(_summary(found, paths))


def _summary(found: Paths, shown: int) -> str:
    if found.length is None:
        return "no path of links joins the two; --structural, --from-line or --lists would count more edges"
    steps = f"{found.length} step{'' if found.length == 1 else 's'}"
    left = f", {shown} of them shown" if found.found > shown else ""
    return f"{found.found:,} shortest path{'' if found.found == 1 else 's'} of {steps}{left}"


def _told(graph: KnowledgeGraph, found: Paths, texts: Texts | None, evidence: int) -> DataFrame:
    """The steps, each with the mentions that support it."""
    from pandas import concat

    from kg.explore.excerpts import excerpts, supporting

    steps = found.steps
    mentions = graph.mentions.iloc[:0]
    said = [
        supporting(graph, source, target).head(evidence)
        for source, target in zip(steps["source"], steps["target"], strict=True)
    ]
    rows = [row for row, part in enumerate(said) for _ in range(max(len(part), 1))]
    table = steps.iloc[rows].reset_index(drop=True)
    places = concat([mentions, *said])
    shown = excerpts(graph, places, texts=texts).reset_index(drop=True)
    shown.index = [at for at, row in enumerate(rows) if len(said[row])]
    label = graph.nodes["label"]
    source, target = table["source"].map(label), table["target"].map(label)
    table["from"] = source.where(table["forward"], target)
    table["to"] = target.where(table["forward"], source)
    table["way"] = table["forward"].map({True: "→", False: "←"})
    return table[["path", "step", "from", "way", "to", "kind", "weight"]].join(shown)
