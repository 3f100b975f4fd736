"""`kg build`: a vault becomes a graph in a folder."""

from __future__ import annotations

import os
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.engine.processes import ProcessEngine
    from kg.model.kinds import RuleSet


@click.command(
    epilog=options.examples(
        "build ~/vault",
        "build ~/vault -o output/notes --rules obsidian --canvas",
        "build ~/videos --profile youtube --jobs 2",
    )
)
@click.argument("vault", type=click.Path(path_type=Path))
@options.output_option
@options.profile_option
@options.rules_option
@click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="Processes.  [default: one a processor, up to 4]"
)
@options.canvas_option
@click.option("--full", is_flag=True, help="Do everything anew, whatever the last build left.")
@click.option(
    "--verify", is_flag=True, help="Read all notes to see which have changed; size and times can lie."
)
@options.format_options
def build(
    vault: Path,
    output: Path | None,
    profile: str | None,
    rules: RuleSet | None,
    jobs: int | None,
    canvas: bool | None,
    full: bool,
    verify: bool,
    format: options.Format,
) -> None:
    """Build the graph of a vault and keep it in a folder.

    VAULT is a folder of Markdown notes; nothing in it is changed. The graph is written whole or not at
    all. What is not said here is taken from kg.toml, at the vault or above it. Prints what the graph
    holds, like `kg stats`.

    Where the folder holds the graph of an earlier build, only notes that have changed since are read; the
    result is the same. For that, `cache/` is kept in the folder; it may be deleted.
    """
    # no matrices are multiplied here, and each thread that NumPy holds ready for that costs time and memory
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kg.analysis.counts import Counts, counts
    from kg.builder.update import task_for, update
    from kg.cli.account import print_account
    from kg.cli.opening import OUTPUT, progress, remark_if_empty
    from kg.cli.output import remark

    kept = output or OUTPUT / (vault.resolve().name or "graph")
    task = task_for(vault, kept, profile=profile, rules=rules, canvas=canvas)
    with progress() as report:
        done = update(
            task,
            verify=verify,
            full=full,
            summary=lambda graph: asdict(counts(graph)),
            jobs=lambda: _engine(jobs),
            progress=report,
        )
    remark_if_empty(done.manifest, vault)
    print_account(Counts(**(done.summary or asdict(counts(done.graph())))), format)
    folder = shlex.quote(str(kept))
    made = done.manifest
    remark(f"The graph is in {kept} (profile {made.profile}, rules {made.rules}). Go on with:")
    faults = ["faults {}"] if made.counts["faults"] else []
    for line in ("dangling {}", "rank {}", *faults, "report {}", "export {} -o graph.ttl"):
        remark(f"  kg {line.format(folder)}")


def _engine(jobs: int | None) -> ProcessEngine:
    """What notes are read with, once it is known that any are."""
    from kg.engine.memory import use_little
    from kg.engine.processes import ProcessEngine

    use_little()
    return ProcessEngine(jobs)
