"""What is to be brought up to date, what it is made of, and what came of it.

This module loads no table library: when nothing has changed, none is needed.
"""

from __future__ import annotations

import hashlib
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.builder.program import made_by
from kg.builder.request import Request, request_for
from kg.builder.vault import Fault, File
from kg.model.graph import KnowledgeGraph, Manifest
from kg.model.ids import NotePath
from kg.model.kinds import RuleSet

if TYPE_CHECKING:
    import pyarrow as pa

Summary = Callable[[KnowledgeGraph], Any]

# A file written within one tick of the clock after it was listed looks unchanged; no file system's is slower.
TICK: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents that are not what they were, by path.

    Attributes:
        added: New ones; a renamed one counts as removed and added.
        changed: Those with other content.
        removed: Those that are gone.
        whole: Whether everything was read, as there was nothing to go by.
    """

    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    removed: Sequence[str] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """A graph folder that is up to date.

    Attributes:
        folder: The folder.
        manifest: That of the graph.
        changes: What had to be read; None if the tables are those that stood there.
        summary: What was remembered of the graph, if anything.
        tables: The tables, if they were just made.
    """

    folder: Path
    manifest: Manifest
    changes: Changes | None
    summary: Any = None
    tables: dict[str, pa.Table] | None = field(default=None, repr=False)

    def graph(self) -> KnowledgeGraph:
        """The graph: its tables are in memory if they were just made, else they are read when asked for."""
        from kg.store.frames import graph_of, read

        return read(self.folder) if self.tables is None else graph_of(self.tables, self.manifest)


@dataclass(frozen=True)
class Listing:
    """The files of a vault as they were found.

    Attributes:
        files: All files, sorted.
        faults: Faults of whole files.
        horizon: Times from here on prove nothing.
    """

    files: Sequence[File]
    faults: Sequence[Fault]
    horizon: int

    @cached_property
    def columns(self) -> tuple[Sequence[NotePath], Sequence[array[int]]]:
        """Paths of all files; and their sizes, when they were modified, and when altered."""
        paths, *stamps = zip(*self.files, strict=True) if self.files else [()] * len(File._fields)
        return paths, [array("q", numbers) for numbers in stamps]

    @cached_property
    def digest(self) -> str:
        """A digest of all that the list says."""
        total = hashlib.sha256(repr(self.faults).encode(errors="surrogatepass"))
        paths, stamps = self.columns
        total.update("\0".join(paths).encode())
        for numbers in stamps:
            total.update(numbers)
        return total.hexdigest()


class Task(NamedTuple):
    """What is to be brought up to date.

    Attributes:
        request: What is asked for.
        vault: Folder of the notes.
        folder: Folder of the graph.
    """

    request: Request
    vault: Path
    folder: Path

    def made(self) -> str:
        """A digest of the program and of all it is told beside the notes."""
        return made_by(f"{self.vault.resolve()}\0{self.request.asked()}")


def task_for(
    vault: str | Path,
    output: str | Path,
    *,
    profile: str | None = None,
    rules: RuleSet | str | None = None,
    canvas: bool | None = None,
) -> Task:
    """What `update` has to do for a vault; the arguments are those of `kg.build`, which tells what they mean.

    Raises:
        VaultError: The vault does not exist or cannot be read.
        ConfigError: The configuration is wrong.
        UsageError: There is no such rule set.
    """
    request = request_for(vault, profile=profile, rules=rules, canvas=canvas)
    return Task(request, Path(vault), Path(output))


def listing_of(request: Request) -> Listing:
    """List the files of a vault."""
    now = time.time_ns()
    files, faults = request.vault.files()
    return Listing(files, faults, now - TICK)
