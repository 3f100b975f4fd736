"""Writes findings as SARIF 2.1.0, the form in which code scanning takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from kg import __version__
from kg.exporters.findings.rows import Row, rows, within
from kg.health.check import Check, Severity
from kg.health.checks import CHECKS

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NUMBER: Final = {one.code: number for number, one in enumerate(CHECKS)}


def sarif(findings: DataFrame, *, prefix: str = "") -> Iterator[str]:
    """The findings as a SARIF log, one result a line (OASIS SARIF 2.1.0).

    Columns count Unicode code points; ``partialFingerprints`` stay the same when lines move.

    Args:
        findings: What `kg.health.gate.check` found.
        prefix: Path of the vault from the repository's root.

    Yields:
        Pieces of JSON in ASCII.

    Example:
        >>> import kg
        >>> from kg.health.gate import check
        >>> log = json.loads("".join(sarif(check(kg.build({"a.md": "[[b]] [[a]]"})))))
        >>> log["runs"][0]["results"][0]["ruleId"]
        'KG203'
    """
    driver = {
        "name": "kg",
        "semanticVersion": __version__,
        "rules": [_rule(one) for one in CHECKS],
    }
    head = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}}]}
    start = json.dumps(head)[: -len("}]}")]
    yield f'{start}, "columnKind": "unicodeCodePoints", "results": ['
    for number, row in enumerate(rows(findings)):
        yield f"{',' if number else ''}\n{json.dumps(_result(row, prefix))}"
    yield "\n]}]}\n"


def _rule(one: Check) -> dict[str, Any]:
    return {
        "id": one.code,
        "name": "".join(word.capitalize() for word in one.name.split("-")),
        "shortDescription": {"text": one.what},
        "fullDescription": {"text": f"{one.what} {one.why}"},
        "help": {
            "text": f"{one.why} Example: {one.example} Fix: {one.fix}",
            "markdown": f"{one.why}\n\n**Example:** {one.example}\n\n**Fix:** {one.fix}",
        },
        "defaultConfiguration": {"level": LEVELS[one.severity], "enabled": one.usual},
    }


def _result(row: Row, prefix: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(within(prefix, row.path), errors="surrogatepass")}
    }
    if row.line > 0:
        place["region"] = {"startLine": row.line, "startColumn": max(row.column, 1)}
        if row.start >= 0:
            place["region"] |= {"byteOffset": row.start, "byteLength": row.end - row.start}
    return {
        "ruleId": row.code,
        "ruleIndex": _NUMBER[row.code],
        "level": LEVELS[Severity(row.severity)],
        "message": {"text": row.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"kg/v1": row.fingerprint},
    }
