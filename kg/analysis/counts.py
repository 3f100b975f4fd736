"""Counts what a graph holds, and gives the account of what became of each mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pandas import DataFrame

from kg.model.kinds import Outcome, RuleSet

if TYPE_CHECKING:
    from pandas import Series

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
    return Counts(
        nodes=_tally(graph.nodes["kind"]),
        edges=_tally(graph.edges["kind"]),
        mentions=_tally(graph.mentions["kind"]),
        moments=_tally(graph.moments["form"]),
        faults=_tally(graph.faults["code"]),
        outcomes=account(graph),
        headings=int((graph.headings["level"] > 0).sum()),
        words=int(graph.nodes["words"].sum()),
        timeless=int(graph.moments["seconds"].isna().sum()),
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
    columns = {str(rules): graph.mentions[f"outcome_{rules}"].value_counts() for rules in RuleSet}
    table = DataFrame(columns).reindex(list(map(str, Outcome))).fillna(0).astype("int64")
    return table[table.sum(axis=1) > 0].rename_axis("outcome")


def _tally(column: Series[str]) -> Series[int]:
    found = column.astype("str").value_counts()
    return found.sort_index().sort_values(ascending=False, kind="stable")
