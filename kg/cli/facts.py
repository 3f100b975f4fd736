"""Prints all that is known about one node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kg.cli.data import encode, records, write_csv, write_json, write_text
from kg.cli.options import Format
from kg.cli.output import console, print_table, remark_left, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame
    from rich.panel import Panel

    from kg.cli.options import Output
    from kg.explore.facts import Facts

ITSELF: Final = ("key", "kind", "label", "path", "url", "words")
LISTS: Final = {  # list of facts -> its columns, with the headings people see
    "properties": {"name": "property", "value": "value", "line": "line"},
    "aliases": {"alias": "name", "origin": "from", "count": "times"},
    "headings": {"line": "line", "level": "level", "text": "heading"},
    "backlinks": {"note": "linked from", "line": "line", "column": "column", "section": "under", "raw": "as"},
    "links": {"line": "line", "column": "column", "section": "under", "raw": "links", "key": "to"},
    "moments": {"note": "cited in", "line": "line", "written": "moment", "section": "under", "url": "watch"},
    "relations": {"direction": "way", "kind": "relation", "label": "with", "key": "key", "weight": "times"},
}


def print_facts(facts: Facts, output: Output) -> None:
    """Print the facts: panels for people, one object as JSON, a row a fact as JSON lines and CSV.

    Args:
        facts: All about one node.
        output: The format, and how many rows of each list.
    """
    lists: dict[str, DataFrame] = {name: getattr(facts, name) for name in LISTS}
    kept = {name: table.head(output.limit) if output.limit else table for name, table in lists.items()}
    itself = {name: getattr(facts, name) for name in ITSELF}
    match output.format:
        case Format.TABLE:
            _print_panels(itself, kept, lists)
        case Format.JSON:
            write_json({**itself, **{name: list(records(table)) for name, table in kept.items()}})
        case Format.JSONL:
            write_text(f"{encode(record)}\n" for record in _records(itself, kept))
        case Format.CSV:
            from pandas import DataFrame

            # One table with the columns of all lists; a cell that its list does not have stays empty.
            write_csv(DataFrame(list(_records(itself, kept)), dtype=object))
    for name, table in lists.items():
        remark_left(len(table) - len(kept[name]), name)


def _print_panels(itself: dict[str, Any], kept: dict[str, DataFrame], lists: dict[str, DataFrame]) -> None:
    screen = console()
    screen.print(_panel(itself))
    for name, table in kept.items():
        if len(table):
            screen.print()
            print_table(table, LISTS[name], title=f"{name} ({len(lists[name]):,})")


def _panel(itself: dict[str, Any]) -> Panel:
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for name, value in itself.items():
        if value is not None and name != "label":
            grid.add_row(Text(name, style="bold"), Text(shown(value), overflow="fold"))
    return Panel(grid, title=Text(shown(itself["label"]), style="bold"), title_align="left", expand=False)


def _records(itself: dict[str, Any], kept: dict[str, DataFrame]) -> Iterator[dict[str, Any]]:
    yield {"what": "node", **itself}
    for name, table in kept.items():
        yield from ({"what": name, **record} for record in records(table))
