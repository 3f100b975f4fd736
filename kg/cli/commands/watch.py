"""`kg watch`: the graph follows the notes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from kg.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.builder.texts import Texts
    from kg.builder.watch import Step
    from kg.engine.processes import ProcessEngine
    from kg.exporters.explorer.again import Again
    from kg.health.followed import Followed
    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet

_NAMED: Final = 3  # of the notes, or missing pages, that a line names


@click.command(
    epilog=options.examples(
        "watch ~/vault", "watch ~/vault --check", "watch ~/vault -o output/notes --explore output/notes.html"
    )
)
@click.argument("vault", type=click.Path(path_type=Path))
@options.output_option
@options.profile_option
@options.rules_option
@options.canvas_option
@click.option("--check", is_flag=True, help="Print what `kg check` newly finds, each time.")
@click.option(
    "--explore",
    metavar="FILE.html",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=options.page_file,
    help="Write the page of the graph too, each time.",
)
def watch(
    vault: Path,
    output: Path | None,
    profile: str | None,
    rules: RuleSet | None,
    canvas: bool | None,
    check: bool,
    explore: Path | None,
) -> None:
    """Keep the graph of a vault up to date while its notes are written.

    Builds the graph like `kg build`, then waits, and after each save reads what has changed. Saves that come
    together are taken together. Prints a line a change: which notes, which dangling links are new or healed,
    how many missing pages and faults there are, and how long it took. Ctrl-C ends it.

    Findings are those of the whole vault, as [check] of kg.toml wants them: in a vault of 20,000 notes they
    take about 5 seconds after the first time, the page about 4, the graph alone one.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kg.builder.task import task_for
    from kg.builder.watch import steps
    from kg.cli.opening import kept_in
    from kg.cli.output import remark
    from kg.cli.text import safe
    from kg.engine.memory import use_system_memory
    from kg.errors import KgError

    use_system_memory()
    kept = kept_in(vault, output)
    known: frozenset[str] | None = None
    following: _Following | None = None
    for step in steps(
        partial(task_for, vault, kept, profile=profile, rules=rules, canvas=canvas), jobs=_engine
    ):
        if step.error is not None:
            remark(f"kg: {step.error}")
            continue
        click.echo(safe(_line(step)))
        if not check and explore is None:
            continue
        following = following or _following(step, vault)
        try:
            graph = step.update.graph()
            if check:
                known = _check(graph, vault, following.findings, known)
            if explore is not None:
                _export(graph, explore, vault, following.page)
        except KgError as error:
            remark(f"kg: {error}")


def _engine() -> ProcessEngine:
    from kg.engine.processes import ProcessEngine

    return ProcessEngine()


class _Following(NamedTuple):
    """What need not be found anew at the next step."""

    findings: Followed
    page: Again


def _following(step: Step, vault: Path) -> _Following:
    from kg.builder.texts import texts
    from kg.exporters.explorer.again import Again
    from kg.health.causes.kept import LatestCauses
    from kg.health.followed import Followed

    def said(graph: KnowledgeGraph) -> Texts | None:
        return texts(graph, vault) if vault.is_dir() else None

    causes = LatestCauses()  # both ask for them
    return _Following(Followed(causes), Again(step.update.folder, said, causes))


def _export(graph: KnowledgeGraph, page: Path, vault: Path, again: Again) -> None:
    from kg.exporters import export

    export(graph, page, vault=vault, **again.options(graph))


def _check(
    graph: KnowledgeGraph, vault: Path, followed: Followed, known: frozenset[str] | None
) -> frozenset[str]:
    """Print the findings that were not known, or at first how many there are; return all there are now."""
    from kg.builder.texts import texts
    from kg.builder.vault import FolderVault
    from kg.cli.data import write_text
    from kg.cli.findings import text
    from kg.cli.output import remark
    from kg.config import load_config
    from kg.health.baseline import only_new

    config = load_config(vault)
    notes = FolderVault(vault, ignore=config.ignore) if vault.is_dir() else None
    said = None if notes is None else texts(graph, vault)
    table = followed.check(graph, texts=said, settings=config.check)
    found = frozenset(table["fingerprint"])
    if known is None:
        remark(f"{len(table):,} findings, which `kg check` lists; from here on, what is new")
    else:
        new = only_new(table, known)
        write_text(text(new, vault=notes))
        remark(f"{len(new):,} new findings, {len(known - found):,} gone, {len(table):,} in all")
    return found


def _line(step: Step) -> str:
    """What a person wants to know of a step: what was done, what came of it, how long it took."""
    counts = step.update.manifest.counts
    changes = step.update.changes
    if changes is None:
        said = ["nothing has changed"]
    elif changes.whole:
        said = [f"{counts['sources']:,} files read"]
    else:
        parts = (("added", changes.added), ("changed", changes.changed), ("removed", changes.removed))
        said = [f"{what} {_some(paths)}" for what, paths in parts if paths] or ["other files changed"]
        links = (("new dangling", step.appeared), ("healed", step.healed))
        said += [f"{what}: {_some([key.partition(':')[2] for key in keys])}" for what, keys in links if keys]
    said.append(f"{step.missing:,} missing pages, {counts['faults']:,} faults")
    return " · ".join([*said, f"{step.seconds:.2f} s"])


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
