"""Keeps a table of a vault's numbers over time, a row a state: what is written, and what is wanted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pandas import DataFrame

from kg.analysis.counts import counts
from kg.analysis.orphans import orphans
from kg.errors import UnreadableError, UsageError
from kg.health.causes import Cause, causes
from kg.model.kinds import MentionKind, NodeKind, Outcome
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

NUMBERS: Final = (
    *("notes", "words", "links", "dangling", "missing", "announced", "wanted"),
    *("orphans", "isolated", "faults"),
)
COLUMNS: Final = ("label", *NUMBERS, "rules", "digest")
_APART: Final = (MentionKind.TAG, MentionKind.URL)
_BARS: Final = "▁▂▃▄▅▆▇█"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell


def state_of(graph: KnowledgeGraph, *, label: str = "") -> dict[str, Any]:
    """The numbers of a vault as it is.

    Args:
        graph: The graph.
        label: What to call this state, such as a date: no clock is asked.

    Returns:
        label; notes and their words; links to pages, and how many of them are dangling; missing pages, how
        many of them an index page announces, and how many are wanted (a cause of neither is known, or they
        are entities); orphans and isolated notes; faults; the rule set and the vault's digest.

    Example:
        >>> import kg
        >>> row = state_of(kg.build({"a.md": "[[b]] [[c]]", "b.md": ""}))
        >>> row["notes"], row["links"], row["dangling"], row["missing"]
        (2, 2, 1, 1)
    """
    mentions, rules = graph.mentions, graph.manifest.rules
    outcome = mentions.loc[~mentions["kind"].isin(_APART), f"outcome_{rules}"]
    cause = causes(graph)["cause"]
    apart = orphans(graph)
    held = counts(graph)
    numbers = {
        "notes": held.nodes.get(NodeKind.NOTE, 0) + held.nodes.get(NodeKind.INDEX, 0),
        "words": held.words,
        "links": int((outcome != Outcome.EXTERNAL).sum()),
        "dangling": int((outcome == Outcome.MISSING).sum()),
        "missing": len(cause),
        "announced": int((cause == Cause.ANNOUNCED).sum()),
        "wanted": int(cause.isin((Cause.WANTED, Cause.ENTITY)).sum()),
        "orphans": int(apart["orphan"].sum()),
        "isolated": int(apart["isolated"].sum()),
        "faults": sum(held.faults.values()),
    }
    return {"label": label, **numbers, "rules": str(rules), "digest": graph.manifest.digest}


def append_state(state: dict[str, Any], file: Path) -> bool:
    """Put a state at the end of a file, whole or not at all; the same state twice in a row is one.

    Args:
        state: What `state_of` gave.
        file: Where to: ``.jsonl``, an object a line, or ``.csv``. It is made if it is not there.

    Returns:
        Whether the file has a row more.

    Raises:
        UsageError: The suffix is another one.
        UnreadableError: The file holds something else.
    """
    known = _read(file) if file.exists() else []
    if known and all(known[-1][name] == state[name] for name in COLUMNS if name != "label"):
        return False
    text = _written([*known, state], file)
    with replacing(file) as new:
        new.write_text(text, encoding="utf-8", newline="")
    return True


def read_history(file: Path) -> DataFrame:
    """The states in a file, the oldest first.

    Args:
        file: What `append_state` wrote.

    Returns:
        A table with the columns of `COLUMNS`.

    Raises:
        UsageError: Its suffix is neither ``.jsonl`` nor ``.csv``.
        UnreadableError: It is not there, or holds something else.
    """
    return DataFrame(_read(file), columns=list(COLUMNS))


def sparkline(values: list[int]) -> str:
    """Numbers as a row of bars, from the least to the greatest of them.

    Args:
        values: The numbers.

    Returns:
        One character each.

    Example:
        >>> sparkline([1, 2, 4, 8]), sparkline([3, 3])
        ('▁▂▄█', '▁▁')
    """
    least, most = min(values), max(values)
    steps = len(_BARS) - 1
    return "".join(_BARS[round((value - least) / (most - least or 1) * steps)] for value in values)


def _is_csv(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix not in {".csv", ".jsonl"}:
        raise UsageError(f"{str(file)!r} is no history.", hint="Name a file that ends in .jsonl or .csv.")
    return suffix == ".csv"


def _written(states: list[dict[str, Any]], file: Path) -> str:
    if not _is_csv(file):
        return "".join(f"{json.dumps(state, ensure_ascii=False)}\n" for state in states)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for state in states:
        label = state["label"]
        writer.writerow({**state, "label": f"'{label}" if label.startswith(_FORMULA) else label})
    return stream.getvalue()


def _read(file: Path) -> list[dict[str, Any]]:
    is_csv = _is_csv(file)
    try:
        text = file.read_text(encoding="utf-8")
        if is_csv:
            named, *told = csv.reader(io.StringIO(text), strict=True)
            rows = told or [named]  # names alone are no history, and no numbers
            return [_typed(dict(zip(named, row, strict=True))) for row in rows]
        return [_typed(json.loads(line)) for line in text.splitlines() if line.strip()]
    except OSError as error:
        hint = "`kg stats --append FILE` makes one."
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.", hint=hint) from error
    except (ValueError, TypeError, KeyError, AttributeError, csv.Error) as error:
        raise UnreadableError(f"{file} is no history of kg.", hint="It was left as it is.") from error


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    if set(row) != set(COLUMNS):
        raise KeyError("columns")
    label = str(row["label"])
    kept = label[1:] if label[:1] == "'" and label[1:].startswith(_FORMULA) else label
    numbers = {name: int(row[name]) for name in NUMBERS}
    return {"label": kept, **numbers, "rules": str(row["rules"]), "digest": str(row["digest"])}
