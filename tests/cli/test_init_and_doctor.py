"""`kg init` writes settings that say what was found; `kg doctor` tells what is installed and amiss."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest

from kg.builder.starting import look, text_of
from kg.cli.extras import EXTRAS
from kg.config import Config, load_config
from kg.model.kinds import RuleSet

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
HOSTILE = {
    'x\n"] evil = 1/x\n"] evil = 1.md': "### [T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[a]]\n"
}
VIDEO = "---\nvideoId: dQw4w9WgXcQ\n---\n"


# --- init -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("vault", "profile"), [("tubevault", "youtube"), ("fieldnotes", "plain")])
def test_the_file_loads_back_as_the_defaults_and_what_was_found(vault, profile, tmp_path):
    start = look(DATA / vault)
    (tmp_path / "kg.toml").write_text(text_of(start), encoding="utf-8")

    assert load_config(tmp_path) == Config(profile=profile, rules=RuleSet.FOLDED) == start.config


def test_every_default_that_is_shown_is_the_default(tmp_path):
    text = re.sub(r"^#(?=[\[a-z])", "", text_of(look(DATA / "tubevault")), flags=re.MULTILINE)
    (tmp_path / "kg.toml").write_text(text, encoding="utf-8")

    assert load_config(tmp_path) == Config(profile="youtube")
    settings = {*tomllib.loads(text)}
    assert settings == {name for name in Config.__dataclass_fields__ if name != "profiles"}


def test_index_pages_and_canvases_are_told(make_vault):
    notes = {f"c/n{n}.md": VIDEO for n in range(4)}
    start = look(make_vault({**notes, "c/c.md": VIDEO + "- [[n1]]\n", "b.canvas": "{}"}))

    assert start.index_pages == ("c/c.md",)
    assert start.canvases == 1
    assert "makes out: c/c.md." in text_of(start)


@pytest.mark.parametrize(
    ("notes", "rules"),
    [
        ({"a/x.md": "", "a/b.md": "[l](x.md)", "c/x.md": "", "c/b.md": "[l](x.md)"}, RuleSet.FOLDED),
        ({"quartz.config.ts": "", "a.md": ""}, RuleSet.QUARTZ),
        ({"a.md": "[[A b]]", "a-b.md": ""}, RuleSet.FOLDED),
    ],
)
def test_the_rule_set_is_that_under_which_links_find_their_pages(make_vault, notes, rules):
    assert look(make_vault(notes)).rules == rules


def test_names_cannot_break_out_of_the_comments(make_vault, tmp_path):
    videos = {f"v{n}.md": VIDEO for n in range(3)}
    start = look(make_vault({**videos, **HOSTILE}))
    (tmp_path / "kg.toml").write_text(text_of(start), encoding="utf-8")

    assert start.index_pages
    assert load_config(tmp_path) == start.config


def test_it_writes_once_and_again_only_if_told(run, make_vault):
    vault = make_vault({"a.md": "[[b]]", "b.md": ""})

    assert run("init", vault).exit_code == 0
    written = (vault / "kg.toml").read_text()
    refused = run("init", vault)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    (vault / "kg.toml").write_text("no = TOML =")
    assert run("init", vault, "--force").exit_code == 0
    assert (vault / "kg.toml").read_text() == written
    assert run("build", vault, "-o", vault.parent / "g").exit_code == 0


def test_it_can_only_look(run, make_vault):
    vault = make_vault({"a.md": ""})
    result = run("init", vault, "--stdout")

    assert tomllib.loads(result.stdout) == {"profile": "plain", "rules": "folded"}
    assert not (vault / "kg.toml").exists()


def test_a_folder_that_is_not_there_is_told(run, tmp_path):
    assert run("init", tmp_path / "none").exit_code == 3


# --- doctor ---------------------------------------------------------------------------------------------


def rows(run):
    result = run("doctor", "--json")
    assert result.exit_code == 0
    return {(row["part"], row["name"]): row for row in json.loads(result.stdout)}, result.stderr


def test_it_tells_versions_and_extras(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found, remarks = rows(run)

    assert found["package", "pandas"]["state"] == importlib.metadata.version("pandas")
    assert found["extra", "sql"]["state"] == importlib.metadata.version("duckdb")
    assert "all is well" in remarks
    assert "kg sql" in run("doctor").stdout


def test_a_missing_extra_says_how_to_install_it(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    version = importlib.metadata.version

    def without_duckdb(name):
        if name == "duckdb":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr("kg.cli.commands.doctor.installed", without_duckdb)
    found, remarks = rows(run)

    assert found["extra", "sql"]["state"] == "missing"
    assert 'pip install "kg[sql]"' in found["extra", "sql"]["about"]
    assert "all is well" in remarks


def test_wrong_settings_and_old_graphs_are_amiss(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kg.toml").write_text("prophile = 1")
    (tmp_path / "output" / "old").mkdir(parents=True)
    (tmp_path / "output" / "old" / "manifest.json").write_text("{}")
    found, remarks = rows(run)

    assert not found["settings", "kg.toml"]["fine"]
    assert "profile" in found["settings", "kg.toml"]["about"]
    assert not found["graph", "output/old"]["fine"]
    assert "amiss: settings kg.toml" in remarks


def test_the_extras_are_those_that_can_be_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for_developers = {"test", "dev", "docs", "notebooks"}
    declared = {
        name: tuple(re.match(r"[\w-]+", requirement)[0] for requirement in requirements)
        for name, requirements in project["optional-dependencies"].items()
        if name not in for_developers
    }

    assert {extra.name: extra.packages for extra in EXTRAS} == declared
