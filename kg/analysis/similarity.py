"""Finds related nodes: those linked from and linking to the same pages, or using the same rare words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from pandas import DataFrame
from scipy.sparse import csr_array

from kg.analysis.selection import LINKS, select
from kg.analysis.walks import either, walk, walks
from kg.errors import UsageError
from kg.vectors import Best, best_of_all, best_of_one, entries, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.analysis.selection import Links, Selection
    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


class By(StrEnum):
    """What makes two nodes related."""

    ADAMIC_ADAR = "adamic-adar"  # neighbours in common, those with few links counting more
    COCITATION = "co-citation"  # pages that link to both
    COUPLING = "coupling"  # pages that both link to
    PAGERANK = "pagerank"  # where a reader who follows links from it, either way, would be found
    TITLES = "titles"  # rare words in both titles
    TEXTS = "texts"  # rare words in both texts


WHY: Final = 3  # reasons told of a pair


@dataclass(frozen=True, slots=True)
class Similarity:
    """One way of being related, ready to be asked: the arrays are built.

    Attributes:
        graph: The graph.
        by: The way.
        nodes: Number of the node of each row.
        features: One row a node, one column a feature; the product of two rows is their similarity. For
            `By.PAGERANK` the neighbours of each node.
        names: Name of each feature: a label or a word.
        linked: One for each pair of rows joined by a link, either way.
    """

    graph: KnowledgeGraph
    by: By
    nodes: NDArray[np.int64]
    features: csr_array
    names: Sequence[str]
    linked: csr_array

    def related(
        self, node: int, *, top: int | None = 10, among: NDArray[np.bool_] | None = None
    ) -> DataFrame:
        """The nodes most related to one; see `related`."""
        row = _row(self.nodes, node)
        if self.by == By.PAGERANK:
            scores = walk(self.features, row)
        else:
            scores = self.features @ self.features[[row]].toarray().ravel()
        scores = np.array(scores, np.float64)
        if among is not None:
            scores[~among[self.nodes]] = 0
        best = best_of_one(scores, row, top=len(scores) if top is None else top)
        table = self._table(best).drop(columns="node").set_index("other")
        columns = self.graph.nodes.loc[table.index, ["key", "kind", "label", "path"]]
        found: DataFrame = columns.assign(**table).rename_axis("node")
        return found

    def pairs(self, *, top: int = 10, why: bool = False) -> DataFrame:
        """The nodes most related to each node; see `similar`."""
        if self.by == By.PAGERANK:
            best = walks(self.features, top=top)
        else:
            best = best_of_all(self.features, self.features, top=top)
        return self._table(best, why=why)

    def _table(self, best: Best, *, why: bool = True) -> DataFrame:
        columns = {
            "node": self.nodes[best.row],
            "other": self.nodes[best.other],
            "score": best.score,
            "linked": entries(self.linked, best.row, best.other) > 0,
        }
        return DataFrame(columns | ({"why": self.why(best)} if why else {}))

    def why(self, best: Best) -> list[list[str]]:
        """The features that make each pair related, those that count most first, at most three."""
        shared = csr_array(self.features[best.row].multiply(self.features[best.other]))
        starts = shared.indptr
        told = []
        for first, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            order = np.lexsort((shared.indices[first:end], -shared.data[first:end]))[:WHY]
            told.append([self.names[feature] for feature in shared.indices[first:end][order].tolist()])
        return told


def related(
    graph: KnowledgeGraph,
    node: int,
    *,
    by: By | str = By.ADAMIC_ADAR,
    top: int | None = 10,
    among: NDArray[np.bool_] | None = None,
    texts: Texts | None = None,
    selection: Selection = LINKS,
) -> DataFrame:
    """The nodes most related to one node, and what they have in common with it.

    The measures are those of `similarity`, which is also what to use for several questions in a row.

    Args:
        graph: The graph.
        node: The node.
        by: What makes nodes related.
        top: How many to give, None for all; equal ones in order of their numbers.
        among: Which nodes may be given, one boolean a node of the graph; all by default.
        texts: The notes' texts, for `By.TEXTS`.
        selection: Which edges count.

    Returns:
        A table indexed by node, the most related first: key, kind, label, path, score, linked (whether a
        link joins the two already), why (list of shared neighbours' labels or shared words, at most three).

    Raises:
        UsageError: There is no such measure, the node takes no part, or texts are missing.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[x]] [[y]]", "b.md": "[[x]] [[y]] [[z]]"})
        >>> related(graph, 2, by="co-citation")[["key", "why"]].values.tolist()
        [['missing:y', ['a', 'b']], ['missing:z', ['b']]]
    """
    ready = similarity(graph, by=by, texts=texts, selection=selection)
    return ready.related(node, top=top, among=among)


def similar(
    graph: KnowledgeGraph,
    *,
    by: By | str = By.ADAMIC_ADAR,
    top: int = 10,
    texts: Texts | None = None,
    selection: Selection = LINKS,
) -> DataFrame:
    """The nodes most related to each node, for all nodes in one sparse product.

    For `By.PAGERANK` the reader goes 16 steps and is lost sight of outside the 64 likeliest places, so
    scores are a little below those of `related`.

    Args:
        graph: The graph.
        by: What makes nodes related.
        top: How many to give of each node.
        texts: The notes' texts, for `By.TEXTS`.
        selection: Which edges count.

    Returns:
        A table, by node, the most related first: node, other, score, linked.

    Raises:
        UsageError: There is no such measure, or texts are missing.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[c]]", "b.md": "[[c]]", "c.md": ""})
        >>> similar(graph, by="coupling")[["node", "other", "score"]].values.tolist()
        [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]
    """
    return similarity(graph, by=by, texts=texts, selection=selection).pairs(top=top)


def similarity(
    graph: KnowledgeGraph,
    *,
    by: By | str = By.ADAMIC_ADAR,
    texts: Texts | None = None,
    selection: Selection = LINKS,
) -> Similarity:
    """The arrays behind one way of being related.

    - ``adamic-adar``: sum over common neighbours of one over the logarithm of their degree (Adamic and Adar
      2003, *Friends and neighbors on the web*); links count in either direction.
    - ``co-citation``: pages that link to both, as a cosine (Small 1973; Salton and McGill 1983).
    - ``coupling``: pages that both link to, as a cosine (Kessler 1963).
    - ``pagerank``: PageRank of a reader who always starts anew at the node and follows links in either
      direction (Haveliwala 2002; Tong, Faloutsos and Pan 2006, *random walk with restart*).
    - ``titles``, ``texts``: cosine of the words, each weighted by its rarity (TF-IDF, Salton and Buckley
      1988; see `kg.analysis.words`).

    Args:
        graph: The graph.
        by: What makes nodes related.
        texts: The notes' texts, for `By.TEXTS`.
        selection: Which edges count.

    Returns:
        The arrays.

    Raises:
        UsageError: There is no such measure, or texts are missing.

    Example:
        >>> import kg
        >>> ready = similarity(kg.build({"a.md": "[[c]]", "b.md": "[[c]]"}), by="coupling")
        >>> ready.related(0)["key"].tolist(), ready.related(1)["key"].tolist()
        (['note:b.md'], ['note:a.md'])
    """
    if by not in list(By):
        raise UsageError(f"Nothing is related by {str(by)!r}.", hint=f"There are: {', '.join(By)}.")
    way = By(by)
    links = select(graph, selection)
    features, names = _features(graph, links, way, texts)
    return Similarity(graph, way, links.nodes, features, names, either(links.joined))


def _features(
    graph: KnowledgeGraph, links: Links, by: By, texts: Texts | None
) -> tuple[csr_array, Sequence[str]]:
    labels: list[str] = graph.nodes["label"].iloc[links.nodes].tolist()
    match by:
        case By.ADAMIC_ADAR:
            return adamic_adar(links.joined), labels
        case By.COCITATION:
            return scaled(links.joined.T.tocsr()), labels
        case By.COUPLING:
            return scaled(links.joined), labels
        case By.PAGERANK:
            return either(links.joined), labels
        case By.TITLES:
            from kg.analysis.words import title_words

            return title_words(labels)
        case By.TEXTS:
            from kg.analysis.words import text_words

            if texts is None:
                raise UsageError("Texts are needed to compare them.", hint="Say where the vault is.")
            return text_words(texts, links.nodes)


def adamic_adar(joined: csr_array) -> csr_array:
    """Features whose products are the index of Adamic and Adar.

    Args:
        joined: A one for each pair of rows joined by a link.

    Returns:
        One row a node, one column a neighbour.

    Example:
        >>> path = csr_array(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
        >>> round(float((adamic_adar(path) @ adamic_adar(path).T)[0, 2] * np.log(2)), 9)
        1.0
    """
    joint = either(joined)
    neighbours = np.diff(joint.indptr)
    several = neighbours > 1  # a neighbour of one node only is common to none
    weight = np.zeros(len(neighbours))
    weight[several] = np.log(neighbours[several]) ** -0.5
    weighted = csr_array((weight[joint.indices], joint.indices, joint.indptr), shape=joint.shape)
    weighted.eliminate_zeros()
    return weighted


def _row(nodes: NDArray[np.int64], node: int) -> int:
    row = int(np.searchsorted(nodes, node))
    if row == len(nodes) or nodes[row] != node:
        raise UsageError(f"Node {node} takes no part in the comparison.", hint="Choose a page.")
    return row
