"""What is typed and what comes out: related, path, suggest, subgraph."""

from __future__ import annotations

import json

import pytest

import kg

NOTES = {
    "bell.md": "---\ntitle: Harbour bell\n---\nA bell hangs.",
    "a.md": "First. See [[x]] and [[y]]. A harbour bell rings.",
    "b.md": "Then [[x]] and [[y]].",
    "x.md": "",
    "y.md": "",
    "far.md": "[[bell]]",
}


@pytest.fixture
def vault(make_vault):
    return make_vault(NOTES)


@pytest.fixture
def graph(vault, tmp_path):
    kg.build(vault, output=tmp_path / "graph")
    return tmp_path / "graph"


def records(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_related_says_why(run, graph):
    (first,) = records(run("related", graph, "a", "--json"))

    assert (first["path"], first["linked"], first["why"]) == ("b.md", False, ["x", "y"])
    assert "in common" in run("related", graph, "a").stdout


def test_related_by_texts_finds_the_vault_where_it_was(run, graph, vault, tmp_path):
    found = records(run("related", graph, "a", "--by", "texts", "--json"))
    assert "bell.md" in [row["path"] for row in found]

    moved = tmp_path / "moved"
    vault.rename(moved)
    lost = run("related", graph, "a", "--by", "texts")
    assert lost.exit_code == 2
    assert "--vault" in lost.stderr
    assert records(run("related", graph, "a", "--by", "texts", "--json", "--vault", moved)) == found
    moved.rename(vault)


def test_a_vault_itself_needs_no_place(run, vault):
    assert records(run("related", vault, "a", "--by", "texts", "--json"))


def test_a_note_that_changed_since_is_told(run, graph, vault):
    before = (vault / "bell.md").read_text(encoding="utf-8")
    (vault / "bell.md").write_text("other", encoding="utf-8")

    result = run("related", graph, "a", "--by", "texts")

    (vault / "bell.md").write_text(before, encoding="utf-8")
    assert "bell.md is left out: changed" in result.stderr


def test_a_path_tells_what_is_said_at_each_step(run, graph):
    steps = records(run("path", graph, "a", "b", "--paths", "3", "--json"))

    assert [(step["path"], step["from"], step["way"], step["to"]) for step in steps] == [
        (0, "a", "→", "x"),
        (0, "x", "←", "b"),
        (1, "a", "→", "y"),
        (1, "y", "←", "b"),
    ]
    assert steps[0]["sentence"] == "See x and y."
    assert (steps[0]["note"], steps[0]["line"]) == ("a.md", 1)
    assert "2 shortest paths of 2 steps, 1 of them shown" in run("path", graph, "a", "b").stderr
    assert "of them" not in run("path", graph, "a", "b", "--paths", "2").stderr


def test_a_path_that_is_not_there_or_without_the_notes_is_told(run, graph, vault, tmp_path):
    assert "no path" in run("path", graph, "a", "far").stderr
    assert records(run("path", graph, "a", "b", "--directed", "--json")) == []
    assert records(run("path", graph, "a", "b", "--max-links", "1", "--json")) == []
    moved = tmp_path / "moved"
    vault.rename(moved)
    result = run("path", graph, "a", "x", "--json")
    moved.rename(vault)
    assert "no sentences" in result.stderr
    assert json.loads(result.stdout)[0]["sentence"] is None


def test_wrong_numbers_of_names_are_told(run, graph):
    assert run("path", "a").exit_code == 2
    assert run("path", graph, "a", "b", "c").exit_code == 2
    assert "Did you mean" in run("path", graph, "a", "harbor bell").stderr


def test_suggestions_tell_what_two_notes_have_in_common(run, graph):
    first = records(run("suggest", "links", graph, "--json"))[0]

    assert (first["source"], first["target"], first["neighbours"]) == ("a.md", "b.md", ["x", "y"])
    assert records(run("suggest", "links", graph, "--json", "--path", "far*")) == []
    assert run("suggest", "links", graph, "--fail-on", "1").exit_code == 1
    assert "--by mentions" in run("suggest", "links", graph, "--context", "body").stderr


def test_unlinked_mentions_are_shown_with_their_place(run, graph):
    (place,) = records(run("suggest", "links", graph, "--by", "mentions", "--json"))

    assert (place["source"], place["target"], place["name"]) == ("a.md", "bell.md", "harbour bell")
    assert (place["line"], place["column"]) == (1, 31)
    assert place["sentence"] == "A harbour bell rings."
    result = run("suggest", "links", graph, "--by", "mentions")
    assert "too short: a, b, x, y" in result.stderr
    assert records(run("suggest", "links", graph, "--by", "mentions", "--context", "table", "--json")) == []


def test_suggestions_can_be_limited_and_say_how_many_are_left(run, graph):
    result = run("suggest", "links", graph, "--limit", "1", "--json")

    assert len(json.loads(result.stdout)) == 1
    assert "more, --limit 0 shows all suggestions" in result.stderr


def test_a_part_is_a_graph_that_knows_the_vault(run, graph, tmp_path):
    result = run("subgraph", graph, "--around", "a", "-o", tmp_path / "part")

    assert result.exit_code == 0
    assert "3 of 6 nodes" in result.stderr
    assert kg.read(tmp_path / "part").nodes["path"].tolist() == ["a.md", "x.md", "y.md"]
    assert records(run("path", tmp_path / "part", "a", "x", "--json"))[0]["sentence"] == "See x and y."


def test_a_part_by_words_and_filters(run, graph, tmp_path):
    run("subgraph", graph, "HARBOUR", "-o", tmp_path / "words")
    run("subgraph", graph, "--path", "[ab].md", "-o", tmp_path / "paths")
    run("subgraph", graph, "harbour", "--depth", "1", "-o", tmp_path / "near")

    paths = {name: kg.read(tmp_path / name).nodes["path"].tolist() for name in ("words", "paths", "near")}
    assert paths == {"words": ["bell.md"], "paths": ["a.md", "b.md"], "near": ["bell.md", "far.md"]}
    nothing = run("subgraph", graph, "zebra", "-o", tmp_path / "none")
    assert nothing.exit_code == 2
    assert not (tmp_path / "none").exists()
