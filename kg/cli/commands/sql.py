"""`kg sql`: the answer to an SQL query over the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options
from kg.cli.shelf import QueryCommand

if TYPE_CHECKING:
    from kg.cli.options import Output


class _WithQueries(QueryCommand):
    shelf, comment = "sql", "-- "


@click.command(
    cls=_WithQueries,
    epilog=options.examples(
        "sql output/graph wanted",
        "sql output/graph 'SELECT kind, count(*) FROM nodes GROUP BY kind' --format csv",
        "sql output/graph backlinks --value key=note:topics/a.md",
        "sql output/graph --file query.sql --timeout 10",
        "sql output/graph 'DESCRIBE mentions'",
    ),
)
@click.argument("words", metavar="[GRAPH|VAULT] QUERY", nargs=-1)
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(allow_dash=True, path_type=Path),
    help="Read the query from a file, - for stdin.",
)
@click.option("--value", metavar="NAME=TEXT", multiple=True, help="What $NAME is.  [repeatable]")
@click.option(
    "--timeout",
    metavar="S",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds a query may take.",
)
@options.output_options
def sql(
    words: tuple[str, ...], file: Path | None, value: tuple[str, ...], timeout: float, output: Output
) -> None:
    """Ask the tables an SQL query.

    QUERY is one statement of DuckDB's SQL that reads, or the name of one that comes along. The tables are
    those of docs/reference/tables.md. A query sees them and nothing else: no file, no network. It needs what
    `pip install "kg[sql]"` brings.
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import emit, remark_left
    from kg.exporters.sql import ask, query_of

    *paths, asked = (*words, *(() if file is None else (_read(file),))) or ("",)
    if len(paths) > 1 or not asked:
        raise click.UsageError("Give a graph and one query; put the query in quotes.")
    query = query_of(asked)
    graph = open_graph(Path(paths[0]) if paths else None)
    answer = ask(graph, query.text, values=options.pairs(value), limit=output.limit, timeout=timeout)
    emit(answer.table, output, columns={name: name for name in answer.table.columns}, of="rows")
    remark_left(answer.found - len(answer.table), "rows")


def _read(file: Path) -> str:
    with click.open_file(str(file), encoding="utf-8") as stream:
        return str(stream.read())
