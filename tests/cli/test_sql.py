"""`kg sql`."""

from __future__ import annotations

import json
import sys


def test_it_prints_in_every_format(run, graph):
    words = ("sql", graph, "SELECT key, node FROM nodes WHERE kind = 'note' ORDER BY key LIMIT 2")

    assert [row["node"] for row in json.loads(run(*words, "--json").stdout)] == [0, 1]
    assert [json.loads(line)["node"] for line in run(*words, "--format", "jsonl").stdout.splitlines()] == [
        0,
        1,
    ]
    assert run(*words, "--format", "csv").stdout.splitlines()[0] == "key,node"
    assert run(*words).stdout.splitlines()[0].split() == ["key", "node"]


def test_rows_left_out_are_told(run, graph):
    result = run("sql", graph, "SELECT * FROM range(50)")

    assert len(result.stdout.splitlines()) == 21
    assert "30 more" in result.stderr


def test_a_query_comes_by_name_from_a_file_or_from_stdin(run, graph, tmp_path):
    (tmp_path / "q.sql").write_text("SELECT\n 7 AS seven -- of a file\n")

    assert "planned" in run("sql", graph, "wanted").stdout
    assert run("sql", graph, "--file", tmp_path / "q.sql", "--format", "csv").stdout == "seven\n7\n"
    assert run("sql", graph, "backlinks", "--value", "key=note:one/a.md").exit_code == 0


def test_mistakes_end_with_a_sentence(run, graph):
    for words, code, told in (
        (("nothing",), 2, "Queries that come along: backlinks"),
        (("SELECT * FROM nods",), 3, 'Did you mean "nodes"?'),
        (("SELECT $a", "--value", "a"), 2, "not NAME=VALUE"),
        (("COPY nodes TO 'x'",), 2, "does not read"),
    ):
        result = run("sql", graph, *words)
        assert result.exit_code == code
        assert told in result.stderr
        assert "Traceback" not in result.stderr


def test_without_duckdb_it_says_what_to_install(run, graph, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    result = run("sql", graph, "wanted")

    assert result.exit_code == 2
    assert 'pip install "kg[sql]"' in result.stderr


def test_nothing_to_ask_is_wrong_use(run):
    assert run("sql").exit_code == 2
