"""What a newcomer reads after a mistake: one line that says what is wrong, and what to do next."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS

LINES = (Path(__file__).parents[1] / "cases" / "messages.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(part.strip() for part in line.split(" | ")) for line in LINES if line and line[0] != "#"]
WITHOUT = {
    "matplotlib": ("rank", "GRAPH", "--plot", "x.png"),
    "duckdb": ("sql", "GRAPH", "wanted"),
    "pyshacl": ("validate", "x.ttl", "--engine", "pyshacl"),
    "shacl": ("validate", "x.ttl", "--engine", "shacl"),
    "mcp": ("mcp", "GRAPH"),
    "pyspark": ("build", "VAULT", "--engine", "spark"),
}


@pytest.fixture
def places(vault, graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(vault, "VAULT")
    for name, schema in (("GRAPH", 1), ("OLDER", 0), ("NEWER", 99)):
        shutil.copytree(graph, name)
        manifest = tmp_path / name / "manifest.json"
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "schema": schema}))
    (tmp_path / "FILE").write_text("x")
    (tmp_path / "x.ttl").write_text("")


@pytest.mark.parametrize(("typed", "code", "text"), CASES, ids=[typed for typed, _, _ in CASES])
def test_a_mistake_is_told_in_one_line_with_what_to_do(run, places, typed, code, text):
    result = run(*shlex.split(typed))

    (told,) = [line for line in result.stderr.splitlines() if not line.startswith("making the store ")]
    assert (told.startswith if text.endswith("…") else told.__eq__)(f"kg: {text.removesuffix('…')}")
    assert result.exit_code == int(code)
    assert result.stdout == ""


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_each_command_tells_of_an_unknown_option_in_one_line(run, places, name):
    result = run(name, "--nothing-of-the-kind")

    assert result.exit_code == 2
    assert result.stderr == (
        f"kg: There is no option '--nothing-of-the-kind'. `kg {name} --help` lists the options.\n"
    )


@pytest.mark.parametrize("package", WITHOUT)
def test_without_an_extra_it_is_told_how_to_get_it(run, places, monkeypatch, package):
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    result = run(*WITHOUT[package])

    assert result.exit_code == 2
    (told,) = [line for line in result.stderr.splitlines() if line.startswith("kg: ")]
    assert "pip install " in told
    assert "kg[" in told
