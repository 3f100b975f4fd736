"""The run as a whole: find files, read them, join what they say, write the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from kg import __version__
from kg.builder.join import Inputs, join
from kg.builder.reading import read_documents
from kg.builder.request import Progress, Request, is_document, request_for, sample
from kg.builder.vault import File, Vault
from kg.engine.local import Engine, LocalEngine
from kg.engine.memory import give_back, without_collector
from kg.errors import UsageError
from kg.extract.batch import Note
from kg.extract.note import extract
from kg.model.graph import KnowledgeGraph, Manifest
from kg.model.kinds import RuleSet
from kg.model.profile import Profile
from kg.store.artefact import write_artefact
from kg.store.frames import graph_of

if TYPE_CHECKING:
    import pyarrow as pa

BEGINNING: Final = 8192  # bytes of a note that is looked at to detect a profile
_AT_ONCE: Final = 100_000  # lines that are made into one text


def build(
    vault: str | Path | Mapping[str, str | bytes],
    *,
    profile: str | None = None,
    rules: RuleSet | str | None = None,
    jobs: int | Engine | None = None,
    canvas: bool | None = None,
    output: str | Path | None = None,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Turn a vault into a typed knowledge graph.

    Args:
        vault: Folder of notes, a Parquet or JSON Lines table of paths and texts, or a mapping of them.
        profile: Name of a profile; by default that of the configuration, else it is detected.
        rules: Rule set by which links become edges; by default that of the configuration, else ``folded``.
        jobs: Threads that read notes, by default one a processor, four at most; or an engine to read them
            with. The result does not depend on it.
        canvas: Whether file cards of canvases count as links.
        output: Folder to write the tables to; nothing is written by default.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Returns:
        The graph; its tables are in memory.

    Raises:
        VaultError: The folder does not exist or cannot be read.
        ConfigError: The configuration is wrong, or there is no such profile.
        UsageError: There is no such rule set, or ``jobs`` is not positive.

    Example:
        >>> graph = build({"a.md": "See [[b]] and [[c]].", "b.md": ""})
        >>> graph.nodes["key"].tolist()
        ['note:a.md', 'note:b.md', 'missing:c']
    """
    request = request_for(vault, profile=profile, rules=rules, canvas=canvas)
    if isinstance(jobs, int) and jobs < 1:
        raise UsageError(f"{jobs} jobs cannot do anything.", hint="Use 1 or more.")
    engine = LocalEngine(jobs) if jobs is None or isinstance(jobs, int) else jobs
    tables, manifest = made_of(request, engine, progress)
    if output is not None:
        if progress is not None:
            progress("writing", 0, 1)
        give_back()  # what joining needed
        write_artefact(tables, manifest, Path(output), vault=request.vault.folder, jobs=engine.jobs)
    return graph_of(tables, manifest)


def made_of(
    request: Request, engine: Engine, progress: Progress | None
) -> tuple[dict[str, pa.Table], Manifest]:
    """The tables of what is asked for, and how they were made."""
    with without_collector():
        given = _inputs(request, engine, progress)
        if progress is not None:
            progress("joining", 0, 1)
        tables = join(given)
    return tables, manifest_of(request, given.profile, tables)


def _inputs(request: Request, engine: Engine, progress: Progress | None) -> Inputs:
    files, faults = request.vault.files()
    rows = document_rows(files, canvas=request.canvas)
    documents = [files[row] for row in rows.tolist()]
    profile = profile_for(request, partial(beginnings, request.vault, documents))
    room = request.config.memory
    said = read_documents(request.vault, documents, profile, engine, progress, room=room)
    return Inputs(files, rows, said, faults, profile, request.rules, request.config.aliases)


def document_rows(files: Sequence[File], *, canvas: bool) -> NDArray[np.int64]:
    """Which of the files are read."""
    return np.array(
        [row for row, file in enumerate(files) if is_document(file.path, canvas=canvas)], np.int64
    )


def manifest_of(request: Request, profile: Profile, tables: Mapping[str, pa.Table]) -> Manifest:
    """How the tables of a request were made."""
    digest = digest_of(*(tables["sources"][name].to_pylist() for name in ("path", "digest")))
    return manifest_with(request, profile, digest, {name: len(table) for name, table in tables.items()})


def manifest_with(request: Request, profile: Profile, digest: str, counts: Mapping[str, int]) -> Manifest:
    """How tables were made of which only a digest of the files and the numbers of rows are at hand."""
    config = request.config
    options = {"canvas": request.canvas, "aliases": config.aliases, "ignore": list(config.ignore)}
    return Manifest(
        vault=request.vault.name,
        rules=request.rules,
        profile=profile.name,
        kg=__version__,
        digest=digest,
        counts=counts,
        options=options,
    )


def profile_for(request: Request, beginnings: Callable[[], Sequence[Note]]) -> Profile:
    """The profile asked for, else the first one whose mark most of a sample of notes carry.

    Else it is the one that files tell, else `plain`.

    Args:
        request: What is asked for.
        beginnings: Gives the beginnings of the sample, if they are to be looked at.
    """
    profiles = request.config.profiles
    if request.profile:
        return request.config.profile_named(request.profile)
    otherwise = profiles[request.told.profile if request.told else "plain"]
    notes = beginnings()
    if not notes:
        return otherwise
    properties = extract(notes, Profile()).properties
    names = list(zip(properties["note"].tolist(), properties["name"].tolist(), strict=True))
    for candidate in profiles.values():
        carriers = {note for note, key in names if key == candidate.detect}
        if candidate.detect and len(carriers) * 2 > len(notes):
            return candidate
    return otherwise


def beginnings(vault: Vault, documents: Sequence[File]) -> list[Note]:
    """The beginnings of a sample; of a note that cannot be read it is empty here, and that is told later."""
    return [Note(file.path, _beginning(vault, file)) for file in sample(documents)]


def _beginning(vault: Vault, file: File) -> bytes:
    try:
        return vault.read(file.path)[:BEGINNING]
    except OSError:
        return b""


def digest_of(paths: Iterable[str], digests: Iterable[str | None]) -> str:
    """One digest over all paths and digests.

    >>> digest_of(["a.md"], [None]) == digest_of(["a.md"], ["0"])
    False
    """
    total = hashlib.sha256()
    files = zip(paths, digests, strict=True)
    while lines := "".join([f"{path}\0{digest}\n" for path, digest in islice(files, _AT_ONCE)]):
        total.update(lines.encode())
    return total.hexdigest()
