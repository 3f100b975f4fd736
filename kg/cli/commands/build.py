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
    )
)
@click.argument("vault", type=click.Path(path_type=Path))
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
@options.format_options
def build(
    vault: Path,
    output: Path | None,
    profile: str | None,
    rules: RuleSet | None,
    jobs: int | None,
    canvas: bool | None,
    format: options.Format,
) -> None:
    """Build the graph of a vault and keep it in a folder.

    VAULT is a folder of Markdown notes; nothing in it is changed. The graph is written whole or not at
    all. What is not said here is taken from kg.toml, at the vault or above it. Prints what the graph
    holds, like `kg stats`.
    """
    # no matrices are multiplied here, and each thread that NumPy holds ready for that costs time and memory
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kg.analysis.counts import counts
    from kg.builder.run import build as run
    from kg.cli.account import print_account
    from kg.cli.opening import OUTPUT, progress, remark_if_empty
    from kg.cli.output import remark
    from kg.engine.memory import use_little
    from kg.engine.processes import ProcessEngine

    use_little()
    kept = output or OUTPUT / (vault.resolve().name or "graph")
    with progress() as report:
        engine = ProcessEngine(jobs)
        graph = run(
            vault, output=kept, profile=profile, rules=rules, jobs=engine, canvas=canvas, progress=report
        )
    remark_if_empty(graph, vault)
    print_account(counts(graph), format)
    folder = shlex.quote(str(kept))
    made = graph.manifest
    remark(f"The graph is in {kept} (profile {made.profile}, rules {made.rules}). Go on with:")
    faults = ["faults {}"] if made.counts["faults"] else []
    for line in ("dangling {}", "rank {}", *faults, "report {}", "export {} -o graph.ttl"):
        remark(f"  kg {line.format(folder)}")
