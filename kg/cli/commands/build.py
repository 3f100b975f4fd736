"""`kg build`: a vault becomes a graph in a folder."""

from __future__ import annotations

import os
import shlex
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import engines, options

if TYPE_CHECKING:
    from kg.analysis.counts import Counts
    from kg.builder.task import Task
    from kg.engine.local import Engine
    from kg.model.graph import Manifest
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
@engines.engine_option
@engines.master_option
@options.format_options
def build(
    vault: str,
    output: Path | None,
    profile: str | None,
    rules: RuleSet | None,
    jobs: int | None,
    canvas: bool | None,
    full: bool,
    verify: bool,
    engine: engines.Engine,
    master: str,
    format: options.Format,
) -> None:
    """Build the graph of a vault and keep it in a folder.

    VAULT is a folder of Markdown notes, the address of one such as s3://bucket/notes, or a Parquet or JSON
    Lines table with the columns path and text; nothing in it is changed. The graph is written whole or not
    at all. What is not said here is taken from kg.toml, at the vault or above it. Prints what the graph
    holds, like `kg stats`.

    Where the folder holds the graph of an earlier build, only notes that have changed since are read; the
    result is the same. For that, `cache/` is kept in the folder; it may be deleted. The engine spark does
    everything anew, and writes the tables in parts.
    """
    # no matrices are multiplied here, and each thread that NumPy holds ready for that costs time and memory
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kg.builder.task import task_for
    from kg.cli.account import print_account
    from kg.cli.opening import kept_in, progress, remark_if_empty
    from kg.cli.output import remark

    kept = kept_in(vault, output)
    asked: dict[str, Any] = {"profile": profile, "rules": rules, "canvas": canvas}
    with progress() as report:
        if engine is engines.Engine.SPARK:
            engines.refuse_for_spark("--profile, --rules and --canvas", jobs=jobs, full=full, verify=verify)
            made, counted = _elsewhere(vault, kept, master=master, progress=report, **asked)
        else:
            task = task_for(vault, kept, **asked)
            work = partial(_engine, vault, jobs)
            made, counted = _here(task, full=full, verify=verify, jobs=work, progress=report)
            if task.request.told and not task.request.profile and made.profile == task.request.told.profile:
                remark(
                    f"profile {made.profile}, told by {task.request.told.files}; --profile plain undoes it"
                )
    remark_if_empty(made, Path(vault))
    print_account(counted, format)
    folder = shlex.quote(str(kept))
    remark(f"The graph is in {kept} (profile {made.profile}, rules {made.rules}). Go on with:")
    faults = ["faults {}"] if made.counts["faults"] else []
    for line in ("dangling {}", "rank {}", *faults, "report {}", "export {} -o graph.ttl"):
        remark(f"  kg {line.format(folder)}")


def _here(task: Task, **said: Any) -> tuple[Manifest, Counts]:
    """Bring the graph up to date on this machine; tell how it was made and what it holds."""
    from kg.analysis.counts import Counts, counts
    from kg.builder.update import update

    done = update(task, summary=lambda graph: asdict(counts(graph)), **said)
    return done.manifest, Counts(**(done.summary or asdict(counts(done.graph()))))


def _engine(vault: str, jobs: int | None) -> Engine:
    """What notes are read with, once it is known that any are."""
    from kg.builder.table_vault import is_table
    from kg.engine.local import LocalEngine
    from kg.engine.memory import use_system_memory
    from kg.engine.processes import ProcessEngine

    use_system_memory()
    # the texts of a table are in this process, and others would each need a copy
    return LocalEngine(jobs) if is_table(vault) else ProcessEngine(jobs)


def _elsewhere(vault: str, kept: Path, **said: Any) -> tuple[Manifest, Counts]:
    """Build the graph by Spark; tell how it was made and what it holds."""
    from kg.analysis.counts import counts
    from kg.cluster.build import build as run
    from kg.engine.memory import use_system_memory

    use_system_memory()
    graph = run(vault, kept, **said)
    return graph.manifest, counts(graph)
