"""Writes findings as workflow commands that GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.exporters.findings.rows import rows, within
from kg.health.check import Severity

if TYPE_CHECKING:
    from pandas import DataFrame

COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_TEXT: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(findings: DataFrame, *, prefix: str = "") -> Iterator[str]:
    r"""The findings as GitHub's workflow commands, a line each.

    GitHub shows ten of each severity a step; the exit code does not depend on that.

    Args:
        findings: What `kg.health.gate.check` found.
        prefix: Path of the vault from the repository's root.

    Yields:
        Lines.

    Example:
        >>> import kg
        >>> from kg.health.gate import check
        >>> print(*github(check(kg.build({"a.md": "# A\n[[b]]"}))), end="")  # doctest: +ELLIPSIS
        ::warning file=a.md,title=KG203 isolated::no other note links to it, and it links to none
        ...
    """
    for row in rows(findings):
        place = {"file": within(prefix, row.path)}
        if row.line > 0:
            place |= {"line": str(row.line), "col": str(max(row.column, 1))}
        place["title"] = f"{row.code} {row.check}"
        said = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in place.items())
        yield f"::{COMMANDS[Severity(row.severity)]} {said}::{row.message.translate(_TEXT)}\n"
