"""Prints tables in the format asked for: for people on a terminal, or for programs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from kg.cli.data import rows, write_csv, write_json_array, write_json_lines
from kg.cli.options import Format, Output
from kg.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame
    from rich.console import Console
    from rich.table import Table

_WIDE: Final = 10_000  # of a table that goes to a file or a pipe: a row is a line there, whatever its length


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
            console().print(rich_table(kept, columns))
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


def rich_table(table: DataFrame, columns: Mapping[str, str], *, title: str | None = None) -> Table:
    """A table for people, in which no text is taken for markup and none is cut.

    Args:
        table: What to show.
        columns: Names of the columns to show, with their headings.
        title: What to write above it.

    Returns:
        Something a `console` prints.
    """
    from pandas.api.types import is_numeric_dtype
    from rich.table import Table
    from rich.text import Text

    view = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for name, heading in columns.items():
        number = is_numeric_dtype(table[name].dtype)
        view.add_column(Text(heading), justify="right" if number else "left", overflow="fold")
    for row in rows(table[list(columns)]):
        view.add_row(*(Text(shown(value)) for value in row))
    return view


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
