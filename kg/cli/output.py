"""Prints tables in the format asked for: for people on a terminal, or for programs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.data import formed, write_csv, write_json_array, write_json_lines
from kg.cli.options import Format, Output
from kg.cli.table import Column, lines, widths
from kg.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame
    from rich.console import Console

_WIDE: Final = 1 << 30  # of a table that goes to a file or a pipe: a row is a line there, whatever its length


def emit(table: DataFrame, output: Output, *, columns: Mapping[str, str], of: str) -> None:
    """Print a table in the format asked for; if rows are left out, say so on stderr.

    Args:
        table: What to print; programs get all its columns.
        output: The format, and how many rows.
        columns: Names of the columns that people get, with their headings.
        of: What the rows are, for the remark on those left out.
    """
    kept = table.head(output.limit) if output.limit else table
    match output.format:
        case Format.TABLE:
            print_table(kept, columns)
        case Format.JSON:
            write_json_array(kept)
        case Format.JSONL:
            write_json_lines(kept)
        case Format.CSV:
            write_csv(kept)
    remark_left(len(table) - len(kept), of)


def remark_left(left: int, of: str) -> None:
    """Tell the user how many rows the limit left out, if any.

    Args:
        left: How many.
        of: What the rows are.
    """
    if left:
        remark(f"… {left:,} more, --limit 0 shows all {of}")


def remark(text: str) -> None:
    """Tell the user something that is no result.

    Args:
        text: One line, made safe here.
    """
    click.echo(safe(text), err=True)


def console() -> Console:
    """A console on stdout that takes text as text: no markup, no emoji codes, no guessed highlights.

    Returns:
        The console, as wide as the terminal; without one, wide enough that nothing is wrapped.
    """
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def print_table(table: DataFrame, columns: Mapping[str, str], *, title: str | None = None) -> None:
    """Print a table for people, in which no text is taken for markup and none is cut.

    Args:
        table: What to show.
        columns: Names of the columns to show, with their headings.
        title: What to write above it.
    """
    from pandas.api.types import is_numeric_dtype

    print_columns(
        [
            Column(heading, formed(table[name], _shown), right=is_numeric_dtype(table[name].dtype))
            for name, heading in columns.items()
        ],
        title=title,
    )


def print_columns(columns: Sequence[Column], *, title: str | None = None, ends: int = 0) -> None:
    """Print columns side by side.

    Args:
        columns: The columns, of equal length.
        title: What to write above them.
        ends: How many of the last rows stand out, as sums do.
    """
    screen = console()
    places = widths(columns, space=screen.width)
    if title is not None:
        screen.print(title, style="italic", soft_wrap=True)
    rows = len(columns[0].cells) - ends if columns else 0
    above = [column._replace(cells=[column.heading]) for column in columns]
    body, below = (
        [column._replace(cells=column.cells[part]) for column in columns]
        for part in (slice(rows), slice(rows, None))
    )
    for line in lines(above, places, low=True):
        screen.print(line, style="bold", soft_wrap=True)
    sys.stdout.writelines(f"{line}\n" for line in lines(body, places))  # past the console: they have no style
    for line in lines(below, places):
        screen.print(line, style="bold", soft_wrap=True)


def _shown(values: list[Any]) -> list[str]:
    return list(map(shown, values))


def shown(value: object) -> str:
    """A value as people like to read it, safe to print.

    Args:
        value: Any value of a table.

    Returns:
        One line of text.

    Example:
        >>> shown(12345), shown(0.123456), shown(None), shown(["a", "b"])
        ('12,345', '0.123', '', 'a, b')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.3g}"
        case list():
            return ", ".join(map(shown, value))
        case _:
            return safe(str(value))
