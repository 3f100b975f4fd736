"""Prints what a graph holds, in numbers, and the account of what became of each mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.cli.data import write_csv, write_json, write_json_lines
from kg.cli.options import Format
from kg.cli.output import console, shown
from kg.model.kinds import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pandas import DataFrame
    from rich.table import Table

    from kg.analysis.counts import Counts

TALLIES = ("nodes", "edges", "mentions", "moments", "faults")


def print_account(counts: Counts, form: Format) -> None:
    """Print the numbers: tables for people, one object as JSON, a row a number as JSON lines and CSV.

    Args:
        counts: The numbers.
        form: The format.
    """
    match form:
        case Format.TABLE:
            screen = console()
            for table in _tables(counts):
                screen.print(table)
                screen.print()
        case Format.JSON:
            write_json(_document(counts))
        case Format.JSONL:
            write_json_lines(_rows(counts))
        case Format.CSV:
            write_csv(_rows(counts))


def _document(counts: Counts) -> dict[str, Any]:
    tallies = {name: getattr(counts, name) for name in TALLIES}
    return {
        **tallies,
        "outcomes": counts.outcomes,
        "timeless": counts.timeless,
        "headings": counts.headings,
        "words": counts.words,
    }


def _rows(counts: Counts) -> DataFrame:
    from pandas import DataFrame

    found: list[tuple[str, str, int]] = []
    for what, value in _document(counts).items():
        if what == "outcomes":
            for rules, column in value.items():
                found += [(f"outcomes {rules}", outcome, count) for outcome, count in column.items()]
        elif isinstance(value, dict):
            found += [(what, name, count) for name, count in value.items()]
        else:
            found.append((what, "all", value))
    return DataFrame(found, columns=["what", "name", "count"])


def _tables(counts: Counts) -> Iterator[Table]:
    for name in TALLIES:
        tally = getattr(counts, name)
        if len(tally):
            rows = list(tally.items())
            total = [("all", sum(tally.values()))] if len(rows) > 1 else []
            yield _table((name, ""), rows, total)
    text = {"headings": counts.headings, "words": counts.words, "times that cannot be read": counts.timeless}
    yield _table(("text", ""), list(text.items()), [])
    yield _outcomes(counts)


def _outcomes(counts: Counts) -> Table:
    """Each column adds up to all mentions; both numbers are shown, so that everyone can see it."""
    columns = counts.outcomes
    rules = list(columns)
    rows = [(outcome, *(columns[name][outcome] for name in rules)) for outcome in columns[RuleSet.OBSIDIAN]]
    mentions = sum(counts.mentions.values())
    ends = [
        ("sum", *(sum(columns[name].values()) for name in rules)),
        ("mentions", *[mentions] * len(rules)),
    ]
    return _table(("outcome under the rules", *rules), rows, ends)


def _table(headings: Iterable[str], rows: list[Any], ends: list[Any]) -> Table:
    from rich.table import Table
    from rich.text import Text

    first, *others = headings
    view = Table(box=None, header_style="bold", pad_edge=False)
    view.add_column(first, min_width=24, overflow="fold")
    for heading in others:
        view.add_column(heading, justify="right", min_width=10)
    for row in rows:
        view.add_row(*(Text(shown(value)) for value in row))
    for row in ends:
        view.add_row(*(Text(shown(value)) for value in row), style="bold")
    return view
