"""Help is quick, complete, and its examples can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import click
import pytest

from kg.analysis.measures import MEASURES
from kg.cli.commands.orphans import WHICH
from kg.cli.commands.rank import MEASURES as RANKED
from kg.cli.commands.related import BY
from kg.cli.commands.subgraph import DIRECTIONS
from kg.cli.main import COMMANDS, app

HEAVY = (
    *("rich", "numpy", "pandas", "pyarrow", "scipy", "networkx", "rdflib", "rapidfuzz", "yaml"),
    *("sparse_dot_topn", "ahocorasick_rs"),
)
NAMES = [entry.name for entry in COMMANDS]


def command(name):
    found = app.get_command(click.Context(app), name)
    assert found is not None
    return found


def example_lines(name):
    return [line.strip() for line in (command(name).epilog or "").splitlines() if line.startswith("  kg ")]


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in NAMES)])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys; from kg.cli.main import app\n"
        f"try: app.main({words!r})\n"
        f"except SystemExit: loaded = sorted(set({HEAVY!r}) & set(sys.modules))\n"
        "sys.exit(' '.join(loaded))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert result.stderr.strip() in ("", "None")
    assert "Usage:" in result.stdout


def test_a_build_does_without_pandas(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text(
        "---\naliases: [x]\n---\n[[b]] #tag [t](https://x.org) [00:01]\n"
    )
    words = ["build", str(tmp_path / "vault"), "-o", str(tmp_path / "graph")]
    code = (
        "import sys; from kg.cli.main import app\n"
        f"app.main({words!r}, standalone_mode=False)\n"
        "sys.exit('pandas' in sys.modules)"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    assert "missing" in result.stdout


@pytest.mark.parametrize("entry", COMMANDS, ids=NAMES)
def test_the_overview_says_what_the_command_itself_says(entry):
    assert (command(entry.name).help or "").splitlines()[0] == entry.summary
    assert len(entry.summary) < 70


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_examples_that_can_be_typed(name):
    lines = example_lines(name)

    assert lines
    for line in lines:
        words = shlex.split(re.split(r" (?:[|>]|>>) ", line)[0], comments=True)
        assert words[:2] == ["kg", name]
        command(name).make_context(name, words[2:], resilient_parsing=False)


@pytest.mark.parametrize("name", NAMES)
def test_options_are_called_in_the_environment_as_on_the_command_line(name):
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert f"--{parameter.name.replace('_', '-')}" in parameter.opts


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_explained(name):
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


# Those that list nothing of a graph, or in forms of their own.
OTHERS = {
    *("analyse", "build", "completion", "doctor", "explore", "export", "help", "import", "init", "mcp"),
    *("push", "repair", "report", "serve", "show", "sparql", "sql", "validate", "version", "watch"),
}


@pytest.mark.parametrize("name", sorted(set(NAMES) - OTHERS))
def test_every_reading_command_takes_every_format(name):
    options = {option for parameter in command(name).params for option in parameter.opts}

    assert {"--format", "--json"} <= options
    assert (
        name in {"check", "diff", "path", "stats", "subgraph"}
        or {"--limit", "--path", "--channel"} <= options
    )


def test_the_measures_of_the_command_are_those_of_the_analysis():
    assert tuple(known.name for known in MEASURES) == RANKED


def test_the_ways_of_being_related_and_the_directions_are_those_of_the_analysis():
    from kg.analysis.paths import Direction
    from kg.analysis.similarity import By

    assert tuple(map(str, By)) == BY
    assert set(map(str, Direction)) == set(DIRECTIONS)


def test_the_sorts_of_orphans_are_those_of_the_analysis():
    from kg.analysis.orphans import WEAKLY_ATTACHED, Apart

    assert tuple(reason.replace("_", "-") for reason in (*Apart, WEAKLY_ATTACHED)) == WHICH


def test_options_can_be_set_in_the_environment(run, graph):
    assert run("notes", graph, env={"KG_NOTES_FORMAT": "json"}).stdout.startswith("[\n{")
    assert (
        len(run("notes", graph, env={"KG_NOTES_FORMAT": "jsonl", "KG_NOTES_LIMIT": "2"}).stdout.splitlines())
        == 2
    )
    assert run("notes", graph, "--format", "csv", env={"KG_NOTES_FORMAT": "json"}).stdout.startswith("path,")
    assert run("notes", graph, env={"KG_NOTES_FORMAT": "xml"}).exit_code == 2
