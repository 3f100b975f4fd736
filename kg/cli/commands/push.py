"""`kg push`: the graph in a triple store that runs elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "push output/graph http://127.0.0.1:7878/store",
        "push output/graph https://store.example/notes/data --detail full --graph https://notes.example/all",
        "push output/graph https://store.example/sparql --protocol update --query-url https://store.example/sparql",
    )
)
@click.argument("words", metavar="[GRAPH|VAULT] [URL]", nargs=-1)
@click.option("--graph", metavar="IRI", default="", help="Graph to replace.  [default: BASE/dataset]")
@click.option(
    "--base", metavar="IRI", default="", help="What all IRIs start with.  [default: that of kg.toml]"
)
@click.option("--detail", metavar="LEVEL", default="core", show_default=True, help="pages, core or full.")
@click.option(
    "--protocol",
    metavar="NAME",
    default="",
    help="gsp (Graph Store Protocol), update (SPARQL Update), bulk (Oxigraph's loader).  [default: gsp]",
)
@click.option("--update-url", metavar="URL", default="", help="Where updates go, if URL does not tell.")
@click.option("--query-url", metavar="URL", default="", help="Where queries go, if URL does not tell.")
@click.option(
    "--chunk",
    metavar="BYTES",
    type=click.IntRange(min=1024),
    help="How much to send at a time.  [default: 4 MB; 256 kB with update]",
)
@click.option(
    "--ca-file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Certificates to trust.  [default: SSL_CERT_FILE, or the system's]",
)
@click.option(
    "--tries", metavar="N", type=click.IntRange(min=1), default=5, show_default=True, help="Tries of a step."
)
@click.option(
    "--timeout",
    metavar="S",
    type=click.FloatRange(min=0, min_open=True),
    default=900.0,
    show_default=True,
    help="Seconds to wait for a server that says nothing.",
)
def push(
    words: tuple[str, ...],
    graph: str,
    base: str,
    detail: str,
    protocol: str,
    update_url: str,
    query_url: str,
    chunk: int | None,
    ca_file: Path | None,
    tries: int,
    timeout: float,
) -> None:
    """Put the graph into a triple store, in place of the one there.

    URL is the store's Graph Store (with --protocol update: where it takes updates); docs/how-to/ has those
    of common stores. The graph is sent beside the old one, counted, then put in its place. A push that
    stopped goes on where it was. Credentials come from KG_PUSH_USER and KG_PUSH_PASSWORD, from
    KG_PUSH_TOKEN, or from ~/.netrc. The table [rdf.push] of kg.toml may hold url, graph, protocol, update_url
    and query_url; to a URL of that table only credentials of ~/.netrc are shown.
    """
    from kg.cli.opening import graph_folder, open_graph, progress, rdf_settings
    from kg.cli.output import remark
    from kg.config import PushSettings
    from kg.engine.memory import use_little
    from kg.exporters.rdf.model import statements
    from kg.exporters.remote.push import Target
    from kg.exporters.remote.push import push as send

    use_little()
    path, url = _graph_and_url(words)
    settings = rdf_settings(path)
    kept = PushSettings(graph=settings.push.graph) if url else settings.push  # the rest is of another store
    if not (url or kept.url):
        raise click.UsageError("Give the address of a store, or write it into kg.toml: [rdf.push] url.")
    if not url:
        remark(f"pushing to {kept.url}, as kg.toml says")
    target = Target(
        url or kept.url,
        graph=graph or kept.graph,
        protocol=protocol or kept.protocol,
        update_url=update_url or kept.update_url,
        query_url=query_url or kept.query_url,
        chunk=chunk or 0,
        ca_file=ca_file,
        tries=tries,
        timeout=timeout,
        trusted=bool(url),
    )
    told = statements(
        open_graph(path), base=base or settings.base, detail=detail, properties=settings.properties
    )
    with progress() as report:
        done = send(told, target, folder=graph_folder(path), progress=report, remark=remark)
    remark(f"{done.statements:,} statements in <{done.graph}>, as counted there")


def _graph_and_url(words: tuple[str, ...]) -> tuple[Path | None, str]:
    """Tell the graph from the address; either may be left out."""
    urls = [word for word in words if "://" in word]
    paths = [word for word in words if "://" not in word]
    if len(urls) > 1 or len(paths) > 1:
        raise click.UsageError("Give a graph and one address, which starts with http:// or https://.")
    return (Path(paths[0]) if paths else None), "".join(urls)
