"""`kg show`: all that is known about one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import options
from kg.cli.completing import Words

if TYPE_CHECKING:
    from kg.cli.options import Output


@click.command(
    epilog=options.examples(
        "show output/graph 'some topic'",
        "show output/graph note:topics/a.md --limit 0",
        "show ~/vault 'some topic' --json | jq .backlinks",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] NODE", nargs=-1, required=True, type=Words())
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

    path, (node,) = options.graph_and_names(words, names=1)
    graph = open_graph(path)
    print_facts(facts(graph, find(graph, node)), output)
