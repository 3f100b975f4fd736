"""The run as a whole: find files, read them, join what they say, write the tables."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import __version__
from kg.builder.join import Inputs, join
from kg.builder.reading import Progress, read_documents
from kg.builder.vault import File, FolderVault, MemoryVault, Vault
from kg.config import Config, load_config
from kg.engine.local import Engine, LocalEngine, give_back
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

_SAMPLE: Final = 200  # notes looked at to detect a profile


def build(  # noqa: PLR0913  # what can be asked of a build, each by its name
    vault: str | Path | Mapping[str, str | bytes],
    *,
    profile: str | None = None,
    rules: RuleSet | str | None = None,
    jobs: int | Engine | None = None,
    canvas: bool | None = None,
    config: Config | None = None,
    output: str | Path | None = None,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Turn a vault into a typed knowledge graph.

    Args:
        vault: Folder of notes, or a mapping of paths to texts.
        profile: Name of a profile; by default that of the configuration, else it is detected.
        rules: Rule set by which links become edges; by default that of the configuration, else ``folded``.
        jobs: Threads that read notes, by default one a processor, four at most; or an engine to read them
            with. The result does not depend on it.
        canvas: Whether file cards of canvases count as links.
        config: Settings to use instead of those that ``kg.toml`` has for the vault.
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
    if config is None:
        config = Config() if isinstance(vault, Mapping) else load_config(Path(vault))
    place: Vault = (
        MemoryVault(vault) if isinstance(vault, Mapping) else FolderVault(Path(vault), ignore=config.ignore)
    )
    chosen = _rules(rules, config)
    if isinstance(jobs, int) and jobs < 1:
        raise UsageError(f"{jobs} jobs cannot do anything.", hint="Use 1 or more.")
    cards = config.canvas if canvas is None else canvas
    with _without_collector():
        engine = LocalEngine(jobs) if jobs is None or isinstance(jobs, int) else jobs
        tables, manifest = _tables(place, config, profile, chosen, cards, engine, progress)
    if output is not None:
        if progress is not None:
            progress("writing", 0, 1)
        give_back()  # what joining needed
        folder = None if isinstance(vault, Mapping) else Path(vault)
        write_artefact(tables, manifest, Path(output), vault=folder, jobs=engine.jobs)
    return graph_of(tables, manifest)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Spare the collector millions of fruitless visits: no cycles are made here (6 % of a build's time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tables(
    place: Vault,
    config: Config,
    profile: str | None,
    rules: RuleSet,
    cards: bool,  # noqa: FBT001 — private, and named as the configuration names it
    engine: Engine,
    progress: Progress | None,
) -> tuple[dict[str, pa.Table], Manifest]:
    files, faults = place.files()
    numbers = np.array([row for row, file in enumerate(files) if _is_document(file, canvas=cards)], np.int64)
    documents = [files[row] for row in numbers.tolist()]
    used = _profile(profile, config, place, documents)
    said = read_documents(place, documents, used, engine, progress)
    if progress is not None:
        progress("joining", 0, 1)
    tables = join(Inputs(files, numbers, said, faults, used, rules, config.aliases))
    options = {"canvas": cards, "aliases": config.aliases, "ignore": list(config.ignore)}
    manifest = Manifest(
        vault=place.name,
        rules=rules,
        profile=used.name,
        kg=__version__,
        digest=digest_of(*(tables["sources"][name].to_pylist() for name in ("path", "digest"))),
        counts={name: len(table) for name, table in tables.items()},
        options=options,
    )
    return tables, manifest


def _rules(rules: RuleSet | str | None, config: Config) -> RuleSet:
    if rules is None:
        return config.rules
    if rules not in list(RuleSet):
        raise UsageError(f"No rule set {str(rules)!r}.", hint=f"There are {', '.join(RuleSet)}.")
    return RuleSet(rules)


def _is_document(file: File, *, canvas: bool) -> bool:
    suffix = file.path.rpartition(".")[2].lower()
    return suffix == "md" or (canvas and suffix == "canvas")


def _profile(name: str | None, config: Config, vault: Vault, documents: Sequence[File]) -> Profile:
    """The profile asked for, else the first one whose mark most of a sample of notes carry, else `plain`."""
    if name or config.profile:
        return config.profile_named(name or config.profile)
    sample = [_note(vault, file) for file in documents[:: max(1, len(documents) // _SAMPLE)][:_SAMPLE]]
    if not sample:
        return config.profiles["plain"]
    properties = extract(sample, Profile()).properties
    names = list(zip(properties["note"].tolist(), properties["name"].tolist(), strict=True))
    for candidate in config.profiles.values():
        carriers = {note for note, key in names if key == candidate.detect}
        if candidate.detect and len(carriers) * 2 > len(sample):
            return candidate
    return config.profiles["plain"]


def _note(vault: Vault, file: File) -> Note:
    """The beginning of a note; one that cannot be read counts as empty here and is reported later."""
    try:
        return Note(file.path, vault.read(file.path)[:8192])
    except OSError:
        return Note(file.path, b"")


def digest_of(paths: Iterable[str], digests: Iterable[str | None]) -> str:
    """One digest over all paths and digests.

    >>> digest_of(["a.md"], [None]) == digest_of(["a.md"], ["0"])
    False
    """
    total = hashlib.sha256()
    for path, digest in zip(paths, digests, strict=True):
        total.update(f"{path}\0{digest}\n".encode())
    return total.hexdigest()
