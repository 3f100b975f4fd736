"""What each command prints, in each format."""

from __future__ import annotations

import csv
import io
import json

import pytest

READING = ("stats", "notes", "links", "dangling", "orphans", "rank", "faults")


def lines(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_every_reading_command_prints_every_format_of_a_graph_and_of_a_vault(
    run, graph, vault, command, form
):
    from_graph = run(command, graph, "--format", form)
    from_vault = run(command, vault, "--format", form)

    assert from_graph.exit_code == from_vault.exit_code == 0
    assert from_graph.stdout == from_vault.stdout != ""
    assert from_graph.stderr == ""
    assert "read as a vault" in from_vault.stderr


@pytest.mark.parametrize("command", READING)
def test_json_and_json_lines_and_csv_say_the_same(run, graph, command):
    documents = json.loads(run(command, graph, "--json", *limit(command)).stdout)
    rows = lines(run(command, graph, "--format", "jsonl"))
    cells = list(csv.DictReader(io.StringIO(run(command, graph, "--format", "csv").stdout)))

    if command != "stats":
        assert documents == rows
    assert [list(row) for row in rows] == [list(row) for row in cells]
    assert len(rows) == len(cells) > 0


def limit(command):
    return () if command == "stats" else ("--limit", "0")


def test_notes(run, graph):
    found = lines(run("notes", graph, "--format", "jsonl", "--path", "one/b*"))

    assert [row["path"] for row in found] == ["one/b.md", "one/bad.md"]
    assert list(found[0]) == ["path", "key", "kind", "title", "tags", "aliases", "words"]
    assert found[0]["tags"] == ["Tag"]


def test_links_for_other_programs(run, graph):
    found = lines(run("links", graph, "--rules", "obsidian", "--format", "jsonl", "--path", "one/c.md"))

    assert found[1] == {
        "note": "one/c.md",
        "raw": "![[a#Head]]",
        "kind": "embed",
        "embed": True,
        "target": "a",
        "line": 6,
        "column": 1,
        "fragment": {"type": "heading", "value": "Head"},
        "label": None,
        "resolved": "one/a.md",
        "outcome": "exact",
        "context": "body",
        "property": None,
        "field": None,
        "section": None,
        "start": 52,
        "end": 63,
    }
    assert [row["raw"] for row in found] == ["[[one]]", "![[a#Head]]", "[[al-pha]]"]


def test_external_links_only_if_asked_for(run, graph):
    assert "example.org" not in run("links", graph, "--limit", "0").stdout
    assert "example.org" in run("links", graph, "--limit", "0", "--external").stdout


def test_dangling(run, graph):
    found = lines(run("dangling", graph, "--rules", "folded", "--format", "jsonl"))

    assert [row["label"] for row in found] == ["gone", "al-pha", "planned"]
    assert found[0]["spellings"] == ["gone", "Gone"]
    assert found[0]["mentions"] == 2
    assert found[0]["places"][0] == {"note": "one/a.md", "line": 9, "column": 3}
    assert "one/a.md:9:3" in run("dangling", graph).stdout


def test_orphans_of_each_sort(run, graph):
    def found(which):
        return [row["path"] for row in lines(run("orphans", graph, "--which", which, "--format", "jsonl"))]

    assert found("orphan") == ["one/alone.md", "one/bad.md"]
    assert found("dead-end") == ["one/alone.md", "one/bad.md"]
    assert found("isolated") == ["one/alone.md", "one/bad.md"]
    assert found("unreachable") == ["one/alone.md", "one/bad.md"]


def test_unreachable_in_a_vault_without_index_pages_is_explained(run, make_vault):
    result = run("orphans", make_vault({"a.md": ""}), "--which", "unreachable")

    assert "no index pages" in result.stderr


def test_rank_by_each_measure_and_for_pages_that_are_written(run, graph):
    found = lines(
        run("rank", graph, "--by", "in_degree", "--no-missing", "--kind", "note", "--format", "jsonl")
    )

    assert found[0] == {
        "rank": 1,
        "key": "note:one/a.md",
        "kind": "note",
        "label": "Alpha",
        "path": "one/a.md",
        "in_degree": 2,
    }
    assert "missing" not in {row["kind"] for row in found}


def test_betweenness_can_be_estimated_from_some_pages_and_says_how_far_it_may_be_off(run, make_vault):
    graph = make_vault({f"{n}.md": f"[[{n + 1}]] [[{n * n % 40}]]" for n in range(40)})
    exact = lines(run("rank", graph, "--by", "betweenness", "--limit", "0", "--format", "jsonl"))
    answer = run("rank", graph, "--by", "betweenness", "--pivots", "20", "--limit", "0", "--format", "jsonl")
    guessed = {row["key"]: row["betweenness"] for row in lines(answer)}

    assert "estimated from 20 pages" in answer.stderr
    assert guessed.keys() == {row["key"] for row in exact}
    assert guessed != {row["key"]: row["betweenness"] for row in exact}
    assert "estimated" not in run("rank", graph, "--by", "betweenness", "--pivots", "9999").stderr


def test_a_measure_without_pivots_says_so(run, graph):
    answer = run("rank", graph, "--pivots", "20")

    assert answer.exit_code == 2
    assert "pagerank takes no pivots" in answer.stderr


def test_what_counts_in_a_ranking_can_be_chosen(run, graph):
    def score(*switches):
        rows = lines(run("rank", graph, "--by", "in_degree", "--format", "jsonl", *switches))
        return {row["key"]: row["in_degree"] for row in rows}

    assert score()["note:one/a.md"] == 2
    assert score("--lists")["note:one/a.md"] == 3
    assert score("--from-line")["note:one/one.md"] == 5
    assert score("--edge", "tagged")["tag:tag"] == 1
    assert score("--structural")["channel:one"] == 5


def test_stats_add_up(run, graph):
    found = json.loads(run("stats", graph, "--json").stdout)

    mentions = sum(found["mentions"].values())
    assert {sum(column.values()) for column in found["outcomes"].values()} == {mentions}
    *_, total, all_mentions = run("stats", graph).stdout.strip().splitlines()
    assert total.split() == ["sum", *[str(mentions)] * 4]
    assert all_mentions.split() == ["mentions", *[str(mentions)] * 4]


def test_show_in_every_format(run, graph):
    table = run("show", graph, "alpha").stdout
    document = json.loads(run("show", graph, "alpha", "--json").stdout)
    rows = lines(run("show", graph, "alpha", "--format", "jsonl"))
    cells = list(csv.DictReader(io.StringIO(run("show", graph, "alpha", "--format", "csv").stdout)))

    assert "one/b.md" in table
    assert "backlinks (3)" in table
    assert document["key"] == rows[0]["key"] == cells[0]["key"] == "note:one/a.md"
    assert [row["note"] for row in document["backlinks"]] == ["one/b.md", "one/c.md", "one/one.md"]
    assert [row["note"] for row in rows if row["what"] == "backlinks"] == [
        "one/b.md",
        "one/c.md",
        "one/one.md",
    ]
    assert len(cells) == len(rows)


def test_show_tells_the_deep_link_of_a_moment(run, graph):
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=62s" in run("show", graph, "one/b").stdout


def test_show_says_of_each_list_what_it_leaves_out(run, graph):
    result = run("show", graph, "alpha", "--limit", "1")

    assert "… 2 more, --limit 0 shows all backlinks" in result.stderr
    assert "backlinks (3)" in result.stdout


def test_a_limit_says_what_it_leaves_out_and_programs_get_all(run, make_vault):
    notes = make_vault({f"{number:02}.md": "" for number in range(30)})

    table, document = run("notes", notes), run("notes", notes, "--json")
    assert len(table.stdout.splitlines()) == 21
    assert len(json.loads(document.stdout)) == 20
    assert "… 10 more, --limit 0 shows all notes" in table.stderr
    assert "… 10 more, " in document.stderr
    assert len(run("notes", notes, "--format", "jsonl").stdout.splitlines()) == 30
    assert len(run("notes", notes, "--format", "csv").stdout.splitlines()) == 31
    assert len(run("notes", notes, "--limit", "0").stdout.splitlines()) == 31
    assert len(run("notes", notes, "--format", "jsonl", "--limit", "3").stdout.splitlines()) == 3


@pytest.mark.parametrize("command", READING)
def test_a_folder_without_notes_is_a_vault_too(run, make_vault, command):
    assert run(command, make_vault({}), "--json").exit_code == 0


def test_empty_results_are_whole_documents(run, make_vault):
    empty = make_vault({"a.md": ""})

    assert run("dangling", empty, "--json").stdout == "[]\n"
    assert run("dangling", empty, "--format", "jsonl").stdout == ""
    assert run("dangling", empty, "--format", "csv").stdout == (
        "key,label,spellings,mentions,notes,places,cause,evidence,suggestion,confidence,automatic\n"
    )
    assert run("dangling", empty).exit_code == 0


def test_build_keeps_the_graph_and_tells_the_account_and_what_to_do_next(run, vault, tmp_path):
    target = tmp_path / "made"

    result = run("build", vault, "-o", target, "--json")

    assert result.exit_code == 0
    assert (target / "manifest.json").is_file()
    assert json.loads(result.stdout) == json.loads(run("stats", target, "--json").stdout)
    assert f"kg dangling {target}" in result.stderr
    assert "profile youtube, rules folded" in result.stderr


def test_build_passes_its_options_on(run, vault, tmp_path):
    target = tmp_path / "made"

    run("build", vault, "-o", target, "--profile", "plain", "--rules", "obsidian", "--canvas", "--jobs", "1")

    made = json.loads((target / "manifest.json").read_text())
    assert (made["profile"], made["rules"], made["options"]["canvas"]) == ("plain", "obsidian", True)


def test_build_names_the_graph_after_the_vault_and_reading_commands_find_it(
    run, make_vault, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    name = make_vault({"a.md": "[[b]]"})

    run("build", name)

    assert (tmp_path / "output" / name.name / "manifest.json").is_file()
    result = run("dangling", "--format", "jsonl")
    assert [row["label"] for row in lines(result)] == ["b"]
    assert "reading output" in result.stderr
    assert run("show", "a", "--json").exit_code == 0


def test_a_table_of_notes_is_built_under_its_name_and_kept_up_to_date(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "notes.jsonl"
    for text in ("[[b]]", "[[c]]"):
        table.write_text(json.dumps({"path": "a.md", "text": text}), "utf-8")

        run("build", table)

        assert [row["label"] for row in lines(run("dangling", "output/notes", "--format", "jsonl"))] == [
            text.strip("[]")
        ]


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("build", "VAULT", "--jobs", "2"), "--jobs"),
        (("build", "VAULT", "--verify"), "--verify"),
        (("export", "GRAPH", "--table", "nodes"), "--table"),
        (("export", "GRAPH", "--validate"), "--validate"),
    ],
)
def test_an_option_that_means_nothing_to_a_cluster_is_refused(run, vault, graph, tmp_path, words, option):
    places = {"VAULT": vault, "GRAPH": graph}

    result = run(*(places.get(word, word) for word in words), "-o", tmp_path / "out", "--engine", "spark")

    assert result.exit_code == 2
    assert f"The engine spark knows no {option}." in result.stderr


def test_export_writes_the_file_and_says_so(run, graph, tmp_path):
    target = tmp_path / "graph.nt"

    result = run("export", graph, "-o", target)

    assert result.exit_code == 0
    assert target.read_text().count("\n") > 10
    assert str(target) in result.stderr


def test_export_lists_its_formats(run):
    text = run("export", "--help").stdout

    assert "turtle .ttl" in text
    assert "graphml .graphml" in text


def test_report_writes_a_page(run, graph, tmp_path):
    target = tmp_path / "report.html"

    result = run("report", graph, "-o", target)

    assert result.exit_code == 0
    assert "<html" in target.read_text(encoding="utf-8")


def test_report_links_places_and_leaves_out_what_takes_time(run, graph, tmp_path):
    target = tmp_path / "report.html"

    quick = run("report", graph, "-o", target, "--quick", "--open-note", "https://x.example/{path}")

    assert quick.exit_code == 0
    page = target.read_text(encoding="utf-8")
    assert 'href="https://x.example/one/' in page
    assert "Biggest fixes" not in page
    assert run("report", graph, "-o", target, "--open-note", "javascript:{path}").exit_code == 2
    assert target.read_text(encoding="utf-8") == page


def test_version(run):
    import kg

    assert run("--version").stdout == f"kg {kg.__version__}\n"
    assert f"kg {kg.__version__}" in run("version").stdout


def test_dangling_tells_the_cause_of_each_missing_page(run, graph):
    found = {row["label"]: row for row in lines(run("dangling", graph, "--format", "jsonl"))}

    assert found["planned"]["cause"] == "announced"
    assert "one/one.md:3" in found["planned"]["evidence"][0]["text"]
    assert found["gone"]["cause"] == "entity"
    assert found["gone"]["suggestion"] is None
    assert found["gone"]["automatic"] is False


def test_dangling_shows_only_the_causes_asked_for(run, graph):
    found = lines(run("dangling", graph, "--cause", "announced", "--format", "jsonl"))

    assert [row["label"] for row in found] == ["planned"]


def test_an_unknown_cause_is_an_error_with_a_hint(run, graph):
    result = run("dangling", graph, "--cause", "bad luck")

    assert result.exit_code == 2
    assert "near miss" in result.stderr


def test_a_database_has_sentences_if_they_are_asked_for(run, graph, tmp_path):
    import sqlite3

    assert run("export", graph, "-o", tmp_path / "x.db", "--sentences").exit_code == 0

    query = "SELECT sentence FROM mentions WHERE raw = '[[c|see]]'"
    with sqlite3.connect(tmp_path / "x.db") as database:
        assert database.execute(query).fetchall() == [("b and see",)]
    database.close()


def test_sentences_in_a_format_without_them_are_refused(run, graph, tmp_path):
    result = run("export", graph, "-o", tmp_path / "x.gexf", "--sentences")

    assert result.exit_code == 2
    assert "no option 'texts'" in result.stderr


@pytest.mark.parametrize("words", [("build", "data/fieldnotes"), ("analyse", "data/fieldnotes")])
def test_an_address_of_a_cluster_needs_the_engine_that_has_one(run, words):
    result = run(*words, "--master", "spark://127.0.0.1:7077")

    assert result.exit_code == 2
    assert "--engine spark" in result.stderr
