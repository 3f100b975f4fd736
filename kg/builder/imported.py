"""Turns tables of nodes and edges, whoever made them, into a graph like any other.

So analysis, explorer, RDF and all other doors work on what other extractors found. Edges that are links get a
mention each, since that is what measures, evidence and places hang on; it says no more than the tables do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from kg import __version__
from kg.builder.evidence import evidence
from kg.builder.foreign import Bad, Rows, read_node_link, read_rows
from kg.builder.given import Property, check_roles, edges_of, nodes_of, nodes_of_ends
from kg.builder.nodes import Node
from kg.builder.run import digest_of
from kg.config import Config
from kg.errors import UsageError
from kg.model.graph import KnowledgeGraph, Manifest
from kg.model.kinds import FaultCode, RuleSet
from kg.model.profile import Profile
from kg.model.tables import EDGES, FAULTS, MENTIONS, MOMENTS, NODES, PROPERTIES, SOURCES, TABLES, Table
from kg.store.artefact import write_artefact
from kg.store.frames import graph_of
from kg.store.schema import arrow_schema

_MOST_KINDS: Final = 127  # a column of categories holds no more


class Imported(NamedTuple):
    """What an import made.

    Attributes:
        graph: The graph; rows that could not be used are in its table ``faults``.
        left_out: Names of columns of edges that no column of ours stands for.
    """

    graph: KnowledgeGraph
    left_out: tuple[str, ...]


def import_graph(
    nodes: str | Path | None,
    edges: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    profile: str = "plain",
    name: str = "",
    output: str | Path | None = None,
) -> Imported:
    r"""Make a graph of a table of nodes and one of edges.

    Tables are CSV, TSV, JSON lines or Parquet. Nodes need a column for their ``id``, edges for ``source``
    and ``target``; other columns of ours are label, kind, path, url, words, and kind, weight, outcome, note,
    line, column, raw. Any other column of the nodes becomes a property. A node without a kind is a note, an
    edge without one a link; several edges with the same ends and kind become one.

    Args:
        nodes: The table of nodes; None if the edges' ends are all there is, or a node-link JSON holds both.
        edges: The table of edges, or a node-link JSON.
        columns: Names of columns by what they mean, where they are not found by themselves: ``id``,
            ``label`` … of nodes; ``source``, ``target``, ``edge.kind`` … of edges.
        profile: Name of the profile that kinds of edges belong to, which says what is structure.
        name: What to call the graph; by default as the file of edges.
        output: Folder to write the tables to; nothing is written by default.

    Returns:
        The graph and what was left out.

    Raises:
        UsageError: A column is missing, or a column of kinds has more than 127 of them.
        UnreadableError: A file cannot be read.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     table = Path(folder, "edges.csv")
        ...     _ = table.write_text("from,to\nAda,Charles\nAda,\n")
        ...     made = import_graph(None, table).graph
        >>> made.nodes["key"].tolist(), made.faults["message"].tolist()
        (['note:Ada', 'note:Charles'], ['no target'])
    """
    check_roles(columns or {})
    place = Path(edges)
    if nodes is None and place.name.removesuffix(".gz").endswith(".json"):
        node_rows: Rows | None
        node_rows, edge_rows = read_node_link(place)
    else:
        edge_rows = read_rows(place)
        node_rows = None if nodes is None else read_rows(Path(nodes))
    tables, left_out = _assembled(node_rows, edge_rows, columns or {}, Config().profile_named(profile))
    files = [place] if nodes is None else [Path(nodes), place]
    tables["sources"] = _table(SOURCES, _sources(files))
    manifest = Manifest(
        vault=name or place.name.partition(".")[0],
        rules=RuleSet.FOLDED,
        profile=profile,
        kg=__version__,
        digest=digest_of(*(tables["sources"][column].to_pylist() for column in ("path", "digest"))),
        counts={table.name: len(tables[table.name]) for table in TABLES},
        options={"imported": [file.name for file in files], "columns": dict(columns or {})},
    )
    if output is not None:
        write_artefact(tables, manifest, Path(output))
    return Imported(graph_of(tables, manifest), left_out)


def _assembled(
    node_rows: Rows | None, edge_rows: Rows, columns: Mapping[str, str], profile: Profile
) -> tuple[dict[str, pa.Table], tuple[str, ...]]:
    """All tables but that of the sources, and the columns of edges left out."""
    given = nodes_of_ends(edge_rows, columns) if node_rows is None else nodes_of(node_rows, columns)
    edges, bad, left_out = edges_of(edge_rows, columns, given)
    nodes = given.nodes
    mentions, moments, mention, moment = evidence(edges, nodes, profile)
    _check_kinds([node.kind for node in nodes], "nodes")
    _check_kinds([edge.kind for edge in edges], "edges")
    made = {
        NODES: {"node": range(len(nodes)), **_by_field(nodes, Node)},
        MENTIONS: mentions,
        MOMENTS: moments,
        EDGES: {
            "mention": mention,
            "moment": moment,
            **{
                name: [getattr(edge, name) for edge in edges]
                for name in ("source", "target", "kind", "weight", "outcome")
            },
        },
        PROPERTIES: _by_field(given.properties, Property),
        FAULTS: _faults([*given.bad, *bad]),
    }
    tables = {table.name: _table(table, made.get(table, {})) for table in TABLES if table is not SOURCES}
    return tables, left_out


def _by_field(rows: Sequence[Any], kind: type[Any]) -> dict[str, Sequence[Any]]:
    columns = zip(*rows, strict=True) if rows else ([] for _ in kind._fields)
    return {name: list(column) for name, column in zip(kind._fields, columns, strict=True)}


def _table(table: Table, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    schema = arrow_schema(table)
    arrays = [pa.array(list(columns.get(field.name, ())), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _check_kinds(kinds: Iterable[str], what: str) -> None:
    found = len(set(kinds))
    if found > _MOST_KINDS:
        raise UsageError(
            f"The {what} are of {found} kinds; there is room for {_MOST_KINDS}.",
            hint=f"Say which column is the kind: --column {'kind' if what == 'nodes' else 'edge.kind'}=NAME.",
        )


def _faults(bad: Iterable[Bad]) -> dict[str, Sequence[Any]]:
    rows = sorted(bad)
    return {
        "path": [row.file for row in rows],
        "line": [row.line for row in rows],
        "code": [FaultCode.BAD_ROW.value] * len(rows),
        "message": [row.message for row in rows],
    }


def _sources(files: Sequence[Path]) -> dict[str, Sequence[Any]]:
    contents = {file.name: file.read_bytes() for file in files}
    named = sorted(contents.items())
    return {
        "path": [name for name, _ in named],
        "size": [len(data) for _, data in named],
        "digest": [hashlib.sha256(data).hexdigest() for _, data in named],
    }
