"""Turns links and findings into a table by channel or, where there are none, by folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from pandas import DataFrame, Series

from kg.exporters.report.links import meant_links
from kg.exporters.report.pages import Excerpt
from kg.exporters.tabular import rows
from kg.health.check import Severity
from kg.model.kinds import NodeKind, Outcome

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

FOLDERS: Final = 100
TOP: Final = "(top folder)"
_CHANNEL: Final = "channel"


class FolderRow(NamedTuple):
    """What is at fault in one channel or folder.

    Attributes:
        name: The first part of the paths.
        notes: Notes in it.
        links: Links to pages in them.
        dangling: Those of them that lead to a missing page.
        errors: Findings of that severity, and so on.
        most: The check that finds most there, errors and warnings before infos; empty if none does.
    """

    name: str
    notes: int
    links: int
    dangling: int
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    most: str = ""

    @property
    def share(self) -> float:
        """Share of the links that lead to a missing page."""
        return self.dangling / self.links if self.links else 0.0


def in_channels(graph: KnowledgeGraph) -> bool:
    """Whether the vault's folders are channels."""
    return bool((graph.nodes["kind"] == _CHANNEL).any())


def folder_rows(graph: KnowledgeGraph, findings: DataFrame | None = None) -> Excerpt[FolderRow]:
    """The folders at the top of the vault, those with most dangling links first.

    Args:
        graph: The graph.
        findings: What `kg.check` found, if that is to be counted too.

    Returns:
        A row for each that holds notes.
    """
    nodes, links = graph.nodes, meant_links(graph)
    home = Series(_tops(nodes["path"]), index=nodes.index)
    source = links["source"].map(home)
    dangling = links[f"outcome_{graph.manifest.rules}"] == Outcome.MISSING
    table = DataFrame(
        {
            "notes": home[nodes["kind"] == NodeKind.NOTE].value_counts(),
            "links": source.value_counts(),
            "dangling": source[dangling].value_counts(),
        }
    )
    table = _judged(table, findings) if findings is not None else table
    table = table.fillna({"most": ""}).fillna(0).rename_axis("name").reset_index()
    table = table.sort_values(["dangling", "notes", "name"], ascending=[False, False, True])
    columns = [name for name in FolderRow._fields if name in table.columns]
    counts = [name for name in columns if name not in {"name", "most"}]
    shown = table.head(FOLDERS).astype(dict.fromkeys(counts, "int64"))
    return Excerpt([FolderRow(*row) for row in rows(shown, *columns)], len(table))


def _tops(paths: Series[str]) -> list[str]:
    return [path.partition("/")[0] if "/" in path else TOP for path in paths.fillna("").tolist()]


def _judged(table: DataFrame, findings: DataFrame) -> DataFrame:
    """The table with the findings of each severity, and the check that finds most."""
    home = np.array(_tops(findings["path"]), dtype=object)
    severity = findings["severity"].astype("str").to_numpy()
    names = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "infos"}
    counted = {column: Series(home[severity == one]).value_counts() for one, column in names.items()}
    matters = Series(severity != Severity.INFO)
    number = (
        DataFrame({"name": home, "check": findings["check"].astype("str").to_numpy(), "matters": matters})
        .groupby(["name", "matters", "check"])
        .size()
        .rename("number")
        .reset_index()
        .sort_values(["matters", "number", "check"], ascending=[False, False, True])
        .drop_duplicates("name")
    )
    return table.assign(**counted, most=number.set_index("name")["check"])
