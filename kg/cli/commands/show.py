"""`kg show`: all that is known about one node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.cli.options import Output


@click.command(
    epilog=options.examples(
        "show output/graph 'some topic'",
        "show output/graph note:topics/a.md --limit 0",
        "show ~/vault 'some topic' --json | jq .backlinks",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] NODE", nargs=-1, required=True)
@options.output_options
def show(words: tuple[str, ...], output: Output) -> None:
    """Show all that is known about one node.

    NODE is a key such as note:topics/a.md, a path, a title, an alias or a name as links write it; case,
    blanks and punctuation matter only if they tell two nodes apart. The limit is that of each list:
    backlinks, links, moments and so on.
    """
    from kg.cli.facts import print_facts
    from kg.cli.opening import open_graph
    from kg.explore.facts import facts
    from kg.explore.find import find

    *paths, node = words
    if len(paths) > 1:
        raise click.UsageError("Give a graph and one node; put a name of several words in quotes.")
    graph = open_graph(Path(paths[0]) if paths else None)
    print_facts(facts(graph, find(graph, node)), output)
