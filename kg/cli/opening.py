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
    path = path or only_graph()
    if (path / _MANIFEST).is_file():
        from kg.store.frames import read

        return read(path)
    from kg.builder.run import build

    if path.is_dir():
        remark(f"{path} is no graph folder, so it is read as a vault; `kg build` would keep the graph")
    with progress() as report:
        graph = build(path, progress=report)
    remark_if_empty(graph, path)
    return graph


def remark_if_empty(graph: KnowledgeGraph, vault: Path) -> None:
    """Say so if a vault holds no note: zeros alone look like a fault of the program."""
    if not graph.manifest.counts["nodes"]:
        remark(f"no notes in {vault}: no file there ends in .md (folders starting with a dot are left out)")


def graph_folder(path: Path | None) -> Path | None:
    """The folder of the graph a command is about, as `open_graph` finds it; None if it is a vault."""
    folder = path or only_graph()
    return folder if (folder / _MANIFEST).is_file() else None


def only_graph() -> Path:
    """The graph in ``output/``, if there is one only.

    Raises:
        UsageError: There is none, or more than one.
    """
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
