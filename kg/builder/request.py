"""What a build is asked for: which notes, read how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from kg.builder.remote_vault import RemoteVault, is_address
from kg.builder.table_vault import TableVault, is_table
from kg.builder.vault import FolderVault, MemoryVault, Vault
from kg.config import CheckSettings, Config, RdfSettings, load_config
from kg.errors import UsageError
from kg.model.kinds import RuleSet

Document = TypeVar("Document")
Progress = Callable[[str, int, int], None]  # what is being done, how much is done, how much there is to do

SAMPLE: Final = 200  # notes looked at to detect a profile


class Told(NamedTuple):
    """What files tell of a vault.

    Attributes:
        profile: Name of the profile whose files they are.
        files: The files.
    """

    profile: str
    files: str


class Request(NamedTuple):
    """What a build is asked for, the configuration included.

    Attributes:
        vault: The notes.
        config: The configuration in force.
        profile: Name of the profile asked for; empty to detect it.
        rules: Rule set by which links become edges.
        canvas: Whether file cards of canvases count as links.
        told: Which profile files beside the notes tell, if any do, and which files.
    """

    vault: Vault
    config: Config
    profile: str
    rules: RuleSet
    canvas: bool
    told: Told | None = None

    def asked(self) -> str:
        """All that decides what is made of the files, as text; not what is done with it later."""
        deciding = replace(self.config, check=CheckSettings(), rdf=RdfSettings(), memory=0)
        return repr((deciding, *self[2:]))


def request_for(
    vault: str | Path | Mapping[str, str | bytes],
    *,
    profile: str | None = None,
    rules: RuleSet | str | None = None,
    canvas: bool | None = None,
) -> Request:
    """Complete what a caller says by the vault's configuration; `kg.build` tells what the arguments mean.

    Raises:
        VaultError: The folder does not exist or cannot be read.
        ConfigError: The configuration is wrong.
        UsageError: There is no such rule set.
    """
    config = Config() if isinstance(vault, Mapping) else load_config(Path(vault))
    cards = config.canvas if canvas is None else canvas
    asked, told = profile or config.profile, told_by(vault, config)
    return Request(_opened(vault, config), config, asked, _rules(rules, config), cards, told)


def told_by(vault: str | Path | Mapping[str, str | bytes], config: Config) -> Told | None:
    """The first profile whose tell-tale files are there: in the vault, or beside it in the folder above.

    Args:
        vault: The vault; files beside a table of notes are not asked.
        config: The profiles there are.

    Example:
        >>> told_by({"a.md": "", "logseq/config.edn": "{}"}, Config())
        Told(profile='logseq', files='logseq/config.edn')
    """
    if not isinstance(vault, Mapping) and is_table(vault):
        return None
    is_there = _lookup(vault)
    for name, profile in config.profiles.items():
        for files in profile.tells:
            if all(map(is_there, files.split(" + "))):
                return Told(name, files)
    return None


def _lookup(vault: str | Path | Mapping[str, str | bytes]) -> Callable[[str], bool]:
    """What tells whether a path is in a vault or beside it."""
    if isinstance(vault, Mapping):
        return partial(_in_mapping, vault)
    return RemoteVault(str(vault)).holds if is_address(vault) else partial(_beside, Path(vault))


def _in_mapping(vault: Mapping[str, str | bytes], path: str) -> bool:
    return any(one.startswith(path) for one in vault) if path.endswith("/") else path in vault


def _beside(vault: Path, path: str) -> bool:
    """Whether a path is in a folder or beside it; a link is as good as what it leads to."""
    place = vault.resolve()
    known = (folder / path for folder in (place, place.parent))
    return any(one.is_dir() if path.endswith("/") else one.is_file() for one in known)


def _opened(vault: str | Path | Mapping[str, str | bytes], config: Config) -> Vault:
    if isinstance(vault, Mapping):
        return MemoryVault(vault)
    if is_table(vault):
        return TableVault(vault)
    if is_address(vault):
        return RemoteVault(str(vault), ignore=config.ignore)
    return FolderVault(Path(vault), ignore=config.ignore)


def _rules(rules: RuleSet | str | None, config: Config) -> RuleSet:
    if rules is None:
        return config.rules
    if rules not in list(RuleSet):
        raise UsageError(f"No rule set {str(rules)!r}.", hint=f"There are {', '.join(RuleSet)}.")
    return RuleSet(rules)


def is_document(path: str, *, canvas: bool) -> bool:
    """Whether a file is read: a note, or a canvas if those are asked for.

    >>> is_document("a.MD", canvas=False), is_document("a.canvas", canvas=False)
    (True, False)
    """
    suffixes = (".md", ".canvas") if canvas else ".md"
    return path.endswith(suffixes) or f".{path}".lower().endswith(suffixes)


def sample(documents: Sequence[Document]) -> Sequence[Document]:
    """The documents by which a profile is detected."""
    return documents[:: max(1, len(documents) // SAMPLE)][:SAMPLE]
