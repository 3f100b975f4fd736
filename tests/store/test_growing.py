"""Tables that grow beyond the memory they may have."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import kg
from kg.engine.memory import give_back
from kg.errors import KgError
from kg.model.tables import TABLES
from kg.store.buffers import category, numbers
from kg.store.growing import Growing

ROOT = Path(__file__).resolve().parents[2]
FILES = ["manifest.json", *(f"{table.name}.parquet" for table in TABLES)]


def piece(*values):
    words = category(np.array(values, np.int8) % 2, ["even", "odd"])
    return {"t": pa.table({"number": pa.array(values, pa.int64()), "word": words})}


def test_what_waited_on_disk_comes_back_piece_by_piece():
    growing = Growing(["t"], room=0)
    for first in range(0, 9, 3):
        growing.add(piece() if first == 3 else piece(first, 1, 2))

    table = growing.tables()["t"]

    assert growing.spilled
    assert table["number"].to_pylist() == [0, 1, 2, 6, 1, 2]
    assert table["word"].to_pylist() == ["even", "odd", "even", "even", "odd", "even"]


def test_no_file_is_left_where_files_are_made(tmp_path):
    growing = Growing(["t"], room=0, folder=tmp_path)
    growing.add(piece(1))
    during = list(tmp_path.iterdir())
    table = growing.tables()["t"]

    assert not during
    assert not list(tmp_path.iterdir())
    assert table.num_rows == 1


def test_a_build_with_little_memory_gives_the_same_bytes(tmp_path, monkeypatch):
    spilled = []
    real = Growing.tables
    monkeypatch.setattr(Growing, "tables", lambda own: (spilled.append(own.spilled), real(own))[1])
    kg.build(ROOT / "data" / "tubevault", output=tmp_path / "much")
    shutil.copytree(ROOT / "data" / "tubevault", tmp_path / "tubevault")
    (tmp_path / "kg.toml").write_text("memory = 0\n")

    kg.build(tmp_path / "tubevault", output=tmp_path / "little")

    assert spilled == [False, True]
    assert [(tmp_path / "much" / name).read_bytes() for name in FILES] == [
        (tmp_path / "little" / name).read_bytes() for name in FILES
    ]


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/dev/full-of-nothing")
    growing = Growing(["t"], room=0)

    with pytest.raises(KgError, match="TMPDIR"):
        growing.add(piece(1))


def test_pages_that_are_let_go_are_read_again():
    growing = Growing(["t"], room=0)
    growing.add({"t": pa.table({"a": list(range(100_000))})})
    table = growing.tables()["t"]
    total = sum(table["a"].to_pylist())

    give_back()

    assert sum(table["a"].to_pylist()) == total


@pytest.mark.parametrize("room", [0, 256])
def test_numbers_of_a_column_in_many_pieces_are_those_of_one(room):
    growing = Growing(["t"], room=room)
    for first in range(0, 1000, 5):
        growing.add({"t": pa.table({"number": pa.array([first, None, first + 2, None, 7], pa.int32())})})

    column = growing.tables()["t"]["number"]

    assert column.num_chunks == 200
    wanted = [-1 if value is None else value for value in column.to_pylist()]
    assert numbers(column).tolist() == wanted
    assert numbers(column.slice(3, 990)).tolist() == wanted[3:993]
