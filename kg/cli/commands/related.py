"""`kg related`: the nodes that have most in common with one."""

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

BY: Final = (  # as in kg.analysis.similarity, which is too heavy to load for a help page; a test compares
    "adamic-adar",
    "co-citation",
    "coupling",
    "pagerank",
    "titles",
    "texts",
)
COLUMNS: Final = {"label": "page", "kind": "kind", "score": "score", "linked": "linked", "why": "in common"}


@click.command(
    epilog=options.examples(
        "related output/graph 'some topic'",
        "related output/graph 'some topic' --by co-citation --kind note",
        "related output/graph 'some topic' --by texts --vault ~/vault",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] NODE", nargs=-1, required=True, type=Words())
@click.option(
    "--by",
    type=click.Choice(BY),
    default="adamic-adar",
    show_default=True,
    help="What makes nodes related. adamic-adar: neighbours in common, those with few links counting more; "
    "co-citation: pages that link to both; coupling: pages both link to; pagerank: where one who follows "
    "links from it would be found; titles, texts: rare words in both.",
)
@click.option("--missing/--no-missing", default=True, show_default=True, help="Take missing pages in too.")
@options.vault_option
@options.selection_options
@options.filter_options(nodes=True)
@options.output_options
def related(
    words: tuple[str, ...],
    by: str,
    missing: bool,
    vault: Path | None,
    selection: Selection,
    filters: Filters,
    output: Output,
) -> None:
    """List the nodes most related to one, and why.

    Each row tells what the two have in common: neighbours or words, at most three, those that count most
    first; and whether a link joins the two already. Filters choose what is shown, not what is counted.
    JSON and CSV have the columns key, kind, label, path, score, linked, why.
    """
    from kg.analysis.similarity import related as found
    from kg.cli.opening import open_graph, open_texts, remark_unusable
    from kg.cli.output import emit
    from kg.explore.filters import wanted_nodes
    from kg.explore.find import find

    path, (name,) = options.graph_and_names(words, names=1)
    graph = open_graph(path)
    node = find(graph, name)
    texts = open_texts(graph, path, vault) if by == "texts" else None
    table = found(
        graph,
        node,
        by=by,
        top=None,
        among=wanted_nodes(graph, filters),
        texts=texts,
        selection=replace(selection, missing=missing),
    )
    if texts is not None:
        remark_unusable(texts)
    emit(table, output, columns=COLUMNS, of="nodes")
