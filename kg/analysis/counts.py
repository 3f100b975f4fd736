"""Counts what a graph holds, and gives the account of what became of each mention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series

from kg.model.kinds import Outcome, RuleSet
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Counts:
    """What a graph holds, in numbers.

    Attributes:
        nodes: Nodes of each kind.
        edges: Edges of each kind.
        mentions: Mentions of each kind.
        moments: Timestamps of each form.
        faults: Faults of each code.
        outcomes: Mentions by outcome (rows) under each rule set (columns); each column adds up to all.
        headings: Headings, block anchors left out.
        words: Words of all notes.
        timeless: Timestamps whose time could not be read.
    """

    nodes: Series[int]
    edges: Series[int]
    mentions: Series[int]
    moments: Series[int]
    faults: Series[int]
    outcomes: DataFrame
    headings: int
    words: int
    timeless: int


def counts(graph: KnowledgeGraph) -> Counts:
    """What the graph holds, in numbers.

    Args:
        graph: The graph.

    Returns:
        All counts; kinds that do not occur are left out, the most frequent come first.

    Example:
        >>> import kg
        >>> counts(kg.build({"a.md": "[[b]] and [[nowhere]]", "b.md": ""})).nodes.to_dict()
        {'note': 2, 'missing': 1}
    """
    levels = arrow_columns(graph, "headings", ["level"])["level"]
    words = arrow_columns(graph, "nodes", ["words"])["words"]
    return Counts(
        nodes=_tally(graph, "nodes", "kind"),
        edges=_tally(graph, "edges", "kind"),
        mentions=_tally(graph, "mentions", "kind"),
        moments=_tally(graph, "moments", "form"),
        faults=_tally(graph, "faults", "code"),
        outcomes=account(graph),
        headings=int((levels.to_numpy() > 0).sum()),
        words=int(words.drop_null().to_numpy().sum()),
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
    columns = {str(rules): _tally(graph, "mentions", f"outcome_{rules}") for rules in RuleSet}
    table = DataFrame(columns).reindex(list(map(str, Outcome))).fillna(0).astype("int64")
    return table[table.sum(axis=1) > 0].rename_axis("outcome")


def _tally(graph: KnowledgeGraph, table: str, column: str) -> Series[int]:
    """How often each value of a category occurs, the most frequent first."""
    counted: Counter[str] = Counter()
    for chunk in arrow_columns(graph, table, [column])[column].chunks:
        codes = chunk.indices.drop_null().to_numpy()
        names = chunk.dictionary.to_pylist()
        counted.update(dict(zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True)))
    ordered = sorted((-number, name) for name, number in counted.items() if number)
    return Series({name: -number for number, name in ordered}, dtype="int64")
