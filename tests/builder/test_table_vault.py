"""A table of notes is a vault like any other: graphs of it are kept up to date, whatever changes in it."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kg
from kg.builder.table_vault import TableVault
from kg.builder.task import task_for
from kg.builder.update import update
from kg.errors import KgError
from kg.model.tables import TABLES

NOTES = {"a.md": "See [[b]].", "b.md": "", "c/d.md": "[[a|first]] ![[e.png]]", "c/e.png": "x"}


def write(place, notes):
    if place.suffix == ".jsonl":
        lines = (json.dumps({"path": path, "text": text}) for path, text in notes.items())
        place.write_text("\n".join(lines), "utf-8")
        return
    place.mkdir(exist_ok=True)
    for path, text in notes.items():
        part = place / f"{path.replace('/', '-')}.parquet"
        pq.write_table(pa.table({"path": [path], "text": [text]}), part)


@pytest.mark.parametrize("name", ["notes.jsonl", "notes.parquet"])
def test_what_has_changed_in_a_table_is_read_again_and_gives_what_a_build_gives(name, tmp_path):
    table, graph = tmp_path / name, tmp_path / "graph"
    write(table, NOTES)
    first = update(task_for(table, graph))
    unchanged = update(task_for(table, graph))

    write(table, NOTES | {"a.md": "See [[d]]."})  # of the same size
    changed = update(task_for(table, graph))

    kg.build(table, output=tmp_path / "built")
    assert first.changes is not None
    assert first.changes.whole
    assert unchanged.changes is None
    assert changed.changes is not None
    assert [*changed.changes.changed] == ["a.md"]
    assert not changed.changes.added
    for file in ("manifest.json", *(f"{table.name}.parquet" for table in TABLES)):
        assert (graph / file).read_bytes() == (tmp_path / "built" / file).read_bytes()


def test_a_part_that_is_gone_from_a_table_takes_its_notes_with_it(tmp_path):
    table, graph = tmp_path / "notes.parquet", tmp_path / "graph"
    write(table, NOTES)
    update(task_for(table, graph))

    (table / "b.md.parquet").unlink()
    done = update(task_for(table, graph))

    assert done.changes is not None
    assert [*done.changes.removed] == ["b.md"]
    assert "missing:b" in set(done.graph().nodes["key"])


def test_a_table_is_no_folder_in_which_notes_could_be_looked_up(tmp_path):
    write(tmp_path / "notes.jsonl", NOTES)

    graph = kg.build(tmp_path / "notes.jsonl", output=tmp_path / "graph")

    assert graph.manifest.vault == "notes"
    assert not (tmp_path / "graph" / "location.json").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"path": "a.md", "text": "x"}\n{"path": "a.md", "text": "y"}\n', "Row 2 .* has 'a.md' again"),
        ('{"path": "a.md", "text": null}\n', "Row 1 .* lacks its path or its text"),
        ('{"path": 5, "text": "x"}\n', "Row 1 .* lacks its path or its text"),
        ('{"path": "a.md", "text": "x"}\n{broken\n', "line 2 is no JSON object"),
        ('["a.md", "x"]\n', "line 1 is no JSON object"),
        ('{"path": "a.md"}\n', "line 1 is no JSON object"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_row(text, told, tmp_path):
    place = tmp_path / "notes.jsonl"
    place.write_text(text, encoding="utf-8")

    with pytest.raises(KgError, match=told):
        TableVault(place).files()
