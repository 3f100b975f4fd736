"""Turns the results of one benchmark into a table for people and a value for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from benchmarks.measure import Runs, middle, ratio


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark found.

    Attributes:
        name: Its name on the command line.
        about: One line: what is compared with what.
        columns: Headings.
        rows: Cells; numbers stay numbers.
        remarks: What was left out, and why.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    remarks: list[str] = field(default_factory=list)

    def view(self) -> Table:
        """The table as shown on a terminal."""
        table = Table(title=f"{self.name}: {self.about}", title_justify="left", box=box.SIMPLE_HEAD)
        for heading in self.columns:
            first = heading == self.columns[0]
            table.add_column(heading, justify="left" if first else "right", no_wrap=first)
        for row in self.rows:
            table.add_row(*(Text(shown(cell)) for cell in row))
        return table

    def value(self) -> dict[str, Any]:
        """The table as JSON: a list of objects, one a row."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"name": self.name, "about": self.about, "rows": rows, "remarks": self.remarks}


def shown(cell: Any) -> str:
    """A cell as text: three digits are as many as such a measurement deserves."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def compared(runs: Runs, floors: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Columns and rows of a comparison: the medians, and the ratios to each floor that took part."""
    present = [name for name in floors if name in runs]
    ratios = [f"{what} ÷ {name}" for name in present for what in ("CPU", "wall")]
    columns = ("what", "CPU s", "wall s", "peak MB", *ratios)
    rows = []
    for name, measured in runs.items():
        quotients = [ratio(measured, runs[floor], field) for floor in present for field in ("cpu", "wall")]
        rows.append((name, *middle(measured), *quotients))
    return columns, rows
