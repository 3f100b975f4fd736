"""A history of a vault's numbers: a row a state, appended whole or not at all."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import kg
from kg.cli.main import app
from kg.errors import UnreadableError, UsageError
from kg.exporters.history import COLUMNS, append_state, read_history, sparkline, state_of

ONE = {"a.md": "[[b]] [[nowhere at all]] [[nowhere at all]]", "b.md": "", "c.md": "#tag"}
TWO = {**ONE, "nowhere at all.md": "words"}


@pytest.fixture(params=["h.jsonl", "h.csv"])
def file(request, tmp_path):
    return tmp_path / request.param


def test_the_numbers_are_those_of_the_vault():
    row = state_of(kg.build(ONE), label="first")

    assert {name: row[name] for name in ("label", "notes", "links", "dangling", "missing", "wanted")} == {
        "label": "first",
        "notes": 3,
        "links": 3,
        "dangling": 2,
        "missing": 1,
        "wanted": 1,
    }
    assert row["isolated"] == 1
    assert row["digest"] == kg.build(ONE).manifest.digest


def test_a_state_is_added_once_however_it_is_called_and_again_when_it_comes_back(file):
    one, two = (state_of(kg.build(notes)) for notes in (ONE, TWO))

    added = [
        append_state({**state, "label": str(n)}, file) for n, state in enumerate((one, one, two, two, one))
    ]

    assert added == [True, False, True, False, True]
    table = read_history(file)
    assert list(table.columns) == list(COLUMNS)
    assert table["label"].tolist() == ["0", "2", "4"]
    assert table["missing"].tolist() == [1, 0, 1]


def test_both_formats_hold_the_same_and_a_label_is_no_formula(tmp_path):
    states = [state_of(kg.build(notes), label=label) for notes, label in ((ONE, "=1+1"), (TWO, 'a,"b"\nc'))]
    for name in ("h.csv", "h.jsonl"):
        for state in states:
            append_state(state, tmp_path / name)

    assert read_history(tmp_path / "h.csv").equals(read_history(tmp_path / "h.jsonl"))
    assert "\n'=1+1," in (tmp_path / "h.csv").read_text("utf-8")


@pytest.mark.parametrize("text", ["nonsense", '{"label": 1}\n', "a,b\n1,2\n", "[]\n"])
def test_a_file_of_something_else_is_left_as_it_is(file, text):
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError):
        append_state(state_of(kg.build(ONE)), file)

    assert file.read_text("utf-8") == text


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no history"):
        append_state(state_of(kg.build(ONE)), tmp_path / "h.txt")


def test_bars_go_from_the_least_to_the_greatest():
    assert sparkline([0, 7]) == "▁█"
    assert sparkline(list(range(8))) == "▁▂▃▄▅▆▇█"


def test_the_command_appends_and_prints(tmp_path):
    file = tmp_path / "h.jsonl"

    def run(*words):
        env = {"COLUMNS": None}  # as wide as needed, wherever the tests run
        return CliRunner().invoke(app, ["stats", *map(str, words)], prog_name="kg", env=env)

    for name, notes in (("one", ONE), ("two", TWO)):
        (tmp_path / name).mkdir()
        for path, text in notes.items():
            (tmp_path / name / path).write_text(text, encoding="utf-8")
        assert "a row added" in run(tmp_path / name, "--append", file, "--label", name).stderr
    assert "already" in run(tmp_path / "two", "--append", file).stderr
    shown = run("--history", file)
    assert shown.stdout.splitlines()[-1].startswith("trend")
    assert "█" in shown.stdout
    assert [row["label"] for row in json.loads(run("--history", file, "--json").stdout)] == ["one", "two"]
    assert run("--history", tmp_path / "none.csv").exit_code == 3
    assert run(tmp_path / "one", "--label", "x").exit_code == 2
