"""`kg faults`: content that could not be read as meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from kg.cli import options
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Output
    from kg.explore.filters import Filters

COLUMNS: Final = {"path": "path", "line": "line", "code": "code", "message": "what is wrong"}


@click.command(
    epilog=options.examples(
        "faults output/graph",
        "faults output/graph --code bad-yaml --fail-on 1",
        "faults ~/vault --format csv",
    )
)
@options.graph_argument
@click.option(
    "--code",
    metavar="CODE",
    multiple=True,
    type=click.Choice(list(map(str, FaultCode))),
    help="Only faults of this code, such as bad-yaml or not-utf8.  [repeatable]",
)
@options.fail_on_option
@options.filter_options()
@options.output_options
@click.pass_context
def faults(
    context: click.Context,
    graph: Path | None,
    code: tuple[str, ...],
    fail_on: int | None,
    filters: Filters,
    output: Output,
) -> None:
    """List content that could not be read as meant.

    Nothing is lost by a fault: what could be read was read. JSON and CSV have the columns path, line,
    code, message; line 0 means the whole file.
    """
    from kg.cli.opening import open_graph
    from kg.cli.output import emit
    from kg.explore.listing import faults as listed

    table = listed(open_graph(graph), codes=code, filters=filters)
    emit(table, output, columns=COLUMNS, of="faults")
    options.fail_if(context, len(table), fail_on)
