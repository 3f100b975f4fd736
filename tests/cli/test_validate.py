"""`kg validate` and `kg export --validate`: exit codes, and what is told."""

import json

import pytest

from kg.exporters.rdf import validation


def test_an_export_conforms(run, graph, tmp_path):
    assert run("export", graph, "-o", tmp_path / "x.ttl", "--detail", "full", "--validate").exit_code == 0
    result = run("validate", tmp_path / "x.ttl")

    assert result.exit_code == 0
    assert "is as the shapes say" in result.stderr


def test_a_violation_is_told_with_its_place_and_ends_with_1(run, graph, tmp_path):
    run("export", graph, "-o", tmp_path / "x.nt", "--detail", "full")
    lines = (tmp_path / "x.nt").read_text().splitlines(keepends=True)
    kept = [line for line in lines if not ("topic/planned> <http" in line and "prefLabel" in line)]
    (tmp_path / "x.nt").write_text("".join(kept))
    result = run("validate", tmp_path / "x.nt", "--format", "jsonl")

    assert result.exit_code == 1
    assert len(kept) == len(lines) - 1
    assert [(row["note"], row["line"]) for row in map(json.loads, result.stdout.splitlines())] == [
        ("one/one.md", 3)
    ]


def test_nothing_is_written_that_does_not_conform(run, graph, tmp_path, monkeypatch):
    rules = tmp_path / "strict.ttl"
    rules.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ng: <https://w3id.org/notegraph/ns#> .\n"
        "[] a sh:NodeShape ; sh:targetClass ng:Note ;"
        ' sh:property [ sh:path ng:x ; sh:minCount 1 ; sh:message "no x" ] .'
    )
    own = validation.validate
    monkeypatch.setattr(validation, "validate", lambda data: own(data, shapes=rules))
    result = run("export", graph, "-o", tmp_path / "x.ttl", "--validate")

    assert result.exit_code == 1
    assert "one/a.md:0: no x" in result.stderr
    assert not (tmp_path / "x.ttl").exists()


@pytest.mark.parametrize("name", ["x.csv", "x.ttl"])
def test_a_file_that_is_no_rdf_is_told(run, tmp_path, name):
    (tmp_path / name).write_text("<<<")

    assert run("validate", tmp_path / name).exit_code == (2 if name == "x.csv" else 3)
