"""What all actions plan from: the graph, the notes, the dangling links with their causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.config import Config
from kg.health.causes import Cause, causes
from kg.health.dangling import dangling_links
from kg.health.history import Deletion, deletions
from kg.repair.notes import Notes
from kg.repair.targets import Spelling

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from kg.builder.vault import Vault
    from kg.model.graph import KnowledgeGraph
    from kg.model.profile import Profile


class Material:
    """A vault to be mended.

    Args:
        graph: A graph of the vault.
        vault: The notes.
        only: Causes to look at; none means all.
        folder: Folder of the vault, whose Git history knows deleted pages.
        profile: The rules by which the graph was built.
        least: How many notes have to ask for a page before a stub is worth while.

    Attributes:
        left: Counts what cannot be planned, by reason.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        vault: Vault,
        *,
        only: Sequence[Cause] = (),
        folder: Path | None = None,
        profile: Profile | None = None,
        least: int = 2,
    ) -> None:
        self.graph = graph
        self.notes = Notes(graph, vault)
        self.only = frozenset(only)
        self.folder, self.least = folder, least
        self.profile = profile or Config().profile_named(graph.manifest.profile)
        self.left: Counter[str] = Counter()

    @cached_property
    def deleted(self) -> Mapping[str, Deletion]:
        """Files that were deleted, by path."""
        return {} if self.folder is None else deletions(self.folder)

    @cached_property
    def path(self) -> Series[Any]:
        """Path of each node."""
        return self.graph.nodes["path"].astype(object)

    @cached_property
    def links(self) -> DataFrame:
        """The dangling links, as `kg.health.dangling.dangling_links` gives them."""
        return dangling_links(self.graph)

    @cached_property
    def causes(self) -> DataFrame:
        """The missing pages with their causes, by key; of the causes wanted only."""
        table = causes(self.graph, deleted=self.deleted).set_index("key")
        return table[table["cause"].isin(self.only)] if self.only else table

    @cached_property
    def spelling(self) -> Spelling:
        """How pages are written as targets of links."""
        return Spelling(self.graph, pages=self.profile.pages)

    def narrowed_from(self, cause: Cause) -> bool:
        """Whether a cause is left out by choice."""
        return bool(self.only) and cause not in self.only
