"""The graph as CSV tables."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.csv import write_csv
from kg.exporters.tabular import edge_table, node_table

TABLES = {"nodes": node_table, "edges": edge_table}


def written(graph, table, **options):
    stream = io.BytesIO()
    remarks = write_csv(graph, stream, table=table, **options)
    return list(csv.reader(io.StringIO(stream.getvalue().decode(), newline=""))), remarks


def as_text(frame):
    return [["" if pd.isna(value) else str(value) for value in row] for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_rows_are_read_back_as_they_are(name, table, request):
    graph = request.getfixturevalue(name)
    frame = TABLES[table](graph)

    rows, remarks = written(graph, table, guard=False)

    assert rows == [list(frame.columns), *as_text(frame)]
    assert remarks == ()


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_no_text_breaks_out_of_its_cell(text):
    graph = kg.build({"a.md": f"---\ntitle: {text!r}\n---\n[[{text}]]\n{text}\n"})

    for table, frame in TABLES.items():
        rows, _ = written(graph, table, guard=False)
        assert rows[1:] == as_text(frame(graph))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(start):
    graph = kg.build({"a.md": f"---\ntitle: \"{start}cmd|' /C calc'!A0\"\n---\n"})

    rows, remarks = written(graph, "nodes")
    plain, _ = written(graph, "nodes", guard=False)

    assert rows[1][1] == f"'{plain[1][1]}"
    assert plain[1][1].startswith(start)
    assert "1 cells" in remarks[0]


def test_one_file_becomes_two_unless_a_table_is_named(graph, tmp_path):
    both = export(graph, tmp_path / "x.csv")
    one = export(graph, tmp_path / "y.csv", table="edges")

    assert [file.name for file in both.files] == ["x.nodes.csv", "x.edges.csv"]
    assert [file.name for file in one.files] == ["y.csv"]
    assert one.files[0].read_bytes() == both.files[1].read_bytes()


def test_pandas_joins_edges_to_nodes(graph, tmp_path):
    nodes, edges = (pd.read_csv(file) for file in export(graph, tmp_path / "x.csv").files)

    assert set(edges["source"]) | set(edges["target"]) <= set(nodes["id"])


def test_an_unknown_table_is_refused(graph, tmp_path):
    with pytest.raises(UsageError, match="nodes or edges"):
        export(graph, tmp_path / "x.csv", table="faults")
