"""The graph as a SQLite database."""

import io
import sqlite3

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import kg
from kg.builder.texts import texts
from kg.exporters import export
from kg.exporters.sqlite import write_sqlite
from kg.model.graph import KnowledgeGraph
from kg.model.tables import DERIVED, TABLES


def database(graph, **options):
    stream = io.BytesIO()
    remarks = write_sqlite(graph, stream, **options)
    made = sqlite3.connect(":memory:")
    made.deserialize(stream.getvalue())
    return made, remarks


def column(made, query, *values):
    return [value for (value,) in made.execute(query, values)]


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_every_table_holds_every_row(name, request):
    graph = request.getfixturevalue(name)
    made, remarks = database(graph)

    assert remarks == ()
    for table in TABLES:
        frame = graph.tables[table.name]
        found = pd.DataFrame(
            made.execute(f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY rowid"),  # noqa: S608
            columns=table.names,
        )
        known = [
            [None if pd.isna(value) else value for value in row] for row in frame.itertuples(index=False)
        ]
        told = [[None if pd.isna(value) else value for value in row] for row in found.itertuples(index=False)]
        assert told == known


def test_references_hold_and_the_file_is_whole(graph):
    made, _ = database(graph)

    assert made.execute("PRAGMA foreign_key_check").fetchall() == []
    assert column(made, "PRAGMA integrity_check") == ["ok"]


def test_derived_tables_are_there_if_the_graph_has_them(graph):
    whole = KnowledgeGraph({**graph.tables, "communities": kg.communities(graph)}, graph.manifest)
    names = {table.name for table in DERIVED}

    def found(of):
        return names & set(column(database(of)[0], "SELECT name FROM sqlite_master"))

    assert found(graph) == set()
    assert found(whole) == {"communities"}


@pytest.mark.parametrize(
    ("word", "label"), [("umami", "Umami & co"), ("savouriness", "Umami & co"), ("dashi", "Dashi")]
)
def test_search_finds_nodes_by_title_and_alias(graph, word, label):
    made, _ = database(graph)

    query = "SELECT label FROM nodes_fts JOIN nodes ON node = nodes_fts.rowid WHERE nodes_fts MATCH ?"
    assert label in [row[0] for row in made.execute(query.replace("label FROM", "nodes.label FROM"), [word])]


def test_search_does_not_mind_accents_or_case():
    made, _ = database(kg.build({"crème brûlée.md": ""}))

    assert column(made, "SELECT label FROM nodes_fts WHERE nodes_fts MATCH 'CREME'") == ["crème brûlée"]


def test_with_the_notes_search_finds_sentences():
    notes = {"a.md": "First.\n\nThe tides pull at [[b]] at night.\n", "b.md": ""}
    graph = kg.build(notes)
    made, remarks = database(graph, texts=texts(graph, notes))

    assert column(made, "SELECT sentence FROM mentions_fts WHERE mentions_fts MATCH 'tides'") == [
        "The tides pull at b at night."
    ]
    assert remarks == ()


def test_notes_that_changed_are_counted():
    notes = {"a.md": "[[b]]"}
    graph = kg.build(notes)

    assert "1 notes changed" in database(graph, texts=texts(graph, {"a.md": "x [[b]]"}))[1][0]


@settings(deadline=None, max_examples=15)
@example("'; DROP TABLE nodes; --")
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_title_stays_a_title(graph, title):
    labels = [title, *graph.nodes["label"][1:]]
    named = KnowledgeGraph({**graph.tables, "nodes": graph.nodes.assign(label=labels)}, graph.manifest)

    assert column(database(named)[0], "SELECT label FROM nodes WHERE node = 0") == [title]


def test_it_is_chosen_by_suffix_and_compressed(graph, tmp_path):
    done = export(graph, tmp_path / "graph.db.gz")

    assert done.format == "sqlite"
    assert done.files[0].read_bytes()[:2] == b"\x1f\x8b"
