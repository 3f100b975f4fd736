"""What a build is asked for: which notes, read how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from kg.builder.table_vault import TableVault, is_table
from kg.builder.vault import FolderVault, MemoryVault, Vault
from kg.config import CheckSettings, Config, RdfSettings, load_config
from kg.errors import UsageError
from kg.model.kinds import RuleSet

Document = TypeVar("Document")
Progress = Callable[[str, int, int], None]  # what is being done, how much is done, how much there is to do

SAMPLE: Final = 200  # notes looked at to detect a profile


class Request(NamedTuple):
    """What a build is asked for, the configuration included.

    Attributes:
        vault: The notes.
        config: The configuration in force.
        profile: Name of the profile asked for; empty to detect it.
        rules: Rule set by which links become edges.
        canvas: Whether file cards of canvases count as links.
    """

    vault: Vault
    config: Config
    profile: str
    rules: RuleSet
    canvas: bool

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
    return Request(_opened(vault, config), config, profile or config.profile, _rules(rules, config), cards)


def _opened(vault: str | Path | Mapping[str, str | bytes], config: Config) -> Vault:
    if isinstance(vault, Mapping):
        return MemoryVault(vault)
    return TableVault(vault) if is_table(vault) else FolderVault(Path(vault), ignore=config.ignore)


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
