"""Prints what a graph holds, in numbers, and the account of what became of each mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.data import write_csv, write_json, write_json_lines
from kg.cli.options import Format
from kg.cli.output import print_columns, shown
from kg.cli.table import Column
from kg.model.kinds import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

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
            _print_tables(counts)
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


def _print_tables(counts: Counts) -> None:
    for name in TALLIES:
        tally = getattr(counts, name)
        if len(tally):
            rows = list(tally.items())
            total = [("all", sum(tally.values()))] if len(rows) > 1 else []
            _print((name, ""), rows + total, ends=len(total))
    text = {"headings": counts.headings, "words": counts.words, "times that cannot be read": counts.timeless}
    _print(("text", ""), list(text.items()))
    _print_outcomes(counts)


def _print_outcomes(counts: Counts) -> None:
    """Each column adds up to all mentions; both numbers are shown, so that everyone can see it."""
    columns = counts.outcomes
    rules = list(columns)
    rows = [(outcome, *(columns[name][outcome] for name in rules)) for outcome in columns[RuleSet.OBSIDIAN]]
    mentions = sum(counts.mentions.values())
    ends = [
        ("sum", *(sum(columns[name].values()) for name in rules)),
        ("mentions", *[mentions] * len(rules)),
    ]
    _print(("outcome under the rules", *rules), rows + ends, ends=len(ends))


def _print(headings: Iterable[str], rows: list[Any], *, ends: int = 0) -> None:
    texts = [list(map(shown, column)) for column in zip(*rows, strict=True)]
    first, *others = map(Column, headings, texts)
    print_columns(
        [first._replace(least=24), *(column._replace(right=True, least=10) for column in others)], ends=ends
    )
    click.echo()
