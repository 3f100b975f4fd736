"""Dialects are told by files, in a vault or beside it, and by nothing else."""

from __future__ import annotations

import pytest

import kg
from kg.builder.starting import look, text_of
from kg.builder.task import task_for
from kg.builder.update import update

TELLS = [
    ({"quartz.config.ts": ""}, "quartz"),
    ({"logseq/config.edn": ""}, "logseq"),
    ({"pages/a.md": "", "journals/b.md": ""}, "logseq"),
    ({"pages/a.md": ""}, "plain"),
    ({"dendron.yml": ""}, "dendron"),
    ({"Main_Page.md": ""}, "mediawiki"),
    ({"sub/dendron.yml": ""}, "plain"),
    ({"a.md": "---\nvideoId: abcdefghijk\n---\n", "quartz.config.ts": ""}, "youtube"),
    ({"a.md": "[[label|note.name]] #[[x]] ((y))"}, "plain"),
]


@pytest.mark.parametrize(("files", "profile"), TELLS)
def test_files_tell_the_profile(files, profile, tmp_path):
    for path, text in files.items():
        (tmp_path / "v" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "v" / path).write_text(text, "utf-8")

    assert kg.build(files).manifest.profile == profile
    assert kg.build(tmp_path / "v").manifest.profile == profile
    assert kg.build(tmp_path / "v", profile="plain").manifest.profile == "plain"


def test_a_file_beside_the_notes_tells_it_also_if_it_comes_later(tmp_path):
    vault, graph = tmp_path / "content", tmp_path / "graph"
    vault.mkdir()
    (vault / "a.md").write_text("[[green tea]]", "utf-8")
    first = update(task_for(vault, graph)).manifest.profile
    (tmp_path / "quartz.config.ts").write_text("", "utf-8")

    assert (first, update(task_for(vault, graph)).manifest.profile) == ("plain", "quartz")


def test_settings_to_start_from_say_what_told_the_profile(tmp_path):
    (tmp_path / "dendron.yml").write_text("", "utf-8")
    (tmp_path / "a.md").write_text("[[B|b.c]]", "utf-8")

    text = text_of(look(tmp_path))

    assert "# Chosen because: dendron.yml is there.\n" in text
    assert 'profile = "dendron"\n' in text
