"""`kg repair`: links mended by a plan that a person can read first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.repair.plan import Plan

ACTIONS: Final = ("plan", "apply", "undo")


@click.command(
    epilog=options.examples(
        "repair plan ~/vault                 # writes output/repair.json: read it, delete lines",
        "repair apply ~/vault --dry-run      # the same as a diff",
        "repair apply ~/vault",
        "repair undo ~/vault",
    )
)
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("vault", type=click.Path(path_type=Path))
@click.option(
    "--plan",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("output/repair.json"),
    show_default=True,
    help="The plan: written by plan, read by apply.",
)
@click.option("--dry-run", is_flag=True, help="Of apply: print the changes as a diff, and change nothing.")
def repair(action: str, vault: Path, plan: Path, dry_run: bool) -> None:
    """Plan, apply and undo edits that mend links.

    Planned is what needs no person: names written as the file is called, and near misses that are certain.
    Only the bytes of a link's target change. Apply changes all or nothing, and refuses if a note has
    changed since the plan was made. Undo brings back the notes as they were before the last apply, also if
    that was stopped halfway; until the next apply, their old text is kept in .kg-repair in the vault.
    """
    match action:
        case "plan":
            _plan(vault, plan)
        case "apply":
            _apply(vault, plan, dry_run=dry_run)
        case _:
            from kg.cli.output import remark
            from kg.repair.apply import undo

            remark(f"{undo(vault):,} notes brought back")


def _plan(vault: Path, file: Path) -> None:
    from collections import Counter

    from kg.builder.run import build
    from kg.builder.vault import FolderVault
    from kg.cli.opening import progress
    from kg.cli.output import remark
    from kg.config import load_config
    from kg.repair.plan import plan_repair, write_plan

    source = FolderVault(vault, ignore=load_config(vault).ignore)
    with progress() as report:
        graph = build(vault, rules="folded", progress=report)
    made = plan_repair(graph, source)
    write_plan(made, file)
    causes = Counter(edit.cause for edit in made.edits)
    told = ", ".join(f"{count:,} {cause}" for cause, count in causes.most_common())
    remark(f"{len(made.edits):,} edits in {len(made.digests):,} notes" + (f": {told}" if told else ""))
    if made.left:
        remark(
            f"{made.left:,} more links are left as they are: Markdown links, and names no wikilink can hold"
        )
    remark(f"{file} written; read it, then `kg repair apply {vault}`")


def _apply(vault: Path, file: Path, *, dry_run: bool) -> None:
    from kg.cli.output import remark
    from kg.repair.apply import apply_plan
    from kg.repair.plan import read_plan

    plan = read_plan(file)
    if dry_run:
        _print_diff(plan, vault)
        return
    remark(f"{apply_plan(plan, vault):,} notes changed; `kg repair undo {vault}` brings them back")


def _print_diff(plan: Plan, vault: Path) -> None:
    from kg.cli.data import write_text
    from kg.cli.text import safe
    from kg.repair.apply import diff

    write_text(f"{safe(line.rstrip(chr(10)))}\n" for line in diff(plan, vault))
