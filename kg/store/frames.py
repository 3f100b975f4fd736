"""Turns Arrow tables into pandas frames, one at a time and only when asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from kg.model.graph import KnowledgeGraph, Manifest
from kg.model.tables import DERIVED, TABLES, Table
from kg.store.artefact import read_manifest, write_artefact
from kg.store.buffers import array
from kg.store.schema import arrow_schema
from kg.store.stored import Group, StoredTables, held

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame, Series
    from pyarrow.dataset import Dataset


_OFTEN: Final = 4  # times that some rows of a file are asked for before all are read


class Frames(Mapping[str, "DataFrame"]):
    """Frames of Arrow tables; each is made once and kept.

    pandas is loaded with the first frame: a build that only writes tables does without it.
    """

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables
        self._frames: dict[str, DataFrame] = {}
        self._columns: dict[str, dict[str, Series[Any]]] = defaultdict(dict)  # of frames that are not made
        self._asked: Counter[str] = Counter()  # how often for some rows of them

    def __getitem__(self, name: str) -> DataFrame:
        if name not in self._frames:
            self._frames[name] = _frame(self._tables[name])
            self._columns.pop(name, None)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The Arrow table behind a frame, or some columns of it."""
        if isinstance(self._tables, StoredTables):
            return self._tables.read(name, columns)
        return self._tables[name] if columns is None else self._tables[name].select(columns)

    def columns(self, name: str, columns: Sequence[str]) -> DataFrame:
        """Some columns of a frame; no other is read."""
        if name in self._frames:
            return self._frames[name][list(columns)]
        import pandas as pd

        known = self._columns[name]
        if new := [column for column in columns if column not in known]:
            read = _frame(self.arrow(name, new))
            known.update({column: read[column] for column in new})
        return pd.DataFrame({column: known[column] for column in columns}, copy=False)

    def rows(self, name: str, chosen: NDArray[np.bool_]) -> DataFrame:
        """Some rows of a frame, numbered as in the whole one, which is made for who asks often.

        Of a file only groups of rows that have any are read.
        """
        self._asked[name] += 1
        if name in self._frames or self._asked[name] > _OFTEN:
            return self[name][chosen]
        groups = self.groups(name, _described(name).names)
        ends = np.cumsum([group.size for group in groups])
        wanted = np.split(chosen, ends[:-1])
        some = [pair for pair in zip(groups, wanted, strict=True) if pair[1].any()]
        parts = [group.read().filter(array(mask)) for group, mask in some or [(groups[0], wanted[0])]]
        return _frame(pa.concat_tables(parts).unify_dictionaries()).set_axis(np.flatnonzero(chosen))

    def groups(self, name: str, columns: Sequence[str]) -> list[Group]:
        """The Arrow columns in groups of rows, which for a file are read one by one."""
        if isinstance(self._tables, StoredTables):
            return self._tables.groups(name, columns)
        return [held(self.arrow(name, columns))]

    def source(self, name: str) -> pa.Table | Dataset:
        """The Arrow table behind a frame, or its file, not read yet."""
        return self._tables.file(name) if isinstance(self._tables, StoredTables) else self._tables[name]


def frame_columns(graph: KnowledgeGraph, name: str, columns: Sequence[str]) -> DataFrame:
    """Some columns of a table as a frame; the others are not read.

    >>> import kg
    >>> frame_columns(kg.build({"a.md": "[[b]]"}), "nodes", ["kind"])["kind"].tolist()
    ['note', 'missing']
    """
    tables = graph.tables
    return tables.columns(name, columns) if isinstance(tables, Frames) else tables[name][list(columns)]


def frame_rows(graph: KnowledgeGraph, name: str, chosen: NDArray[np.bool_]) -> DataFrame:
    """Some rows of a table as a frame, numbered as in the whole table, which is not held.

    >>> import kg
    >>> frame_rows(kg.build({"a.md": "[[b]]"}), "nodes", np.array([False, True]))["label"].to_dict()
    {1: 'b'}
    """
    tables = graph.tables
    return tables.rows(name, chosen) if isinstance(tables, Frames) else tables[name][chosen]


def arrow_groups(graph: KnowledgeGraph, name: str, columns: Sequence[str]) -> list[Group]:
    """Some columns of a table as groups of rows, not read yet; at least one.

    >>> import kg
    >>> [group.size for group in arrow_groups(kg.build({"a.md": "[[b]]"}), "nodes", ["label"])]
    [2]
    """
    if isinstance(graph.tables, Frames):
        return graph.tables.groups(name, columns)
    return [held(arrow_columns(graph, name, columns))]


def arrow_source(graph: KnowledgeGraph, name: str) -> pa.Table | Dataset:
    """A table as an engine reads it: on disk still, if it is there, so that only what is asked for is read.

    >>> import kg
    >>> arrow_source(kg.build({"a.md": "[[b]]"}), "nodes").num_rows
    2
    """
    if isinstance(graph.tables, Frames):
        return graph.tables.source(name)
    return arrow_columns(graph, name, list(graph.tables[name].columns))


def arrow_columns(graph: KnowledgeGraph, name: str, columns: Sequence[str]) -> pa.Table:
    """Some columns of a table as Arrow holds them: for counting, no frame need be made of 800,000 timestamps.

    >>> import kg
    >>> arrow_columns(kg.build({"a.md": "[[b]]"}), "mentions", ["written"]).to_pydict()
    {'written': ['b']}
    """
    if isinstance(graph.tables, Frames):
        return graph.tables.arrow(name, list(columns))
    known = arrow_schema(_described(name))
    schema = pa.schema([known.field(column) for column in columns])
    return pa.Table.from_pandas(graph.tables[name][list(columns)], schema, preserve_index=False)


def _described(name: str) -> Table:
    """What a table holds, by its name."""
    return next(table for table in (*TABLES, *DERIVED) if table.name == name)


def _frame(table: pa.Table) -> DataFrame:
    import pandas as pd

    nullable = {pa.int32(): pd.Int32Dtype(), pa.int16(): pd.Int16Dtype()}
    columns = {}
    for field in table.schema:
        column = table[field.name]
        if field.nullable and field.type in nullable:
            columns[field.name] = column.to_pandas(types_mapper=nullable.get)
        else:
            columns[field.name] = column.to_pandas()
        if pa.types.is_dictionary(field.type):  # the same categories whether made, written or read
            values = columns[field.name].cat.remove_unused_categories()
            columns[field.name] = values.cat.reorder_categories(sorted(values.cat.categories))
    return pd.DataFrame(columns, copy=False)


def graph_of(tables: Mapping[str, pa.Table], manifest: Manifest) -> KnowledgeGraph:
    """The graph of tables in memory."""
    return KnowledgeGraph(Frames(tables), manifest)


def read(folder: str | Path) -> KnowledgeGraph:
    """Open an artefact; tables are read when first asked for.

    Args:
        folder: Folder that `kg build` or `kg.write` wrote.

    Raises:
        ArtefactError: It is no artefact, is damaged, or was written with another schema.

    Example:
        >>> import kg, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     target = pathlib.Path(folder) / "graph"
        ...     kg.write(kg.build({"a.md": "[[b]]"}), target)
        ...     kg.read(target).nodes["key"].tolist()
        ['note:a.md', 'missing:b']
    """
    place = Path(folder)
    manifest = read_manifest(place)
    return graph_of(StoredTables(place, manifest), manifest)


def write(graph: KnowledgeGraph, folder: str | Path, *, vault: str | Path | None = None) -> None:
    """Write a graph as an artefact: all of it or nothing.

    Args:
        graph: A graph made by `kg.build`, `kg.read` or `kg.subgraph`.
        folder: Where to; an artefact that stands there is replaced.
        vault: Folder of the notes, to be remembered for questions that need their text.

    Raises:
        UsageError: The folder holds something that is not an artefact.
        KgError: It cannot be written; what stood there is unchanged.

    Example:
        >>> import kg, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     kg.write(kg.build({"a.md": ""}), pathlib.Path(folder) / "graph")
    """
    frames = graph.tables
    tables = {name: frames.arrow(name) for name in frames} if isinstance(frames, Frames) else _arrow(frames)
    write_artefact(tables, graph.manifest, Path(folder), vault=None if vault is None else Path(vault))


def _arrow(frames: Mapping[str, DataFrame]) -> dict[str, pa.Table]:
    return {
        table.name: pa.Table.from_pandas(frames[table.name], arrow_schema(table), preserve_index=False)
        for table in (*TABLES, *DERIVED)
        if table.name in frames
    }
