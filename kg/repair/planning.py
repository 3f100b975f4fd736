"""Plans a repair: asks each action that is wanted for its steps, and puts them in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.builder.vault import FolderVault
from kg.config import load_config
from kg.errors import UsageError
from kg.repair.links import redirected, respelled
from kg.repair.material import Material
from kg.repair.merge import merged
from kg.repair.plan import Action, Plan, Step, touched
from kg.repair.restore import restored
from kg.repair.stubs import stubs
from kg.repair.timestamps import reread
from kg.repair.unlink import unlinked

if TYPE_CHECKING:
    from kg.builder.vault import Vault
    from kg.health.causes import Cause
    from kg.model.graph import KnowledgeGraph
    from kg.model.profile import Profile

USUAL: Final = (Action.RESPELL, Action.REDIRECT)  # those that change no more than where a link leads


_PLANNERS: Final[Mapping[Action, Callable[[Material], list[Step]]]] = {
    Action.RESPELL: respelled,
    Action.REDIRECT: redirected,
    Action.RESTORE: restored,
    Action.STUB: stubs,
    Action.UNLINK: unlinked,
    Action.MERGE: merged,
    Action.TIMESTAMPS: reread,
}


def plan_repair(
    graph: KnowledgeGraph,
    vault: Vault | str | Path,
    *,
    actions: Collection[str] = USUAL,
    only: Sequence[Cause] = (),
    folder: Path | None = None,
    profile: Profile | None = None,
    least: int = 2,
) -> Plan:
    """The steps that would mend a vault; planning changes nothing.

    Each step says what speaks for it, and whether it needs a person. Those that do are proposals: they are
    done only if somebody accepts them. Links that a note's text no longer holds as the graph has them are
    left out, and counted.

    Args:
        graph: A graph of the vault, built with the rule set ``folded``.
        vault: The notes, or their folder; its ``kg.toml`` then says what is ignored, and how notes are read.
        actions: What may be done, see `Action`.
        only: Causes of missing pages to look at; none means all.
        folder: Folder whose Git history knows deleted pages; by default the vault's, if that is a folder.
        profile: The rules by which the graph was built; by default those of that name.
        least: How many notes have to ask for a page before a stub is worth while.

    Returns:
        The plan.

    Raises:
        UsageError: There is no such action.

    Example:
        >>> from kg.builder.run import build
        >>> from kg.builder.vault import MemoryVault
        >>> notes = {"Pond life.md": "", "a.md": "[[pond-life|see]]"}
        >>> plan = plan_repair(build(notes), MemoryVault(notes))
        >>> [(edit.before, edit.after) for step in plan.accepted for edit in step.edits]
        [('pond-life', 'Pond life')]
    """
    wanted = frozenset(map(_action, actions))
    if isinstance(vault, str | Path):
        folder, config = folder or Path(vault), load_config(Path(vault))
        profile = profile or config.profile_named(graph.manifest.profile)
        vault = FolderVault(Path(vault), ignore=config.ignore)
    material = Material(graph, vault, only=only, folder=folder, profile=profile, least=least)
    steps = [step for action in Action if action in wanted for step in _PLANNERS[action](material)]
    steps.sort(key=_place)
    digests = material.notes.digests
    changed = sorted({path for step in steps for path in touched(step)})
    return Plan(
        tuple(steps),
        {path: digests[path] for path in changed},
        {reason: count for reason, count in material.left.items() if count},
    )


def _action(name: str) -> Action:
    if name not in tuple(Action):
        raise UsageError(f"No action {name!r}.", hint=f"There are {', '.join(Action)}.")
    return Action(name)


def _place(step: Step) -> tuple[object, ...]:
    first = step.edits[0] if step.edits else None
    path = step.into or step.path or (first.path if first else "")
    return path, first.start if first else 0, step.action, step.id
