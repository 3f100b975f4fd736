"""`kg sparql`: what is typed, and what comes back in each form."""

import json

import pytest

from kg.exporters.rdf.queries import shipped


def test_a_query_that_comes_along_as_a_table(run, graph):
    result = run("sparql", graph, "wanted")

    assert result.exit_code == 0
    assert result.stdout.split()[:2] == ["topic", "pages"]
    assert "planned" in result.stdout


@pytest.mark.parametrize(
    ("form", "start"), [("json", '{"head"'), ("csv", "n\n5"), ("tsv", "?n\n"), ("xml", "<?xml")]
)
def test_every_form(run, graph, form, start):
    result = run("sparql", graph, "SELECT (COUNT(?x) AS ?n) { ?x a ng:Note }", "--format", form)

    assert result.stdout.startswith(start)


def test_yes_no_and_triples(run, graph):
    assert run("sparql", graph, "ASK { ?x a ng:Channel }").stdout == "yes\n"
    made = run("sparql", graph, "neighbours", "--value", "path=one/a.md").stdout

    assert made.startswith("@")
    assert "Alpha" in made


def test_a_file_and_a_value(run, graph, tmp_path):
    (tmp_path / "q.rq").write_text("SELECT ?title WHERE { ?x dcterms:identifier ?path ; schema:name ?title }")
    found = json.loads(
        run("sparql", graph, tmp_path / "q.rq", "--value", "path=one/a.md", "--format", "json").stdout
    )

    assert [row["title"]["value"] for row in found["results"]["bindings"]] == ["Alpha"]


def test_a_vault_can_be_asked_too_and_is_left_as_it_was(run, vault):
    before = sorted(path.name for path in vault.rglob("*"))

    assert run("sparql", vault, "ASK { <note/one/a> a ng:Note }").stdout == "yes\n"
    assert sorted(path.name for path in vault.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["no-such-query"], 2),
        (["SELECT {"], 3),
        (["wanted", "--value", "x"], 2),
        (["wanted", "--detail", "everything"], 2),
        (["wanted", "--base", "no base"], 2),
        (["SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.01"], 3),
    ],
)
def test_what_goes_wrong_is_told(run, graph, words, code):
    result = run("sparql", graph, *words)

    assert result.exit_code == code
    assert result.stdout == ""


def test_help_names_the_queries_that_come_along(run):
    assert all(name in run("sparql", "--help").stdout for name in shipped())
