"""The Arrow form of the tables' specification."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from kg.model.tables import Column, Table

_TYPES: Final = {
    "int32": pa.int32(),
    "int16": pa.int16(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "string": pa.string(),
    "category": pa.dictionary(pa.int8(), pa.string()),
}


def arrow_schema(table: Table) -> pa.Schema:
    """Schema of a table.

    >>> from kg.model.tables import SOURCES
    >>> arrow_schema(SOURCES).names
    ['path', 'size', 'digest']
    """
    return pa.schema([_field(column) for column in table.columns])


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _TYPES[column.base], nullable=column.nullable)
