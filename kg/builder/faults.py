"""Gathers faults from everywhere into one table, sorted by place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.arrow import category
from kg.builder.structure import LineFault
from kg.builder.vault import Fault
from kg.extract.rows import FAULTS
from kg.model.ids import NotePath
from kg.model.kinds import FaultCode
from kg.model.tables import FAULTS as FAULT_TABLE
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
    names = pa.array(paths, pa.string())
    schema = arrow_schema(FAULT_TABLE)
    parts = [
        pa.Table.from_arrays(
            [names.take(found["source"].combine_chunks()), found["line"], found["code"], found["message"]],
            schema=schema,
        )
    ]
    rows = [*(LineFault(path, 0, code, message) for path, code, message in whole), *lines]
    if rows:
        path, line, code, message = zip(*rows, strict=True)
        codes = np.array([FAULTS.index(c) for c in code], np.int8)
        columns = [pa.array(path), pa.array(line, pa.int32()), category(codes, FAULTS), pa.array(message)]
        parts.append(pa.Table.from_arrays(columns, schema=schema))
    table, faulty = moments
    for places, fault in faulty:
        chosen = table.select(["source", "line", "written"]).take(pa.array(places))
        codes = np.full(len(chosen), FAULTS.index(fault), np.int8)
        path = names.take(chosen["source"].combine_chunks())
        columns = [path, chosen["line"], category(codes, FAULTS), chosen["written"]]
        parts.append(pa.Table.from_arrays(columns, schema=schema))
    return _by_place(pa.concat_tables(parts))


def _by_place(table: pa.Table) -> pa.Table:
    code = table["code"].cast(pa.string())
    keys = pa.table({"path": table["path"], "line": table["line"], "code": code, "message": table["message"]})
    order = [(name, "ascending") for name in keys.column_names]
    import pyarrow.compute as pc

    return table.take(pc.sort_indices(keys, sort_keys=order))
