"""`kg analyse`: everything that is computed over the whole graph, kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import engines, options

if TYPE_CHECKING:
    from pathlib import Path

    from kg.cli.options import Format


@click.command(
    epilog=options.examples(
        "analyse output/graph",
        "analyse output/graph --json",
        "analyse /shared/graph --engine spark --master spark://host:7077",
    )
)
@options.graph_argument
@engines.engine_option
@engines.master_option
@options.format_options
def analyse(graph: Path | None, engine: engines.Engine, master: str, format: Format) -> None:
    """Compute all measures of all pages and keep them with the graph.

    They are Parquet files like the others, described in docs/reference/tables.md, and stay until the
    graph is built anew. Prints the highest page by each measure. With the engine spark only those
    measures are computed that cost little at any size (docs/how-to/cluster.md); it prints where they are.
    """
    if engine is engines.Engine.SPARK:
        from kg.cli.opening import only_graph
        from kg.cli.output import remark as say
        from kg.cluster.measures import measure

        engines.refuse_for_spark("--master", format=format != "table")
        say(f"{measure(graph or only_graph(), master=master)} written")
        return
    from kg.analysis.analyse import analyse as run
    from kg.analysis.measures import leaders
    from kg.cli.opening import open_kept, progress
    from kg.cli.options import Output
    from kg.cli.output import emit, remark

    opened, folder = open_kept(graph)
    with progress() as report:
        tables = run(opened, output=folder, progress=report)
    emit(
        leaders(opened, tables["metrics"]),
        Output(format, 0),
        columns={"measure": "measure", "label": "highest", "value": "value", "meaning": "what it tells"},
        of="measures",
    )
    for name, table in tables.items():
        remark(f"{folder / name}.parquet written: {len(table):,} rows")
        for text in table.attrs.get("remarks", ()):
            remark(text)
