"""Turns a graph into the report's numbers: what there is, and how it is spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from kg.analysis.counts import counts
from kg.analysis.degree import in_degree, out_degree
from kg.model.kinds import MentionKind, NodeKind, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.analysis.counts import Counts
    from kg.model.graph import KnowledgeGraph

# What stands for a page; tags and bare addresses are mentions too, but no one expects a page behind them.
LINK_KINDS: Final = (
    MentionKind.LINK,
    MentionKind.EMBED,
    MentionKind.MARKDOWN,
    MentionKind.FRONTMATTER,
    MentionKind.CANVAS,
)


class Share(NamedTuple):
    """A name with its number."""

    name: str
    number: int


class Histogram(NamedTuple):
    """How a quantity is spread over the notes.

    Attributes:
        title: What is counted.
        bars: Range of values -> how many notes are in it.
        median: The value in the middle.
        most: The largest value.
    """

    title: str
    bars: tuple[Share, ...]
    median: int
    most: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers at the top of the report.

    Attributes:
        headline: The few numbers that say how large the vault is and what state it is in.
        nodes: Nodes of each kind.
        edges: Edges of each kind.
        histograms: How links and words are spread over notes.
        missing: Missing pages.
        dangling_share: Share of the links to pages that lead to a missing one.
    """

    headline: tuple[Share, ...]
    nodes: tuple[Share, ...]
    edges: tuple[Share, ...]
    histograms: tuple[Histogram, ...]
    missing: int
    dangling_share: float


def numbers(graph: KnowledgeGraph) -> Numbers:
    """All the numbers at the top of the report."""
    counted = counts(graph)
    internal, dangling = _links(graph)
    return Numbers(
        headline=_headline(counted, internal),
        nodes=_shares(counted.nodes),
        edges=_shares(counted.edges),
        histograms=_histograms(graph),
        missing=int(counted.nodes.get(NodeKind.MISSING, 0)),
        dangling_share=dangling / internal if internal else 0.0,
    )


def _links(graph: KnowledgeGraph) -> tuple[int, int]:
    """How many mentions mean a page, and how many of them lead to a missing one."""
    mentions = graph.mentions
    outcome = mentions.loc[mentions["kind"].isin(LINK_KINDS), f"outcome_{graph.manifest.rules}"]
    return int((outcome != Outcome.EXTERNAL).sum()), int((outcome == Outcome.MISSING).sum())


def _headline(counted: Counts, internal: int) -> tuple[Share, ...]:
    """Numbers that are zero are left out: a vault without videos need not be told so."""
    nodes = counted.nodes
    told = (
        Share("notes", int(nodes.get(NodeKind.NOTE, 0))),
        Share("words", counted.words),
        Share("links to pages", internal),
        Share("missing pages", int(nodes.get(NodeKind.MISSING, 0))),
        Share("tags", int(nodes.get(NodeKind.TAG, 0))),
        Share("timestamps", sum(counted.moments.values())),
        Share("faults", sum(counted.faults.values())),
    )
    return tuple(share for share in told if share.number or share.name == "notes")


def _shares(tally: Mapping[str, int]) -> tuple[Share, ...]:
    return tuple(Share(name, count) for name, count in tally.items())


def _histograms(graph: KnowledgeGraph) -> tuple[Histogram, ...]:
    notes = graph.nodes.index[graph.nodes["kind"] == NodeKind.NOTE]
    words = graph.nodes["words"][notes].fillna(0).to_numpy(dtype=np.int64)
    received = in_degree(graph).reindex(notes, fill_value=0).to_numpy(dtype=np.int64)
    given = out_degree(graph).reindex(notes, fill_value=0).to_numpy(dtype=np.int64)
    return (
        _histogram("Pages that link to a note", received),
        _histogram("Pages a note links to", given),
        _histogram("Words of a note", words),
    )


def _histogram(title: str, values: NDArray[np.integer[Any]]) -> Histogram:
    """Bars for 0, 1, 2, 3-4, 5-8 …: what links and lengths have in common is that few are very large."""
    if not len(values):
        return Histogram(title, (), 0, 0)
    # 0 -> bar 0, 1 -> 1, 2 -> 2, 3-4 -> 3, 5-8 -> 4 …
    bar = np.where(values > 0, np.ceil(np.log2(np.maximum(values, 1))).astype(np.int64) + 1, 0)
    tally = np.bincount(bar)
    first = int(np.flatnonzero(tally)[0])
    bars = tuple(Share(_range(index), int(tally[index])) for index in range(first, len(tally)))
    return Histogram(title, bars, int(np.median(values)), int(values.max()))


def _range(bar: int) -> str:
    if bar < 3:  # 0, 1 and 2 stand alone
        return str(bar)
    return f"{2 ** (bar - 2) + 1:,}\u2013{2 ** (bar - 1):,}"
