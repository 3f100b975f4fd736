"""Runs the checks that are wanted, leaves out what settings and comments exclude, and marks what is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import Categorical, DataFrame, concat

from kg.config import CheckSettings
from kg.errors import ConfigError, UsageError
from kg.health.check import RANK, Check, Severity
from kg.health.checks import CHECKS
from kg.health.findings import none
from kg.health.readings import Readings
from kg.health.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kg.builder.texts import Texts
    from kg.health.history import Deletion
    from kg.health.ignores import Ignores
    from kg.model.graph import KnowledgeGraph

DEFAULT: Final = CheckSettings()
COLUMNS: Final = (
    *("path", "line", "column", "code", "check", "severity", "message", "fingerprint", "start", "end"),
)


def check(
    graph: KnowledgeGraph,
    *,
    texts: Texts | None = None,
    settings: CheckSettings = DEFAULT,
    deleted: Mapping[str, Deletion] | None = None,
) -> DataFrame:
    r"""All findings in a vault, by place.

    Args:
        graph: The graph.
        texts: The notes' texts, for the checks that read them and for comments that ask to ignore a finding.
        settings: Which checks to run, and what they count for.
        deleted: Files that were deleted from the vault, as `kg.health.history.deletions` tells.

    Returns:
        A table: path, line (0 if the whole file is meant), column, code, check, severity, message,
        fingerprint (the same as long as the finding is, wherever in the file it moves), start and end (bytes
        of the place; -1 if there is none).

    Raises:
        ConfigError: The settings name a check that does not exist.

    Example:
        >>> import kg
        >>> check(kg.build({"a.md": "# A\n\n[[b]] is wanted"}))[["line", "check"]].values.tolist()
        [[0, 'isolated'], [0, 'stub'], [3, 'dangling-link']]
    """
    return examined(Subject(graph, deleted=deleted), texts=texts, settings=settings)


def examined(
    subject: Subject,
    *,
    texts: Texts | None = None,
    settings: CheckSettings = DEFAULT,
    readings: Readings | None = None,
) -> DataFrame:
    """All findings, for those who ask the subject for more than findings.

    Args:
        subject: What is checked.
        texts: The notes' texts.
        settings: Which checks to run, and what they count for.
        readings: What was found in an earlier state of the texts, brought up to date.

    Returns:
        The table of `check`.

    Raises:
        ConfigError: The settings name a check that does not exist.

    Example:
        >>> import kg
        >>> examined(Subject(kg.build({"a.md": "text"})))["check"].tolist()
        ['isolated', 'stub']
    """
    wanted = [one for one in selected(settings) if one.find is not None]
    parts = [_labelled(one.find(subject), one) for one in wanted if one.find is not None]
    readings = Readings() if readings is None else readings
    if texts is not None:
        readings.follow(texts, [one for one in selected(settings) if one.read is not None])
        parts.append(readings.found)
    found = concat([part for part in parts if len(part)] or [_labelled(none(), CHECKS[0])], ignore_index=True)
    found = found[_kept(found, settings, readings.ignored)]
    found = found.sort_values(["path", "line", "column", "code", "about"], kind="stable", ignore_index=True)
    return _finished(found, settings)


def selected(settings: CheckSettings) -> list[Check]:
    """The checks that the settings want, in the order of their codes.

    Args:
        settings: The settings.

    Returns:
        The checks.

    Raises:
        ConfigError: The settings name a check that does not exist.
    """
    for names in (settings.select, settings.ignore, settings.severity, *settings.paths.values()):
        _known(names)
    for severity in settings.severity.values():
        if severity not in list(Severity):
            hint = f"There are {', '.join(Severity)}."
            raise ConfigError(f"No severity {severity!r}.", hint=hint)
    return [
        one
        for one in CHECKS
        if (_names(one, settings.select) if settings.select else one.usual)
        and not _names(one, settings.ignore)
    ]


def fails(findings: DataFrame, fail_on: str) -> bool:
    """Whether any finding matters as much as this.

    Args:
        findings: What `check` found.
        fail_on: A severity, or ``never``.

    Returns:
        Whether there is one.

    Raises:
        UsageError: There is no such severity.

    Example:
        >>> import kg
        >>> fails(check(kg.build({"a.md": "[[b]]"})), "error")
        False
    """
    if fail_on == "never":
        return False
    if fail_on not in list(Severity):
        raise UsageError(f"No severity {fail_on!r}.", hint=f"There are {', '.join(Severity)} and never.")
    return any(RANK[Severity(one)] >= RANK[Severity(fail_on)] for one in findings["severity"].unique())


def _names(one: Check, names: Sequence[str]) -> bool:
    """Whether one of the names is that of the check, its code, or the beginning of its code."""
    return any(name.lower() == one.name or one.code.startswith(name.upper()) for name in names)


def _known(names: Iterable[str]) -> None:
    for name in names:
        if not any(_names(one, (name,)) for one in CHECKS):
            hint = f"There are {', '.join(one.name for one in CHECKS)}."
            raise ConfigError(f"No check {name!r}.", hint=hint)


def _labelled(found: DataFrame, one: Check) -> DataFrame:
    return found.assign(code=one.code, check=one.name, severity=str(one.severity))


def _kept(found: DataFrame, settings: CheckSettings, ignored: Mapping[str, Ignores]) -> NDArray[np.bool_]:
    """Which findings neither the settings for their path nor a comment leaves out."""
    kept = np.ones(len(found), dtype=bool)
    paths = found["path"].to_numpy()
    for pattern, names in settings.paths.items():
        codes = [one.code for one in CHECKS if _names(one, names)]
        matching = {path for path in set(paths) if fnmatchcase(path, pattern)}
        kept &= ~(found["path"].isin(matching) & found["code"].isin(codes)).to_numpy()
    for place in np.flatnonzero(found["path"].isin(ignored)):
        row = found.iloc[place]
        kept[place] &= not ignored[row["path"]].covers(row["line"], row["code"], row["check"])
    return kept


def _finished(found: DataFrame, settings: CheckSettings) -> DataFrame:
    severity = found["severity"].astype(object)
    for one in CHECKS:
        for name, changed in settings.severity.items():
            if _names(one, (name,)):
                severity = severity.where(found["code"] != one.code, changed)
    number = found.groupby(["code", "path", "about"]).cumcount()
    columns = (found["code"], found["path"], found["about"], number)
    rows = zip(*(column.tolist() for column in columns), strict=True)  # one by one, Arrow's texts are slow
    fingerprint = [_fingerprint(*row) for row in rows]
    found = found.assign(severity=severity, fingerprint=fingerprint)[list(COLUMNS)]
    for name in ("code", "check", "severity"):
        found[name] = Categorical(found[name])
    return found


def _fingerprint(code: str, path: str, about: str, number: int) -> str:
    """What a baseline knows a finding by: not the line, which moves, but what is wrong, and which time."""
    told = f"{code}\0{path}\0{about}\0{number}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:20]
