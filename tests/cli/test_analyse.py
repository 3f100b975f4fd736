"""`kg analyse`: what it keeps, what it prints, what it refuses."""

from __future__ import annotations

import json

import pytest

import kg


@pytest.fixture
def kept(vault, tmp_path):
    kg.build(vault, output=tmp_path / "graph")
    return tmp_path / "graph"


def test_the_tables_are_kept_and_the_highest_pages_told(run, kept):
    result = run("analyse", kept, "--json")

    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert rows[0]["measure"] == "pagerank"
    assert {"measure", "meaning", "key", "label", "path", "value"} == set(rows[0])
    assert f"{kept / 'metrics.parquet'} written: {len(kg.read(kept).metrics)} rows" in result.stderr


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_other_formats(run, kept, form):
    assert "pagerank" in run("analyse", kept, "--format", form).stdout


def test_a_vault_has_to_be_built_first(run, vault):
    result = run("analyse", vault)

    assert result.exit_code == 3
    assert "kg build" in result.stderr


@pytest.mark.parametrize("measure", ["betweenness", "katz", "articulation"])
def test_rank_by_the_new_measures_is_what_the_table_says(run, kept, measure):
    run("analyse", kept)
    graph = kg.read(kept)

    rows = [
        json.loads(line)
        for line in run("rank", kept, "--by", measure, "--format", "jsonl").stdout.splitlines()
    ]

    kept_scores = dict(zip(graph.nodes["key"][graph.metrics["node"]], graph.metrics[measure], strict=True))
    assert {row["key"]: row[measure] for row in rows} == pytest.approx(kept_scores)
