"""`kg mcp`: the graph as tools for agents."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "mcp output/graph",
        "mcp output/graph --vault ~/vault",
        "mcp ~/vault                # builds the graph first, in memory",
    )
)
@options.graph_argument
@options.vault_option
def mcp(graph: Path | None, vault: Path | None) -> None:
    """Serve the graph to agents by the Model Context Protocol.

    It speaks over standard input and output, for a program such as an editor or a chat client to start.
    All tools only read. Every answer is bounded, has a cursor for the rest, and names note and line. It needs
    what `pip install "kg[mcp]"` brings.
    """
    from kg.cli.opening import graph_folder, open_graph, open_texts
    from kg.cli.output import remark
    from kg.errors import UsageError
    from kg.mcp.desk import Desk
    from kg.mcp.server import server

    opened = open_graph(graph)
    try:
        texts = open_texts(opened, graph, vault)
    except UsageError as error:
        if vault is not None:
            raise
        remark(f"no texts of notes: {error}")
        texts = None
    made = server(Desk(opened, texts, graph_folder(graph)))
    remark("serving; end with Ctrl-C or by closing standard input")
    made.run("stdio")
