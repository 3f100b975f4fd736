"""Turns the differences of two graphs into one page that a person reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.exporters.html.page import asset, render
from kg.exporters.tabular import rows
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.analysis.diff import Diff
    from kg.model.graph import Manifest

__all__ = ["write_differences"]

SHOWN: Final = 500  # rows of each change; the page says how many more there are
_TITLES: Final = {
    ("links", "broken"): "Links that are broken now",
    ("links", "healed"): "Links that are healed",
    ("links", "retargeted"): "Links that lead to another page",
    ("links", "dropped"): "Dangling links that are gone",
    ("nodes", "moved"): "Pages moved or renamed",
    ("nodes", "added"): "Nodes added",
    ("nodes", "removed"): "Nodes removed",
    ("edges", "added"): "Edges added",
    ("edges", "removed"): "Edges removed",
}
_COLUMNS: Final = {
    "nodes": {"key": "Node", "before": "Before", "why": "Why"},
    "edges": {"source": "From", "kind": "Edge", "target": "To", "weight": "Weight"},
    "links": {
        "note": "Note",
        "line": "Line",
        "before": "Written before",
        "written": "Written now",
        "led_to": "Led to",
        "leads_to": "Leads to",
    },
}


def write_differences(found: Diff, old: Manifest, new: Manifest, target: Path) -> None:
    """Write the differences as one HTML page without scripts, whole or not at all.

    Args:
        found: What `kg.diff` found.
        old: The manifest of the graph before.
        new: The manifest of the graph after.
        target: The file.
    """
    sections = [_section(getattr(found, table), table, change) for table, change in _TITLES]
    page = render(
        "differences/differences.html.j2",
        style=asset("report/report.css"),
        old=old,
        new=new,
        sections=[section for section in sections if section["total"]],
    )
    with replacing(target) as file:
        file.write_bytes(page.encode("utf-8", "backslashreplace"))


def _section(frame: DataFrame, table: str, change: str) -> dict[str, Any]:
    chosen = frame[frame["change"] == change]
    columns = {name: title for name, title in _COLUMNS[table].items() if chosen[name].notna().any()}
    return {
        "id": f"{table}-{change}",
        "title": _TITLES[table, change],
        "total": len(chosen),
        "more": max(len(chosen) - SHOWN, 0),
        "table": table,
        "columns": list(columns.values()),
        "rows": [
            ["" if value is None else str(value) for value in row]
            for row in rows(chosen.head(SHOWN), *columns)
        ],
    }
