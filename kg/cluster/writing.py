"""The last steps: nodes get their numbers, and every task writes its part of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.builder.aliases import alias_table, label_table, labels_of
from kg.builder.numbering import Counts, numbered
from kg.cluster.rows import COUNTED, LATE, NUMBERED, PLACED, rows, table_of
from kg.cluster.work import Work
from kg.model.tables import ALIASES, EDGES, NODES, TABLES
from kg.store.buffers import array, category, numbers, optional
from kg.store.schema import arrow_schema

if TYPE_CHECKING:
    from kg.cluster.stages import Kept

NODES_A_PART: Final = 500_000  # of nodes that are no documents
_OWN: Final = tuple(table.name for table in TABLES if table.name not in {"nodes", "edges", "aliases"})


@dataclass(frozen=True)
class Writing:
    """Writes the tables.

    Attributes:
        work: Where shares are kept, and where tables go.
        before: What stands before each share, and behind the last one.
        places: For each part of the other nodes, in order, how many stand before it.
    """

    work: Work
    before: Sequence[Counts]
    places: Mapping[int, int]

    @property
    def shares(self) -> int:
        """How many shares there are."""
        return len(self.before) - 1

    @property
    def documents(self) -> int:
        """How many documents there are: the number of the first other node."""
        return self.before[-1].documents

    def nodes(self, part: int, placed: pa.Table) -> pa.Table:
        """Write a part of the nodes that are no documents; tell the number of each key."""
        placed = placed.sort_by("place")
        node = numbers(placed["place"]) + np.int32(self.documents + self.places[part])
        kinds = placed["kind"].combine_chunks().dictionary_encode()
        columns = {
            "node": array(node),
            "kind": category(numbers(kinds), kinds.dictionary.to_pylist()),
            "words": pa.nulls(len(placed), pa.int32()),
        }
        schema = arrow_schema(NODES)
        arrays = [columns.get(name) if name in columns else placed[name] for name in schema.names]
        self.work.write(pa.Table.from_arrays(arrays, schema=schema), "nodes", self.shares + part)
        return table_of(NUMBERED, key=placed["key"], node=array(node))

    def share(self, number: int, told: pa.Table) -> pa.Table:
        """Write a share's part of the tables; tell what other parts have to know of labels and edges."""
        kept: Kept = self.work.kept_by("joined", number)
        before = self.before[number]
        count = len(kept.paths)
        others = told.filter(pc.is_valid(told["place"])).sort_by("place")
        nodes = np.concatenate((np.arange(count, dtype=np.int32) + before.documents, numbers(others["node"])))
        tables = numbered(kept.tables, before, nodes.astype(np.int32))
        own = numbers(tables["edges"]["source"]) < self.before[number + 1].documents
        late = tables["edges"].filter(array(~own))
        tables["nodes"] = tables["nodes"].slice(0, count)
        tables["edges"] = tables["edges"].filter(array(own))
        for name in (*_OWN, "nodes", "edges"):
            self.work.write(tables[name], name, number)
        self.work.keep("names", number, (kept.names, kept.paths))
        written = {name: len(tables[name]) for name in (*_OWN, "nodes", "edges")}
        labels = label_table(tables["mentions"])
        source = numbers(late["source"])
        return pa.concat_tables(
            [
                table_of(LATE, what="rows", name=list(written), count=list(written.values())),
                table_of(
                    LATE,
                    what="label",
                    part=self._parts(numbers(labels["node"])),
                    source=labels["node"],
                    name=labels["alias"],
                    count=labels["count"],
                ),
                table_of(
                    LATE,
                    what="edge",
                    part=self._parts(source),
                    source=source.tolist(),
                    target=late["target"].to_pylist(),
                    name=late["kind"].to_pylist(),
                    count=late["weight"].to_pylist(),
                    mention=late["mention"].to_pylist(),
                ),
            ]
        )

    def _parts(self, nodes: np.ndarray) -> list[int]:
        """Which part of a table tells of each node: that of its share, or one behind those of all shares."""
        starts = np.array([counts.documents for counts in self.before[:-1]])
        share = np.searchsorted(starts, nodes, side="right") - 1
        behind = self.shares + (nodes - self.documents) // NODES_A_PART
        found: list[int] = np.where(nodes < self.documents, share, behind).tolist()
        return found

    def aliases(self, part: int, told: pa.Table) -> pa.Table:
        """Write the aliases of the nodes of a part."""
        told = told.filter(pc.is_valid(told["source"])).sort_by(
            [("source", "ascending"), ("name", "ascending")]
        )
        first = self.before[part].documents if part < self.shares else 0
        schema = arrow_schema(ALIASES)
        names, paths = schema_of_names().empty_table(), []
        if part < self.shares:
            names, paths = self.work.kept_by("names", part)
        source = numbers(told["source"]) - np.int32(first)
        table = alias_table(names, paths, labels_of(source, told["name"], numbers(told["count"])))
        node = array((numbers(table["node"]) + first).astype(np.int32))
        table = table.set_column(0, schema.field("node"), node)
        self.work.write(table, "aliases", part)
        return table_of(COUNTED, name=["aliases"], count=[len(table)])

    def edges(self, part: int, told: pa.Table) -> pa.Table:
        """Write edges that start at nodes which are no documents."""
        told = told.sort_by([(name, "ascending") for name in ("source", "target", "name")])
        kinds = told["name"].combine_chunks().dictionary_encode()
        schema = arrow_schema(EDGES)
        columns = [
            told["source"],
            told["target"],
            category(numbers(kinds), kinds.dictionary.to_pylist()),
            told["count"],
            told["mention"],
            optional(np.full(len(told), -1, np.int32)),
            pa.nulls(len(told), schema.field("outcome").type),
        ]
        self.work.write(pa.Table.from_arrays(columns, schema=schema), "edges", part)
        return table_of(COUNTED, name=["edges"], count=[len(told)])


def schema_of_names() -> pa.Schema:
    """The columns of what documents call themselves."""
    return pa.schema([("node", pa.int32()), ("origin", pa.int8()), ("name", pa.string())])


def in_order(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Number the rows of a task, which come sorted."""
    from pyspark import TaskContext

    task = TaskContext.get()
    assert task is not None  # noqa: S101  # this runs in tasks
    done = 0
    for batch in batches:
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        place = list(range(done, done + len(batch)))
        done += len(batch)
        known = {name: columns[name] for name in PLACED if name in columns}
        yield from rows(PLACED, part=task.partitionId(), place=place, **known)
