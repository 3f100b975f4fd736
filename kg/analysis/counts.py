"""Counts what a graph holds, and gives the account of what became of each mention.

Loads no table library before it counts: `kg build` prints what it remembers if nothing has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model.kinds import Outcome, RuleSet

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Counts:
    """What a graph holds, in numbers; whatever does not occur is left out, the most frequent comes first.

    Attributes:
        nodes: Nodes of each kind.
        edges: Edges of each kind.
        mentions: Mentions of each kind.
        moments: Timestamps of each form.
        faults: Faults of each code.
        outcomes: For each rule set, mentions of each outcome that occurs under any; they add up to all.
        headings: Headings, block anchors left out.
        words: Words of all notes.
        timeless: Timestamps whose time could not be read.
    """

    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    mentions: Mapping[str, int]
    moments: Mapping[str, int]
    faults: Mapping[str, int]
    outcomes: Mapping[str, Mapping[str, int]]
    headings: int
    words: int
    timeless: int


def counts(graph: KnowledgeGraph) -> Counts:
    """What the graph holds, in numbers.

    Args:
        graph: The graph.

    Returns:
        All counts. No frame is made for them: a build that only prints them does without pandas.

    Example:
        >>> import kg
        >>> counts(kg.build({"a.md": "[[b]] and [[nowhere]]", "b.md": ""})).nodes
        {'note': 2, 'missing': 1}
    """
    from kg.store.buffers import numbers
    from kg.store.frames import arrow_columns

    levels = numbers(arrow_columns(graph, "headings", ["level"])["level"])
    words = numbers(arrow_columns(graph, "nodes", ["words"])["words"])
    return Counts(
        nodes=_tally(graph, "nodes", "kind"),
        edges=_tally(graph, "edges", "kind"),
        mentions=_tally(graph, "mentions", "kind"),
        moments=_tally(graph, "moments", "form"),
        faults=_tally(graph, "faults", "code"),
        outcomes=_outcomes(graph),
        headings=int((levels > 0).sum()),
        words=int(words[words > 0].sum()),
        timeless=arrow_columns(graph, "moments", ["seconds"])["seconds"].null_count,
    )


def account(graph: KnowledgeGraph) -> DataFrame:
    """What became of each mention: a row an outcome, a column a rule set.

    Args:
        graph: The graph.

    Returns:
        Numbers of mentions. Each mention is in one row of each column, so each column adds up to their
        number; outcomes that occur nowhere are left out.

    Example:
        >>> import kg
        >>> account(kg.build({"Graph theory.md": "[[graph-theory]] [[nowhere]]"}))["folded"].to_dict()
        {'missing': 1, 'self': 1}
    """
    from pandas import DataFrame, Index

    columns = _outcomes(graph)
    occurring = Index(list(columns[RuleSet.OBSIDIAN]), dtype="str", name="outcome")
    return DataFrame(columns, index=occurring, dtype="int64")


def _outcomes(graph: KnowledgeGraph) -> dict[str, dict[str, int]]:
    """For each rule set, how often each outcome occurs, in the order of the outcomes' definition."""
    tallies = {str(rules): _tally(graph, "mentions", f"outcome_{rules}") for rules in RuleSet}
    occurring = [str(outcome) for outcome in Outcome if any(outcome in tally for tally in tallies.values())]
    return {
        rules: {outcome: tally.get(outcome, 0) for outcome in occurring} for rules, tally in tallies.items()
    }


def _tally(graph: KnowledgeGraph, table: str, column: str) -> dict[str, int]:
    """How often each value of a category occurs, the most frequent first."""
    import numpy as np

    from kg.store.buffers import numbers
    from kg.store.frames import arrow_columns

    counted: Counter[str] = Counter()
    for chunk in arrow_columns(graph, table, [column])[column].chunks:
        codes, names = numbers(chunk), chunk.dictionary.to_pylist()
        found = np.bincount(codes[codes >= 0], minlength=len(names))
        counted.update(dict(zip(names, found.tolist(), strict=True)))
    return {name: number for name, number in sorted(counted.items(), key=_frequency) if number}


def _frequency(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]
