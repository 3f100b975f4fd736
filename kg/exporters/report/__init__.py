"""Turns a graph into one page that a person reads: what is wrong and what to do first, topics, numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, BinaryIO

from kg.exporters.html.page import asset, json_block, render
from kg.exporters.places import opener
from kg.exporters.report.faults import fault_groups
from kg.exporters.report.folders import folder_rows, in_channels
from kg.exporters.report.health import health
from kg.exporters.report.links import links
from kg.exporters.report.numbers import numbers
from kg.exporters.report.pages import doubles, lonely_notes, missing_pages, topics

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.graph import KnowledgeGraph

__all__ = ["write_report"]


def write_report(
    graph: KnowledgeGraph,
    stream: BinaryIO,
    *,
    quick: bool = False,
    vault: Path | None = None,
    open_note: str = "",
) -> tuple[str, ...]:
    """Write the report: one HTML page in light and dark, fit for printing, that loads nothing.

    Args:
        graph: The graph.
        stream: Where to write.
        quick: Leave out causes, fixes, findings and the search, which take most of the time; the page then
            lists missing pages, unconnected notes and faults, and has no script.
        vault: Folder of the notes, for checks that read them, the vault's settings and its Git history.
        open_note: Address by which places are linked, as `kg.exporters.places.opener` takes it.

    Returns:
        Remarks for the user; there are none.

    Raises:
        UsageError: The address is none that opens a note.
    """
    opening = opener(open_note, vault=vault, name=graph.manifest.vault)
    shared = {"numbers": numbers(graph), "topics": topics(graph), "links": links(graph)}
    told = _quick(graph) if quick else {"health": health(graph, vault=vault)}
    page = render(
        "report/report.html.j2",
        style=asset("report/report.css"),
        scripts=() if quick else (asset("report/search.js"),),
        manifest=graph.manifest,
        in_channels=in_channels(graph),
        opener=opening,
        opening=json_block(asdict(opening)),
        **shared,
        **told,
    )
    stream.write(page.encode())
    return ()


def _quick(graph: KnowledgeGraph) -> dict[str, object]:
    """What stands in the place of the account of health."""
    return {
        "health": None,
        "missing": missing_pages(graph),
        "folders": folder_rows(graph),
        "lonely": lonely_notes(graph),
        "doubles": doubles(graph),
        "faults": fault_groups(graph),
    }
