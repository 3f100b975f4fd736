"""Turns the path a command is given into a graph: reads a graph folder, or builds from a vault."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.output import remark
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet

    Progress = Callable[[str, int, int], None]

OUTPUT: Final = Path("output")
_MANIFEST: Final = "manifest.json"


def open_graph(path: Path | None) -> KnowledgeGraph:
    """Open the graph a reading command is about.

    Args:
        path: A graph folder, or a vault, which is built in memory; None for the only graph in ``output/``.

    Returns:
        The graph.

    Raises:
        UsageError: No path is given, and ``output/`` does not hold one graph only.
        UnreadableError: The path is neither a graph nor a vault.
    """
    path = path or _only_graph()
    if (path / _MANIFEST).is_file():
        from kg.store.read import read

        return read(path)
    remark(f"{path} is no graph folder, so it is read as a vault; `kg build` would keep the graph")
    return build_vault(path)


def build_vault(
    vault: Path,
    *,
    output: Path | None = None,
    profile: str | None = None,
    rules: RuleSet | None = None,
    jobs: int | None = None,
    canvas: bool | None = None,
) -> KnowledgeGraph:
    """Build the graph of a vault; what is not given is taken from its configuration.

    Args:
        vault: Folder of notes.
        output: Folder to keep the graph in; None for memory only.
        profile: Name of the profile.
        rules: Rule set by which links become edges.
        jobs: How many processes.
        canvas: Whether to read canvases.

    Returns:
        The graph.

    Raises:
        ConfigError: The configuration cannot be read as meant.
        VaultError: There is no such folder, or nothing in it can be read.
    """
    from kg.builder.run import build

    from kg.config import load_config

    config = load_config(vault)
    with progress() as report:
        return build(
            vault,
            output=output,
            profile=profile or config.profile or None,
            rules=rules or config.rules,
            jobs=jobs,
            canvas=config.canvas if canvas is None else canvas,
            progress=report,
        )


def _only_graph() -> Path:
    found = sorted(manifest.parent for manifest in OUTPUT.glob(f"*/{_MANIFEST}"))
    if len(found) == 1:
        remark(f"reading {found[0]}")
        return found[0]
    listed = ", ".join(map(str, found))
    nothing = "Name a graph folder or a vault, or make a graph with `kg build VAULT`."
    hint = f"Name one: {listed}." if found else nothing
    raise UsageError(f"{OUTPUT}/ holds {len(found) or 'no'} graphs.", hint=hint)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A bar on stderr while a vault is read; nothing if stderr is no terminal.

    Yields:
        What to call with the step's name, how much of it is done, and how much there is.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    tasks: dict[str, TaskID] = {}
    with Bar(console=Console(stderr=True), transient=True) as bar:

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield report
