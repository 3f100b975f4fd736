"""Gathers faults from everywhere into one table, sorted by place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.builder.arrow import rows
from kg.builder.structure import LineFault
from kg.builder.vault import Fault
from kg.extract.rows import FAULTS
from kg.model.ids import NotePath
from kg.model.kinds import FaultCode
from kg.model.tables import FAULTS as FAULT_TABLE
from kg.store.buffers import array, category, texts
from kg.store.schema import arrow_schema


def fault_table(
    found: pa.Table,
    paths: Sequence[NotePath],
    whole: Sequence[Fault],
    lines: Sequence[LineFault],
    moments: tuple[pa.Table, Sequence[tuple[NDArray[np.int64], FaultCode]]],
) -> pa.Table:
    """The `faults` table.

    Args:
        found: Faults that reading found, with ``source``, ``line``, ``code`` and ``message``.
        paths: Path of each document.
        whole: Faults of whole files.
        lines: Faults that joining found.
        moments: The timestamps, and which of them are at fault.
    """
    names = texts(paths)
    schema = arrow_schema(FAULT_TABLE)
    parts = [
        pa.Table.from_arrays(
            [names.take(found["source"].combine_chunks()), found["line"], found["code"], found["message"]],
            schema=schema,
        )
    ]
    joined = [*(LineFault(path, 0, code, message) for path, code, message in whole), *lines]
    if joined:
        path, line, code, message = zip(*joined, strict=True)
        codes = np.array([FAULTS.index(c) for c in code], np.int8)
        columns = [texts(path), array(np.array(line, np.int32)), category(codes, FAULTS), texts(message)]
        parts.append(pa.Table.from_arrays(columns, schema=schema))
    table, faulty = moments
    for places, fault in faulty:
        if not len(places):  # Arrow would put all texts together to take none of them
            continue
        chosen = rows(table, places, ["source", "line", "written"])
        codes = np.full(len(chosen), FAULTS.index(fault), np.int8)
        path = names.take(chosen["source"].combine_chunks())
        columns = [path, chosen["line"], category(codes, FAULTS), chosen["written"]]
        parts.append(pa.Table.from_arrays(columns, schema=schema))
    return by_place(pa.concat_tables(parts))


def by_place(table: pa.Table) -> pa.Table:
    """Faults in order of path, line, code and message."""
    code = table["code"].cast(pa.string())
    keys = pa.table({"path": table["path"], "line": table["line"], "code": code, "message": table["message"]})
    order = [(name, "ascending") for name in keys.column_names]
    return table.take(pc.sort_indices(keys, sort_keys=order))
