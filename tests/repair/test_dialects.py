"""Repairs in dialects write links as the dialect writes them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.main import app

BLOCK = "64f0c1d2-1a2b-4c3d-8e4f-000000000009"  # a block that is gone: its reference asks for a page
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("vault", "note", "before", "after"),
    [
        ("teasite", "leaves/Black tea.md", "[[green tea]]", "[[Green tea]]"),
        ("teasite", "brewing/index.md", "[[Pots]]", "[[brewing/Pots]]"),
        ("pondlog", "journals/2024_04_01.md", "[[smooth-newt]]", "[[Smooth newt]]"),
        ("kilnworks", "studio/user.mira.md", "[[glaze_ash]]", "[[glaze.ash]]"),
        ("lockwiki", "Mitre_gate.md", "[[Lock Gate]]", "[[Lock gate]]"),
        ("lockwiki", "Narrowboat.md", "[[LOCK]]", "[[Lock]]"),
    ],
)
def test_a_link_is_respelled_as_its_page_is_called(place, vault, note, before, after):
    shutil.copytree(DATA / vault, place / vault)
    old = (place / vault / note).read_text("utf-8")

    run("build", vault)
    run("repair", "plan", vault)
    run("repair", "apply", vault)

    assert before in old
    assert (place / vault / note).read_text("utf-8") == old.replace(before, after)


def test_with_the_label_first_the_target_behind_it_is_changed(place):
    notes = {"dendron.yml": "", "a.md": "See [[glaze_ash|glaze_ash#top]].", "glaze.ash.md": "# top"}
    (place / "pots").mkdir()
    for path, text in notes.items():
        (place / "pots" / path).write_text(text, "utf-8")

    run("build", "pots")
    run("repair", "plan", "pots")
    run("repair", "apply", "pots")

    assert (place / "pots/a.md").read_text("utf-8") == "See [[glaze_ash|glaze.ash#top]]."


@pytest.mark.parametrize(
    ("vault", "stubs"),
    [
        ("pondlog", {"pages/Midge larvae.md", "pages/Bat.md", f"pages/{BLOCK}.md"}),
        (
            "kilnworks",
            {
                "shop/shelf.bowl.md",
                "studio/clay.porcelain.md",
                "studio/kiln.log.2023.md",
                "studio/user.jon.md",
            },
        ),
        ("lockwiki", {"Category/Structures.md", "Feeder_reservoir.md", "User/Ada.md"}),
    ],
)
def test_a_stub_gets_the_file_its_page_belongs_into(place, vault, stubs):
    shutil.copytree(DATA / vault, place / vault)

    run("build", vault)
    run("repair", "plan", vault, "--action", "stub", "--least", "1")

    planned = {
        step["stub"]["path"] if "stub" in step else step["path"]
        for step in json.loads((place / "output/repair.json").read_text("utf-8"))["steps"]
    }
    assert planned == stubs
