"""Writes a summary of findings in Markdown, for a pull request or a job's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.exporters.findings.rows import Row, rows, within
from kg.health.checks import CHECKS

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN: Final = 10  # places of each check; how many are left out is said
_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]()#+!|~:$-])")
_NAMED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u200b"})  # @: nobody is called


def markdown(findings: DataFrame, *, prefix: str = "") -> Iterator[str]:
    """How much each check found, and the first places of each.

    Args:
        findings: What `kg.health.gate.check` found.
        prefix: Path of the vault from the repository's root.

    Yields:
        Lines. Text of notes is escaped: it makes no links, no markup, and calls nobody.

    Example:
        >>> import kg
        >>> from kg.health.gate import check
        >>> print("".join(markdown(check(kg.build({"a.md": "[[a]]"})))).splitlines()[0])
        ## 3 findings
    """
    found: dict[str, list[Row]] = {}
    for row in rows(findings):
        found.setdefault(row.code, []).append(row)
    total = sum(map(len, found.values()))
    yield f"## {total:,} {'finding' if total == 1 else 'findings'}\n\n"
    if not found:
        return
    yield "| check | severity | findings |\n| --- | --- | ---: |\n"
    checks = [one for one in CHECKS if one.code in found]
    for one in checks:
        yield f"| {one.code} {one.name} | {found[one.code][0].severity} | {len(found[one.code]):,} |\n"
    for one in checks:
        yield from _places(f"{one.code} {one.name}", one.what, found[one.code], prefix)


def _places(name: str, what: str, found: list[Row], prefix: str) -> Iterator[str]:
    yield f"\n### {name}\n\n{what}\n\n"
    for row in found[:SHOWN]:
        place = within(prefix, row.path) + (f":{row.line}:{row.column}" if row.line else "")
        yield f"- {_plain(place)}: {_plain(row.message)}\n"
    if len(found) > SHOWN:
        yield f"- … {len(found) - SHOWN:,} more\n"


def _plain(text: str) -> str:
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return _ACTIVE.sub(r"\\\1", shown).translate(_NAMED)
