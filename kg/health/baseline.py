"""Keeps the fingerprints of findings that are known, so that only new ones count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UnreadableError, UsageError
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from pandas import DataFrame

VERSION: Final = 1


def write_baseline(findings: DataFrame, file: Path) -> None:
    """Write the findings' fingerprints, sorted, a line each: so a repository can keep and merge them.

    Args:
        findings: What `kg.health.gate.check` found.
        file: Where to.
    """
    known = sorted(findings["fingerprint"].tolist())
    text = json.dumps({"version": VERSION, "fingerprints": known}, indent=0)
    with replacing(file) as new:
        new.write_text(f"{text}\n", encoding="utf-8")


def read_baseline(file: Path) -> frozenset[str]:
    """The fingerprints that are known.

    Args:
        file: What `write_baseline` wrote.

    Returns:
        The fingerprints.

    Raises:
        UnreadableError: The file is not there, or was written by something else.
    """
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        if held["version"] != VERSION:
            raise UsageError(f"{file} is a baseline of version {held['version']}, not {VERSION}.")
        return frozenset(map(str, held["fingerprints"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"{file} is no baseline.", hint="Write one with --write-baseline.") from error
    except OSError as error:
        hint = "Write one with --write-baseline."
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.", hint=hint) from error


def only_new(findings: DataFrame, known: frozenset[str]) -> DataFrame:
    """The findings that a baseline does not know.

    Args:
        findings: What `kg.health.gate.check` found.
        known: The fingerprints of a baseline.

    Returns:
        The other rows.
    """
    return findings[~findings["fingerprint"].isin(known)]
