"""What checks look at: the graph, and what several of them ask of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from kg.health.causes import causes_of
from kg.health.dangling import dangling_links
from kg.health.ties import APART
from kg.model.kinds import Context, MentionKind, NodeKind, Outcome, RuleSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from kg.health.history import Deletion
    from kg.model.graph import KnowledgeGraph


class Subject:
    """What is checked.

    Args:
        graph: The graph.
        deleted: Files that were deleted from the vault, as `kg.health.history.deletions` tells.
        causes: The table of `kg.causes`, if it is known already.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        deleted: Mapping[str, Deletion] | None = None,
        causes: DataFrame | None = None,
    ) -> None:
        self.graph, self._deleted, self._causes = graph, deleted, causes

    @cached_property
    def paths(self) -> NDArray[Any]:
        """The path of each node; None if it is no file."""
        path = self.graph.nodes["path"].astype(object)
        return path.where(path.notna(), None).to_numpy()

    def of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Whether each node is of one of these kinds."""
        return np.array(self.graph.nodes["kind"].isin(kinds), dtype=bool)

    @cached_property
    def notes(self) -> NDArray[np.bool_]:
        """Whether each node is a note, index pages left out."""
        return self.of_kind(NodeKind.NOTE)

    @cached_property
    def links(self) -> DataFrame:
        """The mentions that lead, or are meant to lead, to a page or file: tags and addresses left out."""
        mentions = self.graph.mentions
        kept = ~mentions["kind"].isin((MentionKind.TAG, MentionKind.URL))
        return mentions[kept].drop(columns=["raw", "label"])  # most of their size, and no check needs them

    @cached_property
    def missing(self) -> DataFrame:
        """The dangling links, each with the cause of its page: columns cause, suggestion and said."""
        table = self.causes.set_index("key")
        said = [clues[0]["text"] for clues in table["evidence"]]
        told = table[["cause", "suggestion"]].assign(said=said)
        return self._dangling.join(told, on="key")

    @cached_property
    def causes(self) -> DataFrame:
        """The missing pages with the cause of each, as `kg.causes` gives them."""
        if self._causes is not None:
            return self._causes
        return causes_of(self.graph, self._dangling, deleted=self._deleted)

    @cached_property
    def _dangling(self) -> DataFrame:
        return dangling_links(self.graph)

    @cached_property
    def folded_only(self) -> DataFrame:
        """The links that only the graph's own rules find, as they fold names: dead in the editor."""
        if self.graph.manifest.rules != RuleSet.FOLDED:
            return self.links[:0]
        found = self.links["outcome_folded"] == Outcome.FOLDED
        return self.links[found & (self.links["outcome_quartz"] == Outcome.MISSING)]

    @cached_property
    def joined(self) -> csr_array:
        """Links between pages that are written, self-links, structural lines and lists left out."""
        links = self.links
        return self._matrix(links[~links["context"].isin(APART)])

    @cached_property
    def listed(self) -> DataFrame:
        """The mentions in lists of index pages."""
        links = self.links
        return links[links["context"] == Context.INDEX_LIST]

    @cached_property
    def reached(self) -> NDArray[np.bool_] | None:
        """Whether a path of links leads to each node from an index page; None without index pages."""
        index = self.of_kind(NodeKind.INDEX)
        if not index.any():
            return None
        size = len(index)  # one more node, which leads to all index pages, so that one search does
        links = csr_array(self.joined + self._matrix(self.listed)).tocoo()
        starts = np.flatnonzero(index)
        rows = np.concatenate((links.coords[0], np.full(len(starts), size)))
        columns = np.concatenate((links.coords[1], starts))
        rooted = csr_array((np.ones(len(rows)), (rows, columns)), shape=(size + 1, size + 1))
        reached = np.zeros(size + 1, dtype=bool)
        reached[breadth_first_order(rooted, size, return_predecessors=False)] = True
        return reached[:size]

    def _matrix(self, mentions: DataFrame) -> csr_array:
        written = self.of_kind(NodeKind.NOTE, NodeKind.INDEX)
        source = mentions["source"].to_numpy(np.int64)
        target = mentions["target"].to_numpy(np.int64, na_value=-1)
        kept = (target >= 0) & (source != target) & written[source]
        kept[kept] = written[target[kept]]
        ones, size = np.ones(int(kept.sum())), len(written)
        return csr_array((ones, (source[kept], target[kept])), shape=(size, size))

    @cached_property
    def linked(self) -> NDArray[np.bool_]:
        """Whether another page links to each node."""
        return np.asarray(self.joined.sum(axis=0)).ravel() > 0

    @cached_property
    def linking(self) -> NDArray[np.bool_]:
        """Whether each node links to another page that is written."""
        return np.asarray(self.joined.sum(axis=1)).ravel() > 0
