"""Prints findings for people: the place, what is wrong, and the line with a mark under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.cli.text import safe
from kg.exporters.findings.rows import Row, rows, within

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.builder.vault import Vault

WIDTH: Final = 100  # letters of a line shown; of a longer one, the part around the place
BEFORE: Final = 30  # letters shown before the place


def text(findings: DataFrame, *, prefix: str = "", vault: Vault | None = None) -> Iterator[str]:
    """The findings, each with its line if the notes are at hand.

    Args:
        findings: What `kg.health.gate.check` found.
        prefix: Path of the vault from where the user stands.
        vault: The notes.

    Yields:
        Lines, safe to print.
    """
    lines: dict[str, list[bytes]] = {}
    for row in rows(findings):
        place = within(prefix, row.path) + (f":{row.line}:{row.column}" if row.line else "")
        yield f"{safe(place)}: {row.code} {row.check} ({row.severity}): {safe(row.message)}\n"
        if vault is not None and row.line and row.start >= 0:
            if row.path not in lines:
                lines = {row.path: _lines(vault, row.path)}  # findings come by path
            yield from _excerpt(lines[row.path], row)


def _lines(vault: Vault, path: str) -> list[bytes]:
    from kg.model.ids import NotePath

    try:
        return vault.read(NotePath(path)).split(b"\n")
    except (OSError, KeyError):
        return []


def _excerpt(lines: list[bytes], row: Row) -> Iterator[str]:
    if row.line > len(lines):  # the note has changed since the graph was made
        return
    line = lines[row.line - 1].decode("utf-8", "replace").rstrip("\r")
    cut = max(0, row.column - 1 - BEFORE) if len(line) > WIDTH else 0
    shown = line[cut : cut + WIDTH]
    rest = line[row.column - 1 :].encode()
    length = len(rest[: row.end - row.start].decode("utf-8", "replace"))
    before = safe(shown[: row.column - 1 - cut])
    marked = safe(shown[row.column - 1 - cut :][: max(length, 1)])
    yield f"    {safe(shown)}\n    {' ' * _wide(before)}{'^' * max(_wide(marked), 1)}\n"


def _wide(shown: str) -> int:
    """How many columns of a terminal a text takes."""
    from rich.cells import cell_len

    return cell_len(shown)
