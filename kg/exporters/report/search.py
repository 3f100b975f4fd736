"""Packs all missing pages and findings into what the page's search looks through: columns, compressed."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from kg.exporters.html.page import readable
from kg.health.checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

MISSING: Final = 20_000  # missing pages kept, those with most links
FOUND: Final = 60_000  # findings kept, those of one check in one note being one
LONGEST: Final = 120  # letters of a name kept
_LEVEL: Final = 9


class Index(NamedTuple):
    """What the search looks through.

    Attributes:
        data: The columns as JSON, compressed (RFC 1950), in base 64.
        missing: Missing pages in it.
        missing_left: Missing pages left out.
        found: Findings in it, those of one check in one note being one.
        found_left: Findings of that sort left out.
    """

    data: str
    missing: int
    missing_left: int
    found: int
    found_left: int


def index(missing: DataFrame, findings: DataFrame) -> Index:
    """The index of a vault.

    Args:
        missing: What `kg.health.fixes.fixes` gave.
        findings: What `kg.check` found.

    Returns:
        The index.

    Example:
        >>> import kg
        >>> from kg.health.fixes import fixes
        >>> graph = kg.build({"a.md": "[[b]]"})
        >>> made = index(fixes(kg.causes(graph)), kg.check(graph))
        >>> unpacked(made)["missing"]["name"], made.found
        (['b'], 3)
    """
    by_note = findings.groupby(["path", "code"], observed=True, sort=True)["line"].agg(["size", "min"])
    by_note = by_note.reset_index()
    kept, found = missing.head(MISSING), by_note.head(FOUND)
    first = [places[0] for places in kept["places"]]
    suggestion = [page or "" for page in kept["suggestion"]]
    paths = sorted({"", *suggestion, *found["path"], *(place["note"] for place in first)})
    number = {path: place for place, path in enumerate(paths)}
    codes = {one.code: place for place, one in enumerate(CHECKS)}
    causes, cause = np.unique(kept["cause"].to_numpy(dtype=str), return_inverse=True)
    columns = {
        "paths": paths,
        "checks": [f"{one.code} {one.name}" for one in CHECKS],
        "causes": causes.tolist(),
        "missing": {
            "name": [readable(label, limit=LONGEST) for label in kept["label"]],
            "cause": cause.tolist(),
            "links": kept["mentions"].tolist(),
            "page": [number[page] for page in suggestion],
            "note": [number[place["note"]] for place in first],
            "line": [place["line"] for place in first],
            "column": [place["column"] for place in first],
        },
        "found": {
            "note": [number[path] for path in found["path"]],
            "check": [codes[str(code)] for code in found["code"]],
            "number": found["size"].tolist(),
            "line": found["min"].tolist(),
        },
    }
    left = len(missing) - len(kept), len(by_note) - len(found)
    return Index(_packed(columns), len(kept), left[0], len(found), left[1])


def unpacked(made: Index) -> dict[str, Any]:
    """The columns of an index, as the page's script reads them."""
    columns: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(made.data)))
    return columns


def _packed(columns: dict[str, Sequence[Any] | dict[str, list[Any]]]) -> str:
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(zlib.compress(text, _LEVEL)).decode("ascii")
