"""The graph as a value: typed tables and what is known of how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.model.kinds import RuleSet
from kg.model.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an artefact was made. Written as ``manifest.json``; holds no clock time.

    Attributes:
        vault: Name of the vault's folder.
        rules: Rule set by which ``target`` and the edges were chosen.
        profile: Name of the profile in force.
        kg: Version of the program that wrote it.
        schema: Version of the tables' layout.
        digest: SHA-256 over the sorted list of files and their digests.
        counts: Rows of each table.
        options: Every other option that changes the result.
    """

    vault: str
    rules: RuleSet
    profile: str
    kg: str
    digest: str
    counts: Mapping[str, int]
    schema: int = SCHEMA_VERSION
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A vault as a typed graph: one pandas frame for each table of `kg.model.tables`.

    ``tables`` may read from disk when a table is first asked for. Frames are shared, not copied: treat
    them as read-only.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": ""})
        >>> graph.edges[["source", "target", "kind"]].values.tolist()
        [[0, 1, 'links_to']]
    """

    tables: Mapping[str, DataFrame]
    manifest: Manifest

    @property
    def nodes(self) -> DataFrame:
        """One row a node; the index is the node's number."""
        return self.tables["nodes"]

    @property
    def mentions(self) -> DataFrame:
        """One row an occurrence of a link, embed, tag or address."""
        return self.tables["mentions"]

    @property
    def moments(self) -> DataFrame:
        """One row a timestamp."""
        return self.tables["moments"]

    @property
    def edges(self) -> DataFrame:
        """One row a (source, target, kind)."""
        return self.tables["edges"]

    @property
    def aliases(self) -> DataFrame:
        """One row a name of a node."""
        return self.tables["aliases"]

    @property
    def properties(self) -> DataFrame:
        """One row a front-matter value or inline field."""
        return self.tables["properties"]

    @property
    def headings(self) -> DataFrame:
        """One row a heading or block anchor."""
        return self.tables["headings"]

    @property
    def faults(self) -> DataFrame:
        """One row a piece of content that could not be read as meant."""
        return self.tables["faults"]

    @property
    def sources(self) -> DataFrame:
        """One row a file of the vault."""
        return self.tables["sources"]

    @property
    def metrics(self) -> DataFrame:
        """One row a page, one column a measure; of graphs that were analysed."""
        return self._derived("metrics")

    @property
    def communities(self) -> DataFrame:
        """One row a page and level, the community it belongs to; of graphs that were analysed."""
        return self._derived("communities")

    @property
    def suggestions(self) -> DataFrame:
        """One row a pair of notes that could be linked; of graphs that were analysed."""
        return self._derived("suggestions")

    @property
    def layout(self) -> DataFrame:
        """One row a node, its place in pictures; of graphs that were analysed or explored."""
        return self._derived("layout")

    def _derived(self, name: str) -> DataFrame:
        if name not in self.tables:
            raise UsageError(f"The graph has no table {name}.", hint="`kg analyse FOLDER` computes it.")
        return self.tables[name]

    def _repr_html_(self) -> str:
        """What the graph holds, as a table for notebooks."""
        parts = []
        for table in (self.nodes, self.edges):
            counts = table["kind"].value_counts().items()
            told = sorted(
                ((str(kind), int(count)) for kind, count in counts), key=lambda row: (-row[1], row[0])
            )
            parts.append("<br>".join(f"{escape(kind)} {count:,}" for kind, count in told))
        rows = (
            (f"{len(self.nodes):,} nodes", parts[0]),
            (f"{len(self.edges):,} edges", parts[1]),
            ("rules, profile", f"{escape(self.manifest.rules)}, {escape(self.manifest.profile)}"),
        )
        left = 'style="text-align:left; vertical-align:top"'
        cells = "".join(f"<tr><th {left}>{name}</th><td {left}>{told}</td></tr>" for name, told in rows)
        return f"<table><caption>{escape(self.manifest.vault)}</caption>{cells}</table>"

    def __repr__(self) -> str:
        counts = self.manifest.counts
        return f"<KnowledgeGraph {self.manifest.vault!r}: {counts['nodes']} nodes, {counts['edges']} edges>"
