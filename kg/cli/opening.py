"""Turns the path a command is given into a graph: reads a graph folder, or builds from a vault."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.output import remark
from kg.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.builder.request import Progress
    from kg.builder.texts import Texts
    from kg.config import RdfSettings
    from kg.model.graph import KnowledgeGraph, Manifest

OUTPUT: Final = Path("output")
NOTHING: Final = "Name a graph folder or a vault, or make a graph with `kg build VAULT`."
_MANIFEST: Final = "manifest.json"
_TOLD: Final = 5  # notes that cannot be used any more


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
    if path is None:
        path = only_graph()
        remark(f"reading {path}")
    if is_graph(path):
        from kg.store.frames import read

        return read(path)
    from kg.builder.run import build

    if not path.is_dir():
        what = "is a file" if path.exists() else "does not exist"
        made = ", ".join(map(str, kept_graphs()))
        hint = f"Name a graph folder ({made}) or a vault." if made else NOTHING
        raise UnreadableError(f"{str(path)!r} {what}.", hint=hint)
    remark(f"{path} is no graph folder, so it is read as a vault; `kg build` would keep the graph")
    with progress() as report:
        graph = build(path, progress=report)
    remark_if_empty(graph.manifest, path)
    return graph


def open_kept(path: Path | None) -> tuple[KnowledgeGraph, Path]:
    """Open a graph that stands in a folder, for a command that adds to it.

    Args:
        path: A graph folder; None for the only graph in ``output/``.

    Returns:
        The graph and its folder.

    Raises:
        UsageError: No path is given, and ``output/`` does not hold one graph only.
        ArtefactError: The path is no graph folder; a vault has to be built first.
    """
    from kg.store.frames import read

    folder = path or only_graph()
    return read(folder), folder


def open_texts(graph: KnowledgeGraph, path: Path | None, vault: Path | None) -> Texts:
    """The texts of the graph's notes: from the vault named, else the one given, else where it was built.

    Args:
        graph: What `open_graph` gave for the path.
        path: The path it was given.
        vault: What the user says the vault is, if anything.

    Returns:
        The texts.

    Raises:
        UsageError: It is not known where the vault is, or it is not there any more.
    """
    from kg.builder.texts import texts
    from kg.store.artefact import read_location

    place = path or only_graph()
    found = notes_folder(place, vault)
    if found is None:
        last = read_location(place) if is_graph(place) else None
        where = "is not known" if last is None else f"was {str(last)!r}, which is no folder now"
        raise UsageError(f"The place of the notes {where}.", hint="Say where they are with --vault DIR.")
    return texts(graph, found)


def texts_if_any(graph: KnowledgeGraph, path: Path | None, vault: Path | None) -> Texts | None:
    """The texts of the graph's notes as `open_texts` finds them; if they are nowhere, that is remarked.

    Args:
        graph: What `open_graph` gave for the path.
        path: The path it was given.
        vault: What the user says the vault is, if anything.

    Returns:
        The texts, if their place is known.
    """
    from kg.builder.texts import texts

    found = notes_folder(path or only_graph(), vault)
    if found is None:
        remark("the notes are not where they were: nothing they say is shown (--vault says where they are)")
        return None
    return texts(graph, found)


def notes_folder(path: Path | None, vault: Path | None) -> Path | None:
    """Where the notes are: where the user says, else the vault given, else where the graph was built from.

    Args:
        path: What `open_graph` was given.
        vault: What the user says the vault is, if anything.

    Returns:
        The folder; None if it is not known or is not there any more.

    Raises:
        VaultError: What the user says is no folder that can be read.
    """
    from kg.builder.vault import FolderVault
    from kg.store.artefact import read_location

    place = path or only_graph()
    if vault is None and is_graph(place):
        last = read_location(place)
        return last if last is not None and last.is_dir() else None
    folder = vault or place
    FolderVault(folder)
    return folder


def rdf_settings(path: Path | None) -> RdfSettings:
    """What ``kg.toml`` says of RDF: that of the notes, if they are at hand, else of where the user stands.

    Args:
        path: What `open_graph` was given.

    Raises:
        ConfigError: The file cannot be read as meant.
    """
    from kg.config import load_config

    return load_config(notes_folder(path, None) or Path()).rdf


def remark_unusable(texts: Texts) -> None:
    """Say which notes could not be used because they are not what they were."""
    for path, reason in sorted(texts.unusable.items())[:_TOLD]:
        remark(f"{path} is left out: {reason} since the graph was built")
    if len(texts.unusable) > _TOLD:
        remark(f"… and {len(texts.unusable) - _TOLD:,} more notes; `kg build` would read them anew")


def is_graph(path: Path) -> bool:
    """Whether a path is a graph folder."""
    return (path / _MANIFEST).is_file()


def remark_if_empty(manifest: Manifest, vault: Path) -> None:
    """Say so if a vault holds no note: zeros alone look like a fault of the program."""
    if not manifest.counts["nodes"]:
        remark(f"no notes in {vault}: no file there ends in .md (folders starting with a dot are left out)")


def kept_in(vault: str | Path, output: Path | None) -> Path:
    """Where the graph of a vault is kept: where the user says, else in ``output/`` under the vault's name."""
    from kg.builder.table_vault import is_table

    path = Path(vault).resolve()
    return output or OUTPUT / ((path.stem if is_table(vault) else path.name) or "graph")


def graph_folder(path: Path | None) -> Path | None:
    """The folder of the graph a command is about, as `open_graph` finds it; None if it is a vault."""
    folder = path or only_graph()
    return folder if is_graph(folder) else None


def only_graph() -> Path:
    """The graph in ``output/``, if there is one only.

    Raises:
        UsageError: There is none, or more than one.
    """
    found = kept_graphs()
    if len(found) == 1:
        return found[0]
    listed = ", ".join(map(str, found))
    hint = f"Name one: {listed}." if found else NOTHING
    raise UsageError(f"{OUTPUT}/ holds {len(found) or 'no'} graphs.", hint=hint)


def kept_graphs() -> list[Path]:
    """The graphs in ``output/``, where `kg build` keeps them."""
    return sorted(manifest.parent for manifest in OUTPUT.glob(f"*/{_MANIFEST}"))


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
