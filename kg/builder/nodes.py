"""Numbers the nodes: documents first, then whatever else is mentioned, each kind sorted by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.model.ids import NodeKey
from kg.model.tables import NODES
from kg.store.buffers import MISSING, array, category, optional, texts
from kg.store.schema import arrow_schema


class Node(NamedTuple):
    """A node before it has a number."""

    key: NodeKey
    kind: str
    label: str
    path: str | None = None
    url: str | None = None
    words: int | None = None


class NodeTable:
    """All nodes in their final order, and the number of each.

    Args:
        documents: Nodes of the documents, in the order of their numbers.
        others: All other nodes, by what tells of them; of several with the same key the first one counts.

    Attributes:
        nodes: The nodes.
        told_by: Key of each other node -> which of ``others`` it was taken from.
    """

    def __init__(self, documents: Sequence[Node], others: Sequence[Iterable[Node]]) -> None:
        unique: dict[str, Node] = {}
        self.told_by: dict[str, int] = {}
        taken = {node.key for node in documents}
        for place, told in enumerate(others):
            for node in told:
                if node.key not in taken and unique.setdefault(node.key, node) is node:
                    self.told_by.setdefault(node.key, place)
        self.nodes = [*documents, *sorted(unique.values(), key=attrgetter("kind", "key"))]
        self.number: Mapping[str, int] = {node.key: row for row, node in enumerate(self.nodes)}

    def numbers(self, nodes: Iterable[Node]) -> NDArray[np.int32]:
        """Numbers of some of the nodes."""
        return np.array([self.number[node.key] for node in nodes], np.int32)

    def arrow(self) -> pa.Table:
        """The `nodes` table."""
        columns = list(zip(*self.nodes, strict=True)) or [()] * len(Node._fields)
        key, kind, label, path, url, words = columns
        kinds = sorted(set(kind))
        place = {name: code for code, name in enumerate(kinds)}
        arrays = [
            array(np.arange(len(self.nodes), dtype=np.int32)),
            texts(key),
            category(np.array([place[name] for name in kind], np.int8), kinds),
            texts(label),
            texts(path),
            texts(url),
            optional(np.array([MISSING if count is None else count for count in words], np.int32)),
        ]
        return pa.Table.from_arrays(arrays, schema=arrow_schema(NODES))
