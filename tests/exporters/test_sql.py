"""SQL over the tables: right answers, and nothing else within reach."""

import time

import pandas as pd
import pytest

import kg
from kg.errors import QueryError, QueryTimeoutError, UsageError
from kg.exporters.sql import ask, query_of, shipped

SLOW = "SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE hash(a, b, c) = 1"


@pytest.fixture(scope="module")
def folder(graph, tmp_path_factory):
    place = tmp_path_factory.mktemp("sql") / "graph"
    kg.write(graph, place)
    return place


def rows(graph, query, **options):
    return ask(graph, query, **options).table.astype(object).to_numpy().tolist()


@pytest.mark.parametrize("kept", [False, True])
def test_a_count_is_that_of_pandas(graph, folder, kept):
    told = rows(
        kg.read(folder) if kept else graph, "SELECT kind, count(*) FROM mentions GROUP BY kind ORDER BY kind"
    )

    known = graph.mentions["kind"].astype("str").value_counts().sort_index()
    assert told == [list(item) for item in known.items()]


def test_derived_tables_are_there_if_the_graph_has_them(graph):
    whole = kg.KnowledgeGraph({**graph.tables, "communities": kg.communities(graph)}, graph.manifest)

    assert rows(whole, "SELECT count(*) FROM communities") == [[len(kg.communities(graph))]]
    with pytest.raises(QueryError, match="communities does not exist"):
        ask(graph, "SELECT * FROM communities")


@pytest.mark.parametrize("name", shipped())
def test_each_query_that_comes_along_runs_and_says_what_it_answers(graph, name):
    query = query_of(name)
    values = (
        {"key": f"note:kitchen/{'umami' if name == 'moments' else 'dashi_stock'}.md"}
        if "$key" in query.text
        else {}
    )

    assert len(ask(graph, query.text, values=values).table) or name == "spellings"
    assert query.about.endswith((".", "note:a.md"))


def test_backlinks_are_those_of_facts(graph):
    told = ask(graph, query_of("backlinks").text, values={"key": "note:kitchen/dashi_stock.md"}).table
    known = kg.facts(graph, kg.find(graph, "Dashi")).backlinks

    columns = ["note", "line", "column", "raw"]
    assert told[columns].to_numpy().tolist() == known[columns].to_numpy().tolist()


def test_moments_have_their_deep_links(graph):
    told = ask(graph, query_of("moments").text, values={"key": "note:kitchen/umami.md"}).table
    known = kg.facts(graph, kg.find(graph, "note:kitchen/umami.md")).moments

    assert told["url"].dropna().tolist() == known["url"][known["seconds"].notna()].tolist()


def test_missing_pages_are_those_of_dangling(graph):
    told = ask(graph, query_of("wanted").text).table

    assert sorted(told["mentions"]) == sorted(kg.dangling(graph)["mentions"])


def test_a_value_is_a_value_whatever_it_says(graph):
    value = "' OR 1=1; DROP TABLE nodes; --"

    assert rows(graph, "SELECT $it AS it", values={"it": value}) == [[value]]


def test_the_limit_keeps_rows_and_counts_all(graph):
    answer = ask(graph, "SELECT * FROM range(10000)", limit=3)

    assert (len(answer.table), answer.found) == (3, 10000)


def test_values_that_json_has_no_form_for_are_text(graph):
    (row,) = rows(
        graph,
        "SELECT DATE '2024-05-01', [1, NULL], {'a': DATE '2024-05-01'}, 1.5::DECIMAL(4, 2), NULL, 2::HUGEINT",
    )

    assert row[:4] == ["2024-05-01", [1, None], {"a": "2024-05-01"}, 1.5]
    assert row[4] is None or pd.isna(row[4])
    assert row[5] == 2


def test_columns_of_one_name_are_told_apart(graph):
    assert list(ask(graph, "SELECT 1 AS a, 2 AS a").table.columns) == ["a", "a_2"]


# --- what a query cannot do -----------------------------------------------------------------------------

HIDDEN = "a text of this program"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "SELECT * FROM sniff_csv('{file}')",
        "SELECT * FROM read_blob('{folder}/nodes.parquet')",
        "SELECT getenv('HOME')",
        "SELECT * FROM HIDDEN",
        "SELECT * FROM graph",
    ],
)
def test_a_query_reaches_no_file_no_network_and_no_variable(graph, folder, tmp_path, query):
    (tmp_path / "x.csv").write_text(HIDDEN)

    with pytest.raises(QueryError, match=r"cannot be answered"):
        ask(graph, query.format(file=tmp_path / "x.csv", folder=folder))


@pytest.mark.parametrize(
    "query",
    [
        "COPY nodes TO '{file}'",
        "COPY (SELECT 1) TO '{file}'",
        "EXPORT DATABASE '{file}'",
        "ATTACH '{file}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA enable_logging",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW nodes",
        "INSERT INTO nodes VALUES (1)",
        "DELETE FROM nodes",
        "CALL pragma_version()",
        "BEGIN",
    ],
)
def test_only_what_reads_is_taken(graph, tmp_path, query):
    with pytest.raises(UsageError, match="does not read"):
        ask(graph, query.format(file=tmp_path / "out"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("query", "number"), [("", 0), ("-- nothing", 0), ("SELECT 1; DROP VIEW nodes", 2)])
def test_it_is_one_statement(graph, query, number):
    with pytest.raises(UsageError, match=f"{number} statements"):
        ask(graph, query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * FROM nods", 'Did you mean "nodes"'),
        ("SELEC 1", r'near "SELEC" \(line 1\)'),
        ("SELECT\n lable FROM nodes", 'Candidate bindings: "label"'),
        ("SELECT $x", "parameters: x"),
        ("SELECT 'a' + 1", "cannot be answered"),
    ],
)
def test_a_mistake_is_told_in_one_line(graph, query, told):
    with pytest.raises(QueryError, match=told) as caught:
        ask(graph, query)

    assert "\n" not in str(caught.value)


def test_a_query_that_takes_too_long_is_stopped(graph):
    start = time.monotonic()

    with pytest.raises(QueryTimeoutError, match=r"more than 0\.2 seconds"):
        ask(graph, SLOW, timeout=0.2)

    assert time.monotonic() - start < 20


def test_a_query_that_needs_too_much_memory_is_told(graph, monkeypatch):
    monkeypatch.setattr("kg.exporters.sql._MEMORY", "40MB")

    with pytest.raises(QueryError, match=r"more than 40MB of memory"):
        ask(graph, "SELECT list(a.range) FROM range(20000000) a", timeout=30)


def test_a_damaged_table_is_told(graph, tmp_path):
    kg.write(graph, tmp_path / "graph")
    (tmp_path / "graph" / "nodes.parquet").write_bytes(b"x")

    with pytest.raises(kg.KgError):
        ask(kg.read(tmp_path / "graph"), "SELECT * FROM nodes")
