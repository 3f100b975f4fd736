"""Turns the table of edges into the matrix a measure works on: which edges count, between which nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from pandas import Index, Series
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.model.kinds import Context, EdgeKind, NodeKind
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

PAGES: Final = (NodeKind.NOTE, NodeKind.INDEX, NodeKind.MISSING)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which edges count in a measure; by default the links and embeds that join two pages.

    Self-links, structural lines and the lists of index pages are left out because they say how a vault is
    built, not what its writer thought of: counted, a handful of index pages would lead every ranking.

    Attributes:
        kinds: Only edges of these kinds, whatever they are; empty for every link between pages. The three
            switches below choose among links, so they have no say if kinds are named.
        self_links: Count the links of a note to itself.
        from_line: Count the links of lines a profile declares as structural.
        lists: Count the links of an index page's lists.
        structural: Count edges that aren't links between pages too: tags, addresses, channels, videos …
        missing: Count the links to missing pages, which are nodes then.

    Example:
        >>> Selection(lists=True).missing
        True
    """

    kinds: tuple[str, ...] = ()
    self_links: bool = False
    from_line: bool = False
    lists: bool = False
    structural: bool = False
    missing: bool = True


LINKS: Final = Selection()


class Links(NamedTuple):
    """The chosen edges as a matrix: ``matrix[i, j]`` mentions lead from ``nodes[i]`` to ``nodes[j]``."""

    nodes: NDArray[np.int64]
    matrix: csr_array

    @property
    def joined(self) -> csr_array:
        """The same matrix with a one for each pair that is joined, however often."""
        ones = np.ones(self.matrix.nnz)
        return csr_array((ones, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)

    @property
    def either(self) -> csr_array:
        """Pairs of different nodes joined in either direction, with how many of the two there are: 1 or 2."""
        return either(self.joined)

    def series(self, values: NDArray[Any], name: str) -> Series[Any]:
        """The values, one a row of the matrix, as a series indexed by node."""
        return Series(values, index=Index(self.nodes, name="node"), name=name)


def select(graph: KnowledgeGraph, selection: Selection = LINKS) -> Links:
    """The edges that count, as a sparse matrix over the nodes that take part.

    All notes and index pages take part, linked or not; missing pages if the selection has them; any other
    node only if a chosen edge touches it. Edges of several kinds between the same two nodes add up.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        The nodes' numbers, ascending, and the matrix over them.

    Raises:
        UsageError: A kind of edge is named that no vault has and this profile does not declare.

    Example:
        >>> import kg
        >>> links = select(kg.build({"a.md": "[[b]] [[b]] [[a]]", "b.md": ""}))
        >>> links.matrix.toarray().tolist()
        [[0.0, 2.0], [0.0, 0.0]]
    """
    edges = chosen_edges(graph, selection)
    source, target = edges["source"].to_numpy(), edges["target"].to_numpy()
    takes_part = kind_in(graph.nodes, PAGES if selection.missing else PAGES[:2])
    takes_part[source] = takes_part[target] = True
    nodes = np.flatnonzero(takes_part)
    row = np.cumsum(takes_part, dtype=np.int32) - np.int32(1)  # the wider type would double the matrix
    weights = edges["weight"].to_numpy(dtype=np.float64)
    size = len(nodes)
    return Links(nodes, csr_array((weights, (row[source], row[target])), shape=(size, size)))


def chosen_edges(graph: KnowledgeGraph, selection: Selection) -> DataFrame:
    """The rows of the table of edges that count.

    Args:
        graph: The graph.
        selection: Which edges count.

    Returns:
        Those rows of ``graph.edges``.

    Raises:
        UsageError: A kind of edge is named that no vault has and this profile does not declare.
    """
    edges = graph.edges
    keep = _of_kinds(edges, selection.kinds) if selection.kinds else _links(graph, selection)
    if not selection.self_links:
        keep &= (edges["source"] != edges["target"]).to_numpy()
    if not selection.missing:
        missing = kind_in(graph.nodes, (NodeKind.MISSING,))
        keep &= ~(missing[edges["source"]] | missing[edges["target"]])
    return edges[keep]


def kind_in(table: DataFrame, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether each row's ``kind`` is one of these.

    Args:
        table: A table with a column ``kind``.
        kinds: The kinds looked for.

    Returns:
        One boolean a row, free to be changed.
    """
    return np.array(table["kind"].isin(kinds), dtype=bool)


def _of_kinds(edges: DataFrame, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
    known = sorted({*EdgeKind, *edges["kind"].unique()})
    if unknown := [kind for kind in kinds if kind not in known]:
        raise UsageError(f"No edge is of kind {unknown[0]!r}.", hint=f"There are: {', '.join(known)}.")
    return kind_in(edges, kinds)


def _links(graph: KnowledgeGraph, selection: Selection) -> NDArray[np.bool_]:
    edges = graph.edges
    page = kind_in(graph.nodes, PAGES)
    link = page[edges["source"]] & page[edges["target"]] & edges["mention"].notna().to_numpy()
    left_out = [
        *(() if selection.from_line else (Context.FROM_LINE,)),
        *(() if selection.lists else (Context.INDEX_LIST,)),
    ]
    # A profile may call these edges what it likes; the place of their first mention is what tells them
    # apart, and edges of one kind have all their mentions in places of one sort.
    in_place = _in_places(graph, left_out)
    first = edges["mention"].to_numpy(dtype=np.int64, na_value=0)
    apart = link.copy()
    apart[link] = in_place[first[link]]
    return ~apart & (link | selection.structural)


def _in_places(graph: KnowledgeGraph, contexts: list[Context]) -> NDArray[np.bool_]:
    """Whether each mention stands in one of these places; of its table no more than that column is read."""
    column = arrow_columns(graph, "mentions", ["context"])["context"]
    found = [np.isin(chunk.dictionary, contexts)[chunk.indices] for chunk in column.chunks]
    return np.concatenate([np.zeros(0, dtype=bool), *found])


def either(joined: csr_array) -> csr_array:
    """A matrix added to itself turned round, without its diagonal."""
    both = csr_array(joined + joined.T)
    if both.diagonal().any():
        both.setdiag(0)
        both.eliminate_zeros()
    return both


def rows(matrix: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """A matrix's rows as the kernels take them, always of the same types so that each compiles once.

    Args:
        matrix: A sparse matrix without repeated entries.

    Returns:
        Where each row starts, and the columns of its entries.
    """
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False)
