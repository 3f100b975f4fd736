"""`kg build`: a vault becomes a graph in a folder."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.model.kinds import RuleSet


@click.command(
    epilog=options.examples(
        "build ~/vault",
        "build ~/vault -o output/notes --rules obsidian --canvas",
        "build ~/videos --profile youtube --jobs 2",
        "build notes.parquet --engine spark --master spark://host:7077",
    )
)
@click.argument("vault")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to keep the graph.  [default: output/ and the vault's name]",
)
@click.option(
    "--profile", metavar="NAME", help="Profile: plain, youtube, or one of kg.toml.  [default: detected]"
)
@options.rules_option
@click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="Processes.  [default: one a processor, up to 4]"
)
@click.option("--canvas/--no-canvas", default=None, help="Read the file cards of canvases.  [default: no]")
@options.engine_option
@options.master_option
@options.format_options
def build(
    vault: str,
    output: Path | None,
    profile: str | None,
    rules: RuleSet | None,
    jobs: int | None,
    canvas: bool | None,
    engine: options.Engine,
    master: str,
    format: options.Format,
) -> None:
    """Build the graph of a vault and keep it in a folder.

    VAULT is a folder of Markdown notes, or a Parquet or JSON Lines table with the columns path and text;
    nothing in it is changed. The graph is written whole or not at
    all. What is not said here is taken from kg.toml, at the vault or above it. Prints what the graph
    holds, like `kg stats`.
    """
    # no matrices are multiplied here, and each thread that NumPy holds ready for that costs time and memory
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import pyarrow as pa

    from kg.analysis.counts import counts
    from kg.builder.run import build as run
    from kg.builder.table_vault import is_table
    from kg.cli.account import print_account
    from kg.cli.opening import OUTPUT, progress, remark_if_empty
    from kg.cli.output import remark
    from kg.engine.local import LocalEngine
    from kg.engine.processes import ProcessEngine

    pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps 50 MB for later
    name = Path(vault).resolve().name
    kept = output or OUTPUT / ((Path(vault).stem if is_table(vault) else name) or "graph")
    with progress() as report:
        if engine is options.Engine.SPARK:
            from kg.cluster.build import build as run_on_spark

            graph = run_on_spark(
                vault, kept, master=master, profile=profile, rules=rules, canvas=canvas, progress=report
            )
        else:  # the texts of a table are in this process, and processes would each need a copy
            workers = LocalEngine(jobs) if is_table(vault) else ProcessEngine(jobs)
            graph = run(
                vault, output=kept, profile=profile, rules=rules, jobs=workers, canvas=canvas, progress=report
            )
    remark_if_empty(graph, Path(vault))
    print_account(counts(graph), format)
    folder = shlex.quote(str(kept))
    made = graph.manifest
    remark(f"The graph is in {kept} (profile {made.profile}, rules {made.rules}). Go on with:")
    faults = ["faults {}"] if made.counts["faults"] else []
    for line in ("dangling {}", "rank {}", *faults, "report {}", "export {} -o graph.ttl"):
        remark(f"  kg {line.format(folder)}")
