"""Makes tables of findings from rows of the graph's tables: one row a finding, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import DataFrame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.health.subject import Subject
    from kg.model.kinds import FaultCode

COLUMNS: Final = ("path", "line", "column", "start", "end", "about", "message")
NOWHERE: Final = -1  # start and end of a finding without an exact place; its line 0 means the whole file


def table(
    path: Sequence[str], line: Sequence[int], about: Sequence[str], message: Sequence[str]
) -> DataFrame:
    """Findings that are known by their line.

    Args:
        path: File of each.
        line: Line of each; 0 for the whole file.
        about: What is at fault, the same wherever it stands.
        message: What is wrong.

    Returns:
        The table.

    Example:
        >>> table(["a.md"], [3], ["x"], ["x is wrong"])[["path", "line", "message"]].values.tolist()
        [['a.md', 3, 'x is wrong']]
    """
    lines = np.asarray(line, np.int64)
    return DataFrame(
        {
            "path": list(path),
            "line": lines,
            "column": np.minimum(lines, 1),
            "start": np.full(len(lines), NOWHERE),
            "end": np.full(len(lines), NOWHERE),
            "about": list(about),
            "message": list(message),
        }
    )


def none() -> DataFrame:
    """A table without findings."""
    return table([], [], [], [])


def at_places(
    subject: Subject, rows: DataFrame, *, about: Sequence[str], message: Sequence[str]
) -> DataFrame:
    """Findings that stand where mentions or moments stand.

    Args:
        subject: What is checked.
        rows: Rows of ``mentions`` or ``moments``.
        about: What is at fault in each.
        message: What is wrong in each.

    Returns:
        The table.
    """
    places = {name: rows[name].to_numpy(np.int64) for name in ("line", "column", "start", "end")}
    paths = subject.paths[rows["source"].to_numpy()]
    return DataFrame({"path": paths.tolist(), **places, "about": list(about), "message": list(message)})


def at_notes(subject: Subject, nodes: NDArray[np.int64], message: str | Sequence[str]) -> DataFrame:
    """Findings that concern whole notes.

    Args:
        subject: What is checked.
        nodes: Numbers of the notes.
        message: What is wrong, with all or with each.

    Returns:
        The table.
    """
    texts = [message] * len(nodes) if isinstance(message, str) else message
    return table(subject.paths[nodes].tolist(), [0] * len(nodes), [""] * len(nodes), texts)


def at_faults(subject: Subject, *codes: FaultCode, message: str) -> DataFrame:
    """Findings that reading the notes made already.

    Args:
        subject: What is checked.
        *codes: Which ones.
        message: What is wrong; ``{}`` stands for what the fault says.

    Returns:
        The table.
    """
    faults = subject.graph.faults
    rows = faults[faults["code"].isin(codes)]
    said = rows["message"].tolist()
    return table(rows["path"].tolist(), rows["line"].tolist(), said, [message.format(text) for text in said])
