"""Turns a graph into one page that a person reads: numbers, topics, what is missing, what is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from kg.exporters.html.page import asset, render
from kg.exporters.report.faults import fault_groups
from kg.exporters.report.links import links
from kg.exporters.report.numbers import numbers
from kg.exporters.report.pages import doubles, lonely_notes, missing_pages, topics

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

__all__ = ["write_report"]


def write_report(graph: KnowledgeGraph, stream: BinaryIO) -> tuple[str, ...]:
    """Write the report: one HTML page without scripts, in light and dark, fit for printing.

    Args:
        graph: The graph.
        stream: Where to write.

    Returns:
        Remarks for the user; there are none.
    """
    page = render(
        "report/report.html.j2",
        style=asset("report/report.css"),
        manifest=graph.manifest,
        numbers=numbers(graph),
        topics=topics(graph),
        missing=missing_pages(graph),
        links=links(graph),
        lonely=lonely_notes(graph),
        doubles=doubles(graph),
        faults=fault_groups(graph),
    )
    stream.write(page.encode())
    return ()
