"""`kg serve`: the graph over HTTP, for this machine."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import options
from kg.cli.bounds import bound_options

if TYPE_CHECKING:
    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@click.command(
    epilog=options.examples(
        "serve output/graph",
        "serve output/graph --port 8080 --detail full --graphs",
        "serve ~/vault --cors https://notes.example",
    )
)
@options.graph_argument
@options.vault_option
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; 0 for any that is free.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at; another one lets others in.",
)
@click.option(
    "--base", metavar="IRI", default="", help="What all IRIs start with.  [default: that of kg.toml]"
)
@click.option("--detail", metavar="LEVEL", default="core", show_default=True, help="pages, core or full.")
@click.option("--graphs", is_flag=True, help="A named graph for each page: GRAPH ?page tells who says it.")
@bound_options(seconds=30.0, rows=100_000, megabytes=64)
@click.option("--cors", metavar="ORIGIN", default="", help="Let the scripts of this origin read answers.")
def serve(graph: Path | None, vault: Path | None, base: str, size: int, **settings: Any) -> None:
    """Serve the graph over HTTP: SPARQL, pages, data, the explorer.

    For this machine, and read-only. /sparql is a SPARQL 1.1 endpoint; /id/… leads to what is known of an
    IRI, as a page or as data; /explore and /report are the pages of `kg export` and `kg report`. All of them
    follow the graph when it is built again. Ctrl-C ends it.
    """
    from kg.cli.opening import graph_folder, open_graph, rdf_settings
    from kg.cli.output import remark
    from kg.engine.memory import use_system_memory
    from kg.serve.run import Options, serving

    use_system_memory()
    opened, folder = open_graph(graph), graph_folder(graph)
    configured = rdf_settings(vault or graph)
    chosen = Options(
        base=base or configured.base, properties=configured.properties, size=size << 20, **settings
    )
    if chosen.host not in LOOPBACK:
        remark(f"{chosen.host} can be reached from elsewhere: whoever gets there can read all notes' facts")
    texts = partial(_texts, path=graph, vault=vault)
    with serving(opened, chosen, folder=folder, texts=texts, remark=remark) as server:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # the usual end of a service
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        remark(f"serving {opened.manifest.vault} at http://{host}:{server.server_port}/ until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            remark("stopped")


def _texts(graph: KnowledgeGraph, path: Path | None, vault: Path | None) -> Texts | None:
    """The notes' texts, if they are at hand: without them there are no sentences, and that is told."""
    from kg.cli.opening import open_texts
    from kg.cli.output import remark
    from kg.errors import UsageError

    try:
        return open_texts(graph, path, vault)
    except UsageError as error:
        if vault is not None:
            raise
        remark(f"pages show no sentences: {error}")
        return None
