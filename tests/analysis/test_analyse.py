"""Derived tables: what is in them, how long they live, and that they are never taken for another graph's."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest

import kg
from kg.analysis import analyse as module
from kg.analysis.analyse import DERIVED, metrics
from kg.analysis.measures import MEASURES, Measure, leaders
from kg.errors import ArtefactError, UsageError
from kg.model import tables

NOTES = {"a.md": "[[b]] [[b]] [[c]]", "b.md": "[[a]] [[nowhere]]", "c.md": ""}


@pytest.fixture
def folder(tmp_path):
    kg.build(NOTES, output=tmp_path / "graph")
    return tmp_path / "graph"


def test_the_table_has_a_column_for_every_measure_and_nothing_else():
    assert set(tables.METRICS.names) == {"node", *(known.name for known in MEASURES)}


def test_every_derived_table_is_specified_and_computed():
    assert [name for name, _ in DERIVED] == [table.name for table in tables.DERIVED]


def test_metrics_are_the_measures():
    graph = kg.build(NOTES)

    table = metrics(graph)

    for known in MEASURES:
        scores = known.compute(graph)
        assert table["node"].tolist() == scores.index.tolist()
        assert table[known.name].tolist() == pytest.approx(scores.tolist())


def test_progress_tells_each_measure():
    told = []

    metrics(kg.build(NOTES), progress=lambda *step: told.append(step))

    assert told == [("measuring", done, len(MEASURES)) for done in range(len(MEASURES))]


def test_what_is_kept_is_read_again(folder):
    computed = kg.analyse(kg.read(folder), output=folder)["metrics"]

    pd.testing.assert_frame_equal(kg.read(folder).metrics, computed)
    assert sorted(kg.read(folder).tables) == sorted(table.name for table in (*tables.TABLES, *tables.DERIVED))


@pytest.mark.parametrize("dtype", ["int32", "float64"])
def test_columns_are_of_the_types_that_are_specified(folder, dtype):
    kg.analyse(kg.read(folder), output=folder)

    kept = kg.read(folder).metrics.dtypes
    assert [n for n in kept.index if kept[n] == dtype] == [
        c.name for c in tables.METRICS.columns if c.base == dtype
    ]


def test_equal_graphs_give_equal_bytes(folder):
    kg.analyse(kg.read(folder), output=folder)
    first = (folder / "metrics.parquet").read_bytes()
    kg.analyse(kg.read(folder), output=folder)

    assert (folder / "metrics.parquet").read_bytes() == first


def test_a_graph_that_was_not_analysed_says_what_to_do(folder):
    with pytest.raises(UsageError, match="kg analyse"):
        kg.read(folder).metrics  # noqa: B018
    assert len(kg.read(folder).nodes) == 4


def test_building_anew_takes_derived_tables_away(folder):
    kg.analyse(kg.read(folder), output=folder)

    kg.build({**NOTES, "d.md": "[[a]]"}, output=folder)

    assert not (folder / "metrics.parquet").exists()


def test_a_copied_graph_keeps_its_derived_tables(folder, tmp_path):
    kg.analyse(kg.read(folder), output=folder)

    kg.write(kg.read(folder), tmp_path / "copy")

    pd.testing.assert_frame_equal(kg.read(tmp_path / "copy").metrics, kg.read(folder).metrics)


@pytest.mark.parametrize("damage", ["another graph's", "cut", "of other columns"])
def test_a_table_that_does_not_belong_is_as_good_as_absent(folder, tmp_path, damage):
    place = folder / "metrics.parquet"
    kg.analyse(kg.read(folder), output=folder)
    if damage == "another graph's":
        kg.build({"x.md": ""}, output=tmp_path / "other")
        kg.analyse(kg.read(tmp_path / "other"), output=tmp_path / "other")
        shutil.copy(tmp_path / "other" / "metrics.parquet", place)
    elif damage == "cut":
        place.write_bytes(place.read_bytes()[:-9])
    else:
        pd.DataFrame({"node": [1]}).to_parquet(place)

    graph = kg.read(folder)

    assert "metrics" not in graph.tables
    assert len(graph.edges) == 4


def test_tables_of_a_graph_that_was_built_anew_meanwhile_are_refused(folder):
    kg.build({"x.md": ""}, output=folder)

    with pytest.raises(UsageError, match="another graph"):
        kg.analyse(kg.build(NOTES), output=folder)
    with pytest.raises(ArtefactError):
        kg.analyse(kg.build(NOTES), output=folder / "nothing")


def test_a_measure_without_an_answer_leaves_its_column_empty_and_says_so(monkeypatch, folder):
    def fails(graph, *, selection):
        raise UsageError("Nothing settles.", hint="Use another.")

    broken = tuple(Measure("katz", "", fails) if known.name == "hubs" else known for known in MEASURES)
    broken = tuple(known._replace(name="hubs") if known.compute is fails else known for known in broken)
    monkeypatch.setattr(module, "MEASURES", broken)

    found = kg.analyse(kg.read(folder), output=folder)["metrics"]

    assert found.attrs["remarks"] == ["no hubs: Nothing settles. Use another."]
    assert kg.read(folder).metrics["hubs"].isna().all()
    assert np.isfinite(kg.read(folder).metrics.drop(columns="hubs")).all(axis=None)


def test_leaders_are_the_highest_pages_and_leave_out_what_tells_no_page_from_another():
    graph = kg.build(NOTES)

    table = leaders(graph, metrics(graph)).set_index("measure")

    assert table.loc["out_degree", ["key", "value"]].tolist() == ["note:a.md", 2]
    assert "clustering" not in table.index


@pytest.mark.parametrize("notes", [{}, {"a.md": ""}, {"a.md": "[[a]]"}])
def test_graphs_of_next_to_nothing_can_be_analysed(notes):
    table = metrics(kg.build(notes or {"a.txt": ""}))

    assert len(table) == len(notes)
    assert table.attrs["remarks"] == []
