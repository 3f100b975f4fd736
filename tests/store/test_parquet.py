"""Parquet files: what other programs read of them, and that one put together equals one written anew."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store import parquet
from kg.store.parquet import Earlier, write_parquet

SCHEMA = pa.schema(
    [
        pa.field("source", pa.int32(), nullable=False),
        pa.field("written", pa.string()),
        pa.field("raw", pa.string(), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("level", pa.int16()),
        pa.field("score", pa.float64()),
        pa.field("embed", pa.bool_()),
    ],
    metadata={"kg.graph": "x"},
)
KINDS = ("link", "tag")
ROWS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.none() | st.sampled_from(["a", "b", "é" * 40]),
        st.text(max_size=4),
        st.integers(0, 1),
        st.none() | st.integers(-3, 3),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.booleans(),
    ),
    max_size=30,
)


def table_of(rows):
    columns = list(zip(*sorted(rows, key=lambda row: row[0]), strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns[:3], SCHEMA, strict=False)]
    arrays.append(pa.DictionaryArray.from_arrays(pa.array(columns[3], pa.int8()), pa.array(KINDS)))
    arrays += [pa.array(list(c), f.type) for c, f in zip(columns[4:], list(SCHEMA)[4:], strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


@given(old=ROWS, new=ROWS, more=ROWS, cut=st.integers(0, 30))
def test_a_file_put_together_is_the_one_written_anew(tmp_path_factory, old, new, more, cut):
    """Rows go, come and change; some row groups stay, some move, some are gone."""
    place = tmp_path_factory.mktemp("parquet")
    before, after = table_of(old), table_of([*old[:cut], *new, *old[cut:], *more])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "GROUP", 10)
        write_parquet(before, place / "before")
        write_parquet(after, place / "anew")
        write_parquet(after, place / "together", earlier=Earlier(before, place / "before"))

    assert (place / "together").read_bytes() == (place / "anew").read_bytes()
    assert pq.read_table(place / "anew").equals(after, check_metadata=True)


@given(rows=ROWS, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_pieces_of_a_table_leave_no_trace(tmp_path_factory, rows, cuts):
    place, table = tmp_path_factory.mktemp("parquet"), table_of(rows * 200)
    ends = sorted({0, *(cut * 100 for cut in cuts if cut * 100 < len(table)), len(table)})
    pieces = [table.slice(start, end - start) for start, end in pairwise(ends)]
    write_parquet(table, place / "whole")
    write_parquet(pa.concat_tables(pieces) if pieces else table, place / "pieces")

    assert (place / "whole").read_bytes() == (place / "pieces").read_bytes()


def test_other_programs_read_it(tmp_path):
    rows = [(n // 7, f"w{n % 5}", f"r{n}", n % 2, n % 3, n / 2, n % 2 == 0) for n in range(30_000)]
    table = table_of(rows)
    changed = table_of([*rows[:100], (14, None, "new", 1, None, None, None), *rows[100:]])
    write_parquet(table, tmp_path / "old.parquet")
    write_parquet(changed, tmp_path / "t.parquet", earlier=Earlier(table, tmp_path / "old.parquet"))

    assert pq.ParquetFile(tmp_path / "t.parquet").num_row_groups == 2
    found = duckdb.read_parquet(str(tmp_path / "t.parquet"))
    assert [tuple(row.values()) for row in changed.to_pylist()] == found.fetchall()
    assert found.filter("source = 4000 and written = 'w3'").project("raw").fetchall() == [("r28003",)]
    write_parquet(table.slice(0, 0), tmp_path / "empty.parquet")
    assert duckdb.read_parquet(str(tmp_path / "empty.parquet")).fetchall() == []


def test_only_what_changed_is_encoded(tmp_path, monkeypatch):
    table = table_of([(n, "w", f"r{n}", 0, 1, 1.0, True) for n in range(16_384)])
    write_parquet(table, tmp_path / "old")
    raw = table["raw"].to_pylist()
    raw[10_000] = "other"
    encoded, real = [], parquet._encode
    monkeypatch.setattr(
        parquet,
        "_encode",
        lambda t, groups, sink: encoded.append((t.column_names, groups)) or real(t, groups, sink),
    )

    changed = table.set_column(2, SCHEMA.field("raw"), pa.array(raw))
    write_parquet(changed.cast(SCHEMA), tmp_path / "new", earlier=Earlier(table, tmp_path / "old"))

    assert encoded == [(["raw"], [slice(8_192, 12_288)])]
    assert pq.read_table(tmp_path / "new")["raw"].to_pylist() == raw
