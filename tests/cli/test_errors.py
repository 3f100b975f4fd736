"""Exit codes, and errors in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

import kg.analysis.counts
from kg.errors import VaultError

KG = (sys.executable, "-m", "kg")


def told(result):
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("kg: ")
    return result.exit_code


@pytest.mark.parametrize("command", ["stats", "notes", "links", "dangling", "orphans", "rank", "faults"])
def test_what_is_neither_graph_nor_vault_ends_with_3(run, command, tmp_path):
    assert told(run(command, tmp_path / "nowhere")) == 3
    (tmp_path / "file").write_text("x")
    assert told(run(command, tmp_path / "file")) == 3


def test_a_damaged_graph_ends_with_3(run, tmp_path):
    (tmp_path / "manifest.json").write_text("{")

    assert told(run("stats", tmp_path)) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("show", "GRAPH", "no such node"),
        ("links", "GRAPH", "--channel", "nobody"),
        ("notes", "GRAPH", "--kind", "nonsense"),
        ("rank", "GRAPH", "--edge", "nonsense"),
        ("export", "GRAPH", "-o", "graph.nonsense"),
        ("export", "GRAPH", "-o", "graph.ttl", "--depth", "2"),
        ("build", "VAULT", "-o", "OUT", "--profile", "nonsense"),
    ],
)
def test_wrong_words_end_with_2_and_a_hint(run, graph, vault, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    places = {"GRAPH": graph, "VAULT": vault, "OUT": tmp_path / "out"}

    assert told(run(*(places.get(word, word) for word in words))) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("links", "GRAPH", "--rules", "nonsense"),
        ("links", "GRAPH", "--kind", "tag"),
        ("links", "GRAPH", "--format", "xml"),
        ("links", "GRAPH", "--limit", "-1"),
        ("show",),
        ("show", "GRAPH", "two", "words"),
        ("rank", "GRAPH", "--by", "nonsense"),
        ("build",),
        ("explore", "GRAPH", "-o", "page.txt"),
        ("report", "GRAPH", "-o", "page.pdf"),
        ("watch", "GRAPH", "--explore", "page"),
    ],
)
def test_wrong_options_end_with_2_and_one_line(run, graph, words):
    assert told(run(*(graph if word == "GRAPH" else word for word in words))) == 2


def test_without_a_graph_in_output_reading_commands_say_how_to_get_one(run, tmp_path, monkeypatch, graph):
    monkeypatch.chdir(tmp_path)

    result = run("stats")
    assert told(result) == 2
    assert "kg build VAULT" in result.stderr

    for name in ("first", "second"):
        (tmp_path / "output" / name).mkdir(parents=True)
        (tmp_path / "output" / name / "manifest.json").write_text("{}")
    result = run("stats")
    assert told(result) == 2
    assert "first" in result.stderr
    assert "second" in result.stderr


@pytest.mark.parametrize("command", ["dangling", "orphans", "faults"])
def test_findings_end_with_1_only_if_asked_for(run, graph, command):
    found = len(run(command, graph, "--format", "jsonl").stdout.splitlines())

    assert found > 0
    assert run(command, graph).exit_code == 0
    assert run(command, graph, "--fail-on", str(found)).exit_code == 1
    assert run(command, graph, "--fail-on", str(found), "--limit", "1").exit_code == 1
    assert run(command, graph, "--fail-on", str(found + 1)).exit_code == 0


def test_findings_are_printed_even_if_they_fail(run, graph):
    assert run("dangling", graph, "--fail-on", "1", "--format", "jsonl").stdout.count("\n") == 3


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
        (OSError(28, "No space left on device", "x.parquet"), 3, "kg: x.parquet: No space left on device.\n"),
        (OSError("odd"), 3, "kg: odd.\n"),
        (VaultError("bad \x1b[31m name."), 3, "kg: bad \\x1b[31m name.\n"),
    ],
)
def test_whatever_stops_a_command_ends_without_a_traceback(run, graph, monkeypatch, error, code, text):
    def fail(_graph):
        raise error

    monkeypatch.setattr(kg.analysis.counts, "counts", fail)

    result = run("stats", graph)

    assert (result.exit_code, result.stderr) == (code, text)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("stats", "GRAPH"), 0),
        (("dangling", "GRAPH", "--fail-on", "1"), 1),
        (("nonsense",), 2),
        (("stats", "/no"), 3),
    ],
)
def test_exit_codes_of_the_real_program(graph, words, code):
    command = [*KG, *(str(graph) if word == "GRAPH" else word for word in words)]

    assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_a_reader_that_has_seen_enough_is_no_error(make_vault):
    notes = make_vault({f"{number:04}.md": "[[nowhere]] " * 200 for number in range(60)})

    command = [*KG, "links", str(notes), "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.readline()
        program.stdout.close()
        stderr = program.stderr.read()

    assert stderr.decode().splitlines()[1:] == []  # the first says that a vault is read
    assert program.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
def test_an_interrupt_ends_with_130(tmp_path):
    body = (
        "import sys, time, kg.analysis.counts; from kg.cli.main import main\n"
        "kg.analysis.counts.counts = lambda graph: (print('now', flush=True), time.sleep(60))\n"
        "sys.exit(main())"
    )
    (tmp_path / "vault").mkdir()
    command = [sys.executable, "-c", body, "stats", str(tmp_path / "vault")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout.readline() == b"now\n"
        time.sleep(0.1)
        program.send_signal(signal.SIGINT)
        stderr = program.stderr.read()

    assert program.returncode == 130
    assert b"Traceback" not in stderr


def test_too_little_memory_is_told_in_a_line(run, monkeypatch, graph):
    def exhausted(graph):
        del graph
        raise MemoryError

    monkeypatch.setattr("kg.analysis.counts.counts", exhausted)
    answer = run("stats", graph)

    assert answer.exit_code == 3
    assert answer.stderr.startswith("kg: There is not enough memory.")
    assert answer.stderr.count("\n") == 1
