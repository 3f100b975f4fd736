"""`kg sparql`: the answer to a SPARQL query."""

from __future__ import annotations

import sys
from functools import partial
from json import loads
from pathlib import Path
from typing import Any, Final

import click

from kg.cli import options
from kg.cli.bounds import bound_options
from kg.cli.shelf import QueryCommand

FORMATS: Final = ("table", "json", "csv", "tsv", "xml")


class _WithQueries(QueryCommand):
    shelf, comment = "rdf", "# "


@click.command(
    cls=_WithQueries,
    epilog=options.examples(
        "sparql output/graph wanted",
        "sparql output/graph about --value name='some topic' --format csv",
        "sparql output/graph 'SELECT ?name WHERE { ?x a ng:Channel ; schema:name ?name }'",
        "sparql output/graph query.rq --timeout 10",
    ),
)
@click.argument("words", metavar="[GRAPH|VAULT] QUERY", nargs=-1, required=True)
@click.option("--json", is_flag=True, help="Short for --format json.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How to print; triples are always Turtle.",
)
@click.option(
    "--value",
    metavar="NAME=VALUE",
    multiple=True,
    help="What ?NAME is: text, or <IRI>.  [repeatable]",
)
@click.option(
    "--base", metavar="IRI", default="", help="What all IRIs start with.  [default: that of kg.toml]"
)
@click.option(
    "--detail", metavar="LEVEL", help="pages, core or full.  [default: what the query needs, or core]"
)
@bound_options(seconds=60.0, rows=1_000_000, megabytes=256)
@click.option(
    "--memory",
    metavar="MB",
    type=click.IntRange(min=256),
    default=4096,
    show_default=True,
    help="Megabytes of memory a query may take.",
)
def sparql(
    words: tuple[str, ...],
    format: str,
    json: bool,
    value: tuple[str, ...],
    base: str,
    detail: str | None,
    timeout: float,
    rows: int,
    size: int,
    memory: int,
) -> None:
    """Ask the graph a SPARQL query.

    QUERY is the text of a query, a file, or the name of one that comes along. The prefixes of an export are
    known. The store that answers is kept in the graph's folder and made again when the graph changes;
    making it takes longer than the queries, and counts toward no timeout.
    """
    from kg.cli.opening import graph_folder, open_graph, rdf_settings
    from kg.cli.output import remark
    from kg.engine.memory import use_system_memory
    from kg.exporters.rdf.answers import answer
    from kg.exporters.rdf.bounded import Bounds
    from kg.exporters.rdf.model import full_base
    from kg.exporters.rdf.queries import query_of
    from kg.exporters.rdf.store import stored
    from kg.exporters.rdf.worker import Worker

    use_system_memory()
    *paths, asked = words
    if len(paths) > 1:
        raise click.UsageError("Give a graph and one query; put the query in quotes.")
    path = Path(paths[0]) if paths else None
    query, bound = query_of(asked), options.pairs(value)
    graph = open_graph(path)
    settings = rdf_settings(path)
    base = base or settings.base
    format = "json" if json else format  # noqa: A001
    job = partial(
        answer,
        query=query.text,
        base=full_base(graph, base),
        form="json" if format == "table" else format,
        values=bound,
        bounds=Bounds(rows, size << 20),
    )
    store = stored(
        graph,
        graph_folder(path),
        base=base,
        detail=detail or query.detail,
        properties=settings.properties,
        remark=remark,
    )
    with store as place, Worker(place, memory=memory << 20) as worker:
        found = worker.run(job, seconds=timeout)
    _print(found, as_table=format == "table")


def _print(found: bytes, *, as_table: bool) -> None:
    if as_table and found.startswith(b"{"):
        _print_table(loads(found))
    else:
        sys.stdout.buffer.write(found)


def _print_table(document: dict[str, Any]) -> None:
    from kg.cli.output import print_columns
    from kg.cli.table import Column
    from kg.cli.text import safe

    if "boolean" in document:
        click.echo("yes" if document["boolean"] else "no")
        return
    names, rows = document["head"]["vars"], document["results"]["bindings"]
    print_columns(
        [Column(name, [safe(row[name]["value"]) if name in row else "" for row in rows]) for name in names]
    )
