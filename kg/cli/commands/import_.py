"""`kg import`: a graph from tables of nodes and edges."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


def _columns(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for meaning, equals, name in pairs:
        if not (meaning and equals and name):
            raise click.BadParameter(f"{meaning!r} is not MEANING=NAME.")
    return {meaning: name for meaning, _, name in pairs}


@click.command(
    "import",
    epilog=options.examples(
        "import nodes.csv edges.csv -o output/graph",
        "import edges.tsv -o output/graph                    # the ends are all the nodes",
        "import people.parquet knows.jsonl -o output/graph --column id=email --column source=who",
        "import graph.json -o output/graph                   # node-link JSON, as networkx writes it",
    ),
)
@click.argument(
    "tables",
    metavar="[NODES] EDGES",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.option(
    "-o", "--output", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Folder to write."
)
@click.option(
    "--column",
    metavar="MEANING=NAME",
    multiple=True,
    callback=_columns,
    help="Name of a column: id, label, kind, path, url, words; source, target, edge.kind, weight, …"
    "  [repeatable; default: found by usual names]",
)
@click.option(
    "--profile", metavar="NAME", default="plain", show_default=True, help="What the kinds of edges mean."
)
@click.option("--name", metavar="NAME", default="", help="What to call the graph.  [default: as EDGES]")
def import_(tables: tuple[Path, ...], output: Path, column: dict[str, str], profile: str, name: str) -> None:
    """Make a graph of tables of nodes and edges.

    Tables are CSV, TSV, JSON lines or Parquet, or both are one node-link JSON. Nodes need an id, edges a
    source and a target; a node without a kind is a note, an edge without one a link. Other columns of nodes
    become properties. Rows that cannot be used are told by `kg faults`. What `kg export` wrote as CSV or
    JSON comes back as it was.
    """
    from kg.builder.imported import import_graph
    from kg.cli.output import remark

    if len(tables) > 2:
        raise click.UsageError("Give a table of nodes and one of edges.")
    nodes, edges = tables if len(tables) == 2 else (None, tables[0])
    made = import_graph(nodes, edges, columns=column, profile=profile, name=name, output=output)
    counts = made.graph.manifest.counts
    remark(f"{counts['nodes']:,} nodes and {counts['edges']:,} edges are in {output}")
    if counts["faults"]:
        remark(f"{counts['faults']:,} rows could not be used: `kg faults {output}` lists them")
    if made.left_out:
        remark(f"columns of edges left out: {', '.join(made.left_out)}")
