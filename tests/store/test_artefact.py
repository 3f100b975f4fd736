"""The artefact: what is on the disk, and what is said of a folder that is none."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

import kg
from kg.errors import ArtefactError
from kg.model.kinds import RuleSet
from kg.model.tables import SCHEMA_VERSION, TABLES


@pytest.fixture
def folder(tmp_path):
    kg.build({"a.md": "See [[b|B]] and #tag.", "b.md": "---\nup: '[[a]]'\n---\n"}, output=tmp_path / "graph")
    return tmp_path / "graph"


def change(folder, **values):
    place = folder / "manifest.json"
    place.write_text(
        json.dumps({**json.loads(place.read_text(encoding="utf-8")), **values}), encoding="utf-8"
    )


def test_a_graph_is_one_file_a_table_and_a_manifest(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["manifest.json", *(f"{table.name}.parquet" for table in TABLES)]
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_file_holds_the_columns_of_its_table(folder, table):
    assert tuple(pq.read_schema(folder / f"{table.name}.parquet").names) == table.names


def test_the_manifest_counts_rows_and_holds_no_clock_time(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["schema"] == SCHEMA_VERSION
    assert manifest["counts"] == {table.name: len(kg.read(folder).tables[table.name]) for table in TABLES}
    assert set(manifest) == {"vault", "rules", "profile", "kg", "schema", "digest", "counts", "options"}
    assert kg.read(folder).manifest.rules is RuleSet.FOLDED


def test_writing_over_a_graph_replaces_it(folder):
    kg.build({"c.md": ""}, output=folder)

    assert kg.read(folder).nodes["key"].tolist() == ["note:c.md"]


def test_what_is_read_can_be_written_again_with_the_same_bytes(folder, tmp_path):
    kg.write(kg.read(folder), tmp_path / "again")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()
    }


@pytest.mark.parametrize(
    ("schema", "hint"), [(SCHEMA_VERSION + 1, "newer kg"), (SCHEMA_VERSION - 1, "Build it again")]
)
def test_another_schema_is_refused_with_what_to_do(folder, schema, hint):
    change(folder, schema=schema)

    with pytest.raises(ArtefactError, match=f"schema {schema}") as caught:
        kg.read(folder)

    assert hint in caught.value.hint


@pytest.mark.parametrize("values", [{"rules": "nothing"}, {"schema": "x"}, {"unknown": 1}, {"counts": 5}])
def test_a_manifest_of_another_form_is_refused(folder, values):
    change(folder, **values)

    with pytest.raises(ArtefactError):
        kg.read(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\xff", '{"schema": 1}'])
def test_a_damaged_manifest_is_refused(folder, text):
    (folder / "manifest.json").write_bytes(text.encode("latin-1"))

    with pytest.raises(ArtefactError) as caught:
        kg.read(folder)

    assert caught.value.hint


@pytest.mark.parametrize("damage", ["remove", "empty", "cut", "scribble"])
def test_a_damaged_table_is_refused_when_it_is_asked_for(folder, damage):
    file = folder / "edges.parquet"
    data = file.read_bytes()
    file.unlink()
    if damage != "remove":
        file.write_bytes({"empty": b"", "cut": data[:-20], "scribble": b"x" * len(data)}[damage])

    graph = kg.read(folder)

    assert len(graph.nodes) == 3
    with pytest.raises(ArtefactError):
        len(graph.edges)


@pytest.mark.parametrize("place", ["missing", "file", "empty"])
def test_a_folder_that_is_no_graph_is_refused_with_what_to_do(tmp_path, place):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")

    with pytest.raises(ArtefactError) as caught:
        kg.read(tmp_path / place)

    assert caught.value.hint
    assert caught.value.exit_code == 3
