"""Tells how missing pages hang together with pages that are written: by the videos of notes, and by links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kg.health.likeness import dots
from kg.model.kinds import Context, MentionKind
from kg.store.frames import frame_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

APART: Final = (Context.FROM_LINE, Context.INDEX_LIST)  # links that say how the vault is built
_ABOUT: Final = "about_video"


class Ties(NamedTuple):
    """What joins pairs of a missing page and a page that is written.

    Attributes:
        video: Whether a note that links to the missing page is about the same video as the page.
        neighbours: How many notes that link to the missing page link to the page too, or are linked from it.
    """

    video: NDArray[np.bool_]
    neighbours: NDArray[np.int64]


class Surroundings:
    """The notes around missing pages.

    Args:
        graph: The graph.
        links: The dangling links, with the keys of the missing pages.
        keys: Keys of the missing pages, in the order in which pairs name them.
    """

    def __init__(self, graph: KnowledgeGraph, links: DataFrame, keys: Sequence[str]) -> None:
        size, number = len(graph.nodes), {key: row for row, key in enumerate(keys)}
        row = links["key"].map(number).to_numpy(np.float64, na_value=-1)
        kept = (row >= 0) & ~links["context"].isin(APART).to_numpy()
        at = row[kept].astype(np.int64), links["source"].to_numpy(np.int64)[kept]
        self._sources = _once(csr_array((np.ones(len(at[0])), at), shape=(len(keys), size)))
        video = videos(graph)
        told = np.flatnonzero(video >= 0)
        self._videos = csr_array((np.ones(len(told)), (told, video[told])), shape=(size, size))
        self._joined = _joined(graph)

    def ties(self, asked: NDArray[np.int64], pages: NDArray[np.int64]) -> Ties:
        """What joins each pair.

        Args:
            asked: Rows of missing pages.
            pages: Numbers of the nodes of pages.

        Returns:
            The ties, one for each pair.
        """
        video = dots(csr_array(self._sources @ self._videos), self._videos, asked, pages) > 0
        shared = dots(self._sources, self._joined, asked, pages)
        return Ties(video, shared.astype(np.int64))


def videos(graph: KnowledgeGraph) -> NDArray[np.int64]:
    r"""The node of the video that each node is about; -1 if it is about none.

    >>> import kg
    >>> graph = kg.build({"a.md": "---\nvideoId: aB3-x_Yz012\n---\n"}, profile="youtube")
    >>> (videos(graph) >= 0).tolist()
    [True, False]
    """
    edges = frame_columns(graph, "edges", ["source", "target", "kind"])
    about = edges[edges["kind"] == _ABOUT].drop_duplicates("source")
    video = np.full(len(graph.nodes), -1, np.int64)
    video[about["source"].to_numpy()] = about["target"].to_numpy()
    return video


def joining(graph: KnowledgeGraph) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both ends of each link between nodes; structural lines, lists, tags and addresses left out.

    >>> import kg
    >>> [ends.tolist() for ends in joining(kg.build({"a.md": "[[b]] #t", "b.md": ""}))]
    [[0], [1]]
    """
    mentions = frame_columns(graph, "mentions", ["source", "target", "kind", "context"])
    target = mentions["target"].to_numpy(np.int64, na_value=-1)
    apart = mentions["context"].isin(APART) | mentions["kind"].isin((MentionKind.TAG, MentionKind.URL))
    kept = (target >= 0) & ~apart.to_numpy()
    return mentions["source"].to_numpy(np.int64)[kept], target[kept]


def _joined(graph: KnowledgeGraph) -> csr_array:
    """Which nodes a link joins, in either direction."""
    ends, size = joining(graph), len(graph.nodes)
    one = csr_array((np.ones(len(ends[0])), ends), shape=(size, size))
    return _once(csr_array(one + one.T))


def _once(matrix: csr_array) -> csr_array:
    """The matrix with a one for whatever is not zero."""
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
