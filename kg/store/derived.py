"""Keeps derived tables beside the graph they were computed from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import UsageError
from kg.model.tables import DERIVED
from kg.store.artefact import read_manifest, stamp, write_table
from kg.store.atomic import replacing
from kg.store.schema import arrow_schema

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import Manifest


def write_derived(tables: Mapping[str, DataFrame], manifest: Manifest, folder: Path) -> None:
    """Write derived tables into the folder of their graph, each of them whole or not at all.

    Args:
        tables: The tables by name, of those in `kg.model.tables.DERIVED`.
        manifest: That of the graph they were computed from.
        folder: Folder of the graph.

    Raises:
        ArtefactError: The folder holds no graph.
        UsageError: It holds another graph, such as one built since.
        KgError: It cannot be written.

    Example:
        >>> import kg, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     graph = kg.build({"a.md": "[[b]]"}, output=pathlib.Path(folder) / "graph")
        ...     _ = kg.analyse(graph, output=pathlib.Path(folder) / "graph")
        ...     kg.read(pathlib.Path(folder) / "graph").metrics["degree"].tolist()
        [1, 1]
    """
    if stamp(read_manifest(folder)) != stamp(manifest):
        raise UsageError(
            f"The folder {str(folder)!r} holds another graph than the tables are about.",
            hint="It was built anew meanwhile: analyse it again.",
        )
    for table in DERIVED:
        if table.name in tables:
            arrow = pa.Table.from_pandas(tables[table.name], arrow_schema(table), preserve_index=False)
            with replacing(folder / f"{table.name}.parquet") as temporary:
                write_table(arrow, temporary, of=manifest)


def read_earlier(name: str, folder: Path) -> DataFrame | None:
    """A derived table that stands in a folder, of whatever graph it was computed from.

    Args:
        name: Its name.
        folder: Folder of a graph.

    Returns:
        The table; None if there is none, or it cannot be read as one.

    Example:
        >>> read_earlier("layout", Path("no such folder")) is None
        True
    """
    table = next(table for table in DERIVED if table.name == name)
    try:
        found = pq.read_table(folder / f"{name}.parquet")
    except (OSError, pa.ArrowException):  # an earlier state is a help, not a need
        return None
    wanted = arrow_schema(table)
    return (
        found.to_pandas()
        if found.schema.names == wanted.names and found.schema.types == wanted.types
        else None
    )
