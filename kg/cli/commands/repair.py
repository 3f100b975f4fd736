"""`kg repair`: notes mended by a plan that a person can read first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.repair.plan import Plan

TASKS: Final = ("plan", "apply", "undo")
# As in kg.repair.plan.Action, which a test compares: loading that would make `kg --help` slow.
ACTIONS: Final = ("respell", "redirect", "restore", "stub", "unlink", "merge", "timestamps")


@click.command(
    epilog=options.examples(
        "repair plan ~/vault                 # writes output/repair.json: read it, accept and delete steps",
        "repair plan ~/vault --action stub --least 5",
        "repair apply ~/vault --dry-run      # the same as a diff",
        "repair apply ~/vault --accept stub",
        "repair undo ~/vault",
    )
)
@click.argument("task", type=click.Choice(TASKS))
@click.argument("vault", type=click.Path(path_type=Path))
@click.option(
    "--plan",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("output/repair.json"),
    show_default=True,
    help="The plan: written by plan, read by apply.",
)
@click.option(
    "--action",
    type=click.Choice((*ACTIONS, "all")),
    multiple=True,
    help="Of plan: what may be done.  [repeatable; default: respell, redirect]",
)
@click.option(
    "--cause",
    metavar="CAUSE",
    multiple=True,
    help="Of plan: only pages missing for this cause, such as 'near miss' or announced.  [repeatable]",
)
@click.option(
    "--least",
    metavar="N",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Of plan: stubs only for pages that so many notes ask for.",
)
@click.option(
    "--accept",
    metavar="STEP",
    multiple=True,
    help="Of apply: do this step too: its id, an action for all of its steps, or all.  [repeatable]",
)
@click.option("--dry-run", is_flag=True, help="Of apply: print the changes as a diff, and change nothing.")
def repair(
    task: str,
    vault: Path,
    plan: Path,
    action: tuple[str, ...],
    cause: tuple[str, ...],
    least: int,
    accept: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Plan, apply and undo changes that mend notes.

    Each step of a plan is automatic (it needs no person) or a proposal, which is done only if it is
    accepted: by true behind "accepted" in the plan, or by --accept. Planned unless --action says otherwise:
    respell writes links as the page they mean is called, redirect leads links to the page that is clearly
    meant. On request: restore brings deleted pages back from the Git history, stub begins wanted pages,
    unlink turns links that can lead nowhere into text, merge puts duplicates together, timestamps moves
    minutes written as hours.

    Apply does all that is accepted, or nothing, and refuses if a note has changed since the plan was made.
    Undo brings back the notes as they were before the last apply, also if that was stopped halfway; until
    the next apply, their old text is kept in .kg-repair in the vault.
    """
    match task:
        case "plan":
            _plan(vault, plan, action, cause, least)
        case "apply":
            _apply(vault, plan, accept, dry_run=dry_run)
        case _:
            from kg.cli.output import remark
            from kg.repair.apply import undo_repair

            remark(f"{undo_repair(vault):,} files are as they were")


def _plan(vault: Path, file: Path, actions: tuple[str, ...], causes: tuple[str, ...], least: int) -> None:
    from kg.builder.run import build
    from kg.cli.opening import progress
    from kg.health.causes import wanted_causes
    from kg.repair.plan import Action, write_plan
    from kg.repair.planning import USUAL, plan_repair

    only = tuple(wanted_causes(causes)) if causes else ()
    wanted = frozenset(Action) if "all" in actions else frozenset(map(Action, actions)) or frozenset(USUAL)
    with progress() as report:
        graph = build(vault, rules="folded", progress=report)
    made = plan_repair(graph, vault, actions=wanted, only=only, least=least)
    write_plan(made, file)
    _tell(made, vault, file)


def _tell(plan: Plan, vault: Path, file: Path) -> None:
    from collections import Counter

    from kg.cli.output import remark

    counts = Counter((step.automatic, str(step.action), step.cause) for step in plan.steps)
    for automatic, what in ((True, "automatic"), (False, "proposed")):
        told = [
            f"{n:,} {action} ({cause})"
            for (sure, action, cause), n in counts.most_common()
            if sure == automatic
        ]
        if told:
            remark(f"{what}: {', '.join(told)}")
    for reason, count in sorted(plan.left.items()):
        remark(f"left as they are: {count:,} {reason}")
    accepted = len(plan.accepted)
    remark(f"{accepted:,} of {len(plan.steps):,} steps are accepted, in {len(plan.digests):,} notes")
    remark(f"{file} written; read it, then `kg repair apply {vault}`")


def _apply(vault: Path, file: Path, accept: tuple[str, ...], *, dry_run: bool) -> None:
    from kg.cli.output import remark
    from kg.repair.apply import apply_repair
    from kg.repair.plan import read_plan

    plan = read_plan(file).accepting(accept)
    if dry_run:
        _print_diff(plan, vault)
        return
    remark(f"{apply_repair(plan, vault):,} files changed; `kg repair undo {vault}` brings them back")


def _print_diff(plan: Plan, vault: Path) -> None:
    from kg.cli.data import write_text
    from kg.cli.text import safe
    from kg.repair.effect import preview_repair

    write_text(f"{safe(line)}\n" for line in preview_repair(plan, vault))
