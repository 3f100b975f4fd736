"""What tasks say of their part of a graph: lines of RDF, by the exporter of small graphs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.builder.arrow import is_value
from kg.builder.numbering import Move, Rows, moved
from kg.cluster.rows import rows
from kg.exporters.rdf.formats import write_rdf
from kg.exporters.rdf.iris import topic_iri, topic_slug
from kg.exporters.rdf.vocabulary import NG, RDF, SKOS, VOID
from kg.model.kinds import NodeKind
from kg.model.tables import ALIASES, EDGES, NODES, TABLES
from kg.store.buffers import array, category, numbers, texts
from kg.store.frames import graph_of
from kg.store.schema import arrow_schema
from kg.store.stored import parts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import Manifest

WANTED: Final = {"stretch": "int", "node": "int"}
LINE: Final = {"line": "string"}
MEMBER: Final = {"node": "int", "key": "string", "kind": "string", "label": "string", "path": "string"}
_COUNTED: Final = ("mentions", "moments", "headings")
_OF_TOPICS: Final = tuple(
    f"<{iri}>" for iri in (RDF.type, SKOS.inScheme, SKOS.prefLabel, SKOS.altLabel, NG.wantedBy)
)
_SAID_ONCE: Final = ("tag/", "scheme/", "dataset", "build/", "source/", "software/")


@dataclass(frozen=True)
class Saying:
    """Says things in tasks.

    Attributes:
        place: Folder of the graph.
        manifest: That of the graph.
        format: Format of RDF.
        base: What IRIs start with.
        detail: How much is said.
        properties: Terms of vocabularies by names of properties.
    """

    place: str
    manifest: Manifest
    format: str
    base: str
    detail: str
    properties: Mapping[str, str]

    def wanted(self, batches: Iterable[pa.RecordBatch], stretches: list[int]) -> Iterator[pa.RecordBatch]:
        """The nodes that each stretch speaks of: its own, and what they lead to."""
        for batch in batches:
            for row in batch.column(0).to_pylist():
                tables = self._tables(stretches[row])
                ends = [tables["edges"]["target"], tables["mentions"]["target"], tables["moments"]["target"]]
                found = np.unique(
                    np.concatenate([numbers(column) for column in (tables["nodes"]["node"], *ends)])
                )
                yield from rows(
                    WANTED, stretch=stretches[row], node=array(found[found >= 0].astype(np.int32))
                )

    def stretch(self, number: int, known: pa.Table) -> pa.Table:
        """What is said of the nodes of a stretch, but for topics, tags and the data set."""
        known = known.sort_by("node")
        tables = self._tables(number)
        nodes = numbers(known["node"])
        first = {
            name: int(numbers(tables[name][name[:-1]])[0]) if len(tables[name]) else 0 for name in _COUNTED
        }

        def place(values: NDArray[np.int32]) -> NDArray[np.int64]:
            at = np.minimum(np.searchsorted(nodes, values), len(nodes) - 1)
            return np.where(nodes[at] == values, at, -1)

        moves: dict[Rows, Move] = {
            Rows.NODES: place,
            Rows.MENTIONS: lambda values: values - first["mentions"],
            Rows.MOMENTS: lambda values: values - first["moments"],
            Rows.HEADINGS: lambda values: values - first["headings"],
        }
        tables["nodes"] = _node_table(known)
        lines = self._lines({table.name: moved(tables[table.name], table, moves) for table in TABLES})
        topic, once = f"<{self.base}topic/", tuple(f"<{self.base}{name}" for name in _SAID_ONCE)
        return _kept(
            line
            for line in lines
            if not line.startswith(once)
            and not (line.startswith(topic) and line.split(" ", 2)[1] in _OF_TOPICS)
        )

    def topics(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The topic of each node."""
        for batch in batches:
            columns = {name: batch.column(place) for place, name in enumerate(MEMBER)}
            keys, paths = columns["key"].to_pylist(), columns["path"].to_pylist()
            names = [path or key.partition(":")[2] for key, path in zip(keys, paths, strict=True)]
            topic = [topic_iri(topic_slug(name)) for name in names]
            yield from rows({**MEMBER, "topic": "string"}, **columns, topic=topic)

    def group(self, told: pa.Table) -> pa.Table:
        """What is said of the topics of a group: of all nodes of one name."""
        members = told.filter(pc.is_valid(told["key"])).sort_by("node")
        names = told.filter(pc.is_valid(told["alias"])).sort_by(
            [("node", "ascending"), ("alias", "ascending")]
        )
        links = told.filter(pc.is_valid(told["source"]))
        nodes = numbers(members["node"])
        sources, source = np.unique(numbers(links["source"]), return_inverse=True)
        count = len(nodes)
        strangers = [
            f"external:{row}" for row in range(len(sources))
        ]  # no more of them is known than how many
        tables = {table.name: arrow_schema(table).empty_table() for table in TABLES}
        tables["nodes"] = _node_table(
            pa.table(
                {
                    "node": array(np.arange(count + len(sources), dtype=np.int32)),
                    "key": pa.chunked_array([*members["key"].chunks, texts(strangers)]),
                    "kind": texts([*members["kind"].to_pylist(), *("external" for _ in strangers)]),
                    "label": pa.chunked_array([*members["label"].chunks, texts(strangers)]),
                    "path": pa.chunked_array(
                        [*members["path"].chunks, pa.nulls(len(strangers), pa.string())]
                    ),
                    "url": pa.nulls(count + len(strangers), pa.string()),
                    "words": pa.nulls(count + len(strangers), pa.int32()),
                }
            )
        )
        owner = np.searchsorted(nodes, numbers(names["node"])).astype(np.int32)
        ones = array(np.ones(len(names), np.int32))
        tables["aliases"] = pa.Table.from_arrays(
            [array(owner), names["alias"], category(np.zeros(len(names), np.int8), ["label"]), ones],
            schema=arrow_schema(ALIASES),
        )
        edge = {
            "source": array((source + count).astype(np.int32)),
            "target": array(np.searchsorted(nodes, numbers(links["node"])).astype(np.int32)),
            "kind": category(np.zeros(len(links), np.int8), ["links_to"]),
            "weight": array(np.ones(len(links), np.int32)),
        }
        schema = arrow_schema(EDGES)
        tables["edges"] = pa.Table.from_arrays(
            [edge.get(name, pa.nulls(len(links), schema.field(name).type)) for name in schema.names],
            schema=schema,
        )
        topic, scheme = f"<{self.base}topic/", f"<{self.base}scheme/topics>"
        return _kept(
            line
            for line in self._lines(tables)
            if line.startswith(scheme) or (line.startswith(topic) and line.split(" ", 2)[1] in _OF_TOPICS)
        )

    def once(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """What is said of tags, and of the data set but for its size."""
        for _ in batches:
            place = Path(self.place) / "nodes.parquet"
            found = []
            for part in parts_of(place):  # one after the other: no more is kept than tags
                nodes = pq.read_table(part)
                found.append(nodes.filter(array(is_value(nodes["kind"], NodeKind.TAG))))
            tags = pa.concat_tables(found).unify_dictionaries()
            tables = {table.name: arrow_schema(table).empty_table() for table in TABLES}
            own = array(np.arange(len(tags), dtype=np.int32))
            tables["nodes"] = _node_table(tags.set_column(0, "node", own))
            once = tuple(f"<{self.base}{name}" for name in _SAID_ONCE)
            size = f" <{VOID.triples}> "
            lines = [line for line in self._lines(tables) if line.startswith(once) and size not in line]
            yield from _kept(lines).to_batches()

    def counted(self, count: int) -> str:
        """The line that says how many statements there are."""
        number = f'"{count}"^^<http://www.w3.org/2001/XMLSchema#integer>'
        return f"<{self.base}dataset> <{VOID.triples}> {number} ."

    def _tables(self, number: int) -> dict[str, pa.Table]:
        """The rows of a stretch: a share's parts; of other nodes the edges that stand behind all shares'."""
        place = Path(self.place)
        nodes = pq.read_table(place / "nodes.parquet" / f"part-{number:06}.parquet")
        last = int(parts_of(place / "sources.parquet")[-1].stem[5:])
        found = {"nodes": nodes}
        for table in TABLES[1:]:
            part = place / f"{table.name}.parquet" / f"part-{number:06}.parquet"
            own = part.exists() and number <= last
            found[table.name] = pq.read_table(part) if own else arrow_schema(table).empty_table()
        if number > last:
            low, high = (numbers(nodes["node"])[row] for row in (0, -1))
            late = [part for part in parts_of(place / "edges.parquet") if int(part.stem[5:]) > last]
            told = [
                pq.read_table(part).filter(
                    (pc.field("source") >= int(low)) & (pc.field("source") <= int(high))
                )
                for part in late
            ]
            found["edges"] = pa.concat_tables([found["edges"], *told]).unify_dictionaries()
        return found

    def _lines(self, tables: dict[str, pa.Table]) -> list[str]:
        """The lines of RDF of a small graph."""
        stream = io.BytesIO()
        graph = graph_of(tables, self.manifest)
        write_rdf(
            graph,
            stream,
            format=self.format,
            base=self.base,
            detail=self.detail,
            properties=self.properties,
        )
        return stream.getvalue().decode().splitlines()


def _node_table(known: pa.Table) -> pa.Table:
    kinds = known["kind"].cast(pa.string()).combine_chunks().dictionary_encode()
    kind = category(numbers(kinds), kinds.dictionary.to_pylist())
    schema = arrow_schema(NODES)
    columns = [kind if name == "kind" else known[name] for name in schema.names]
    return pa.Table.from_arrays(columns, schema=schema)


def _kept(lines: Iterable[str]) -> pa.Table:
    return pa.table({"line": pa.array(list(lines), pa.string())})
