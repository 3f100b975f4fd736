"""Writes findings as JUnit XML: a test case for each check, failed where it found something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from kg.exporters.findings.rows import Row, rows, within
from kg.health.checks import CHECKS

if TYPE_CHECKING:
    from pandas import DataFrame

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def junit(findings: DataFrame, *, prefix: str = "") -> Iterator[str]:
    """The findings as one test suite.

    Args:
        findings: What `kg.health.gate.check` found.
        prefix: Path of the vault from the repository's root.

    Yields:
        Pieces of XML. Characters that XML does not have become U+FFFD.

    Example:
        >>> import kg
        >>> from kg.health.gate import check
        >>> "".join(junit(check(kg.build({"a.md": "[[b]]"})))).count("<failure")
        3
    """
    found: dict[str, list[Row]] = {one.code: [] for one in CHECKS}
    for row in rows(findings):
        found[row.code].append(row)
    failed = sum(map(bool, found.values()))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites><testsuite name="kg check" tests="{len(CHECKS)}" failures="{failed}">\n'
    for one in CHECKS:
        case = f'<testcase classname="kg" name={_attribute(f"{one.code} {one.name}")}'
        if not found[one.code]:
            yield f"{case}/>\n"
            continue
        first = f"{len(found[one.code])} findings: {one.what}"
        yield f"{case}><failure type={_attribute(str(one.severity))} message={_attribute(first)}>"
        for row in found[one.code]:
            yield _text(f"{within(prefix, row.path)}:{row.line}:{row.column}: {row.message}\n")
        yield "</failure></testcase>\n"
    yield "</testsuite></testsuites>\n"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", text))


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
