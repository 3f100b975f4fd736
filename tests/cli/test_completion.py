"""Completion in real shells, and the topics of `kg help`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.cli.commands.help import topics
from kg.errors import KgError
from kg.health.causes.cause import Cause
from kg.model.kinds import RuleSet

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "a; touch pwned",
    'it\'s "quoted"',
    "two  blanks",
    "*.md & é",
]
BASH = shutil.which("bash")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a graph and the program."""
    if BASH is None:
        pytest.skip("no bash here")
    folder = tmp_path_factory.mktemp("completion")
    titles = [*HOSTILE, "Bread", "Bread and butter", "Bees"]
    notes = {
        f"n{number}.md": f"---\ntitle: '{title.replace(chr(39), chr(39) * 2)}'\n---\n[[wanted page]]\n"
        for number, title in enumerate(titles)
    }
    notes |= {"one/same.md": "", "two/same.md": '---\ntitle: "bell \\a sound"\n---\n'}
    notes["three/same.md"] = ""
    kg.build(notes, output=folder / "output" / "notes")
    program = folder / "kg"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n')
    program.chmod(0o755)
    return folder


def completed(place, *words):
    """What bash would put in place of the last word, and what the program would then get."""
    script = """
        source <("$1" completion bash); shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        compopt() { :; }  # only at a prompt
        _kg_completion kg
        ((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"; :
    """
    environment = os.environ | {"PATH": f"{place}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [BASH, "-c", script, "bash", "kg", "kg", *words]
    run = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=True)
    assert not run.stderr
    return run.stdout.splitlines()


def typed(place, word):
    """The word a program gets when this is typed."""
    command = [BASH, "-c", f"printf '%s' {word}"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stdout


def test_commands_options_and_their_values_are_completed(place):
    assert completed(place, "comm") == ["communities"]
    assert "--pivots" in completed(place, "rank", "--p")
    assert completed(place, "rank", "--by", "eig") == ["eigenvector"]


def test_names_of_nodes_are_completed_whatever_their_case(place):
    assert completed(place, "show", "output/notes", "bre") == ["Bread", r"Bread\ and\ butter"]
    assert completed(place, "show", "output/notes", r"Bread\ a") == [r"Bread\ and\ butter"]
    assert completed(place, "show", "output/notes", '"Bread a') == ["Bread and butter"]
    assert completed(place, "path", "output/notes", "Bread", "wan") == [r"wanted\ page"]
    assert completed(place, "components", "output/notes", "--of", "Bee") == ["Bees"]


def test_the_only_graph_need_not_be_named(place):
    assert completed(place, "related", "Bee") == ["Bees"]


def test_of_names_that_several_have_the_paths_are_offered(place):
    assert completed(place, "show", "output/notes", "same") == []
    assert completed(place, "show", "output/notes", "one") == ["one/same.md"]


def test_no_name_is_run(place):
    offered = completed(place, "show", "output/notes", "")

    assert {typed(place, word) for word in offered} >= set(HOSTILE)
    assert "bell" not in "".join(offered)  # what does not print is not offered
    assert not (place / "pwned").exists()


@pytest.mark.parametrize(("quote", "never"), [('"', '$`"\\!'), ("'", "'")])
def test_within_quotes_nothing_is_offered_that_a_shell_acts_on(place, quote, never):
    offered = completed(place, "show", "output/notes", quote)

    assert "Bread and butter" in offered
    assert not set(never).intersection("".join(offered))


def test_a_folder_that_is_no_graph_offers_nothing(place):
    assert completed(place, "show", "nowhere", "Bre") == ["Bread", r"Bread\ and\ butter"]  # the only graph's
    assert completed(place, "show", "/", "zzz") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(run, shell):
    script = run("completion", shell).stdout

    assert "_KG_COMPLETE" in script
    if program := shutil.which(shell):
        check = ["--no-execute"] if shell == "fish" else ["-n"]
        subprocess.run([program, *check], input=script, text=True, check=True)


def test_help_lists_and_explains_its_topics(run):
    listed = run("help").stdout

    for name, file in topics().items():
        assert name in listed
        assert run("help", name).stdout == file.read_text(encoding="utf-8")
        assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= 120


@pytest.mark.parametrize(("topic", "values"), [("causes", Cause), ("rules", RuleSet)])
def test_topics_name_all_there_is(run, topic, values):
    words = [line.split("   ")[0].strip() for line in run("help", topic).stdout.splitlines()]

    assert [word for word in words if word in list(values)] or values is RuleSet
    assert set(values) <= set(words)


def test_exit_codes_are_those_of_the_errors(run):
    told = run("help", "exit-codes").stdout

    assert {cls.exit_code for cls in KgError.__subclasses__()} <= {2, 3}
    assert all(f"\n  {code} " in told for code in (0, 1, 2, 3, 130))


def test_help_of_a_command_is_its_own(run):
    assert run("help", "rank").stdout == run("rank", "--help").stdout


def test_what_is_neither_a_topic_nor_a_command_is_told(run):
    answer = run("help", "nonsense")

    assert answer.exit_code == 2
    assert "The topics are causes" in answer.stderr
