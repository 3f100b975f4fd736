"""A repair changes only targets, all of them or none, and can be undone whenever it was stopped."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.builder.vault import FolderVault
from kg.errors import KgError, UnreadableError, UsageError
from kg.repair.apply import apply_repair, undo_repair
from kg.repair.effect import preview_repair
from kg.repair.journal import JOURNAL
from kg.repair.plan import Plan, read_plan, write_plan
from kg.repair.planning import plan_repair

DATA = Path(__file__).resolve().parents[2] / "data"
NOTES = {
    "Tomato bed.md": "",
    "Sourdough starter.md": "",
    "deep/Plan.md": "",
    "other/Plan.md": "",
    "a.md": '\ufeff---\r\nup: "[[tomato_bed]]"\r\n---\r\n# A\r\n'
    "[[ tomato_bed |the bed]] é [[tomato-bed#Soil|x]]\r\n"
    "![[tomato_bed]] [[sourdouhg starter]] [[Tomato Bed]] [[tomato_bed.md]]\r\n| [[tomato_bed\\|t]] |\r\n",
    "b.md": "[m](tomato_bed) [[deep/plan-]] [[nobody knows this page]] `[[tomato_bed]]`\n",
}


@pytest.fixture
def vault(tmp_path):
    for path, text in NOTES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    return tmp_path


def planned(vault):
    return plan_repair(kg.build(vault, rules="folded"), FolderVault(vault))


def edits_of(plan):
    return [edit for step in plan.accepted for edit in step.edits]


def held(vault):
    return {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*"))
        if path.is_file() and JOURNAL not in path.parts
    }


def test_only_targets_change_and_all_else_stays_byte_for_byte(vault):
    before = held(vault)

    assert apply_repair(planned(vault), vault) == 2

    assert held(vault)["a.md"].decode() == (
        '\ufeff---\r\nup: "[[Tomato bed]]"\r\n---\r\n# A\r\n'
        "[[ Tomato bed |the bed]] é [[Tomato bed#Soil|x]]\r\n"
        "![[Tomato bed]] [[Sourdough starter]] [[Tomato Bed]] [[Tomato bed.md]]\r\n| [[Tomato bed\\|t]] |\r\n"
    )
    assert held(vault)["b.md"].decode() == (
        "[m](Tomato%20bed) [[deep/Plan]] [[nobody knows this page]] `[[tomato_bed]]`\n"
    )
    assert {path for path in before if before[path] != held(vault)[path]} == {"a.md", "b.md"}


def test_what_is_left_as_it_is_is_counted(tmp_path):
    (tmp_path / "Tomato #1.md").write_text("", encoding="utf-8")
    (tmp_path / "b.md").write_text("[[tomato-1]] [x](tomato-1)", encoding="utf-8")  # no wikilink holds a #

    plan = planned(tmp_path)

    assert [edit.after for edit in edits_of(plan)] == ["Tomato%20%231"]
    assert sum(plan.left.values()) == 1


def test_a_second_plan_has_nothing_to_do(vault):
    apply_repair(planned(vault), vault)

    assert edits_of(planned(vault)) == []
    assert apply_repair(planned(vault), vault) == 0


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_the_graph_after_applying_is_the_one_that_was_predicted(tmp_path, name):
    vault = shutil.copytree(DATA / name, tmp_path / "vault")
    plan = planned(vault)
    before = kg.build(vault, rules="folded").mentions

    apply_repair(plan, vault)
    after = kg.build(vault, rules="folded").mentions

    assert len(edits_of(plan)) > 0
    assert len(before) == len(after)
    places = {(edit.path, edit.line, edit.before): edit.after for edit in edits_of(plan)}
    path = kg.build(vault).nodes["path"]
    rows = zip(before["source"].map(path), before["line"], before["written"], after["written"], strict=True)
    for source, line, old, new in rows:
        assert new == places.get((source, line, old), old)
    edited = (before["written"] != after["written"]).to_numpy()
    assert (after["outcome_obsidian"][edited] != "missing").all()
    same = before["outcome_folded"][~edited].to_numpy() == after["outcome_folded"][~edited].to_numpy()
    assert same.all()


def test_no_page_is_linked_to_itself(tmp_path):
    (tmp_path / "Tomato bed.md").write_text("[[tomato_bed]]", encoding="utf-8")

    assert edits_of(planned(tmp_path)) == []


def test_undo_brings_every_byte_back_and_leaves_nothing_behind(vault):
    before = held(vault)
    apply_repair(planned(vault), vault)

    assert undo_repair(vault) == 2

    assert held(vault) == before
    assert not (vault / JOURNAL).exists()
    with pytest.raises(UsageError):
        undo_repair(vault)


def test_a_note_that_changed_since_the_plan_stops_everything(vault):
    plan = planned(vault)
    (vault / "b.md").write_bytes(b"new\n")
    before = held(vault)

    with pytest.raises(UsageError, match=r"b\.md has changed"):
        apply_repair(plan, vault)

    assert held(vault) == before
    assert not (vault / JOURNAL).exists()


def test_a_note_that_changed_after_the_repair_is_not_overwritten_by_undo(vault):
    apply_repair(planned(vault), vault)
    (vault / "b.md").write_bytes(b"new\n")
    before = held(vault)

    with pytest.raises(UsageError, match=r"b\.md was changed"):
        undo_repair(vault)

    assert held(vault) == before


# --- the file ---------------------------------------------------------------------------------------------


def test_a_plan_comes_back_from_its_file_and_edits_can_be_deleted(vault):
    plan, file = planned(vault), vault.parent / "plan.json"

    write_plan(plan, file)
    assert read_plan(file) == plan
    document = json.loads(file.read_text("utf-8"))
    document["steps"] = document["steps"][::2]
    file.write_text(json.dumps(document), encoding="utf-8")

    assert (
        sum(text.count("+") > 0 and text.startswith("+") for text in preview_repair(read_plan(file), vault))
        >= 1
    )
    assert apply_repair(read_plan(file), vault) >= 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 9, "digests": {}, "steps": []}'])
def test_what_is_no_plan_is_refused(tmp_path, text):
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError):
        read_plan(tmp_path / "plan.json")


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("line", "3"),
        ("line", True),
        ("start", -1),
        ("column", 1.5),
        ("path", 7),
        ("before", None),
        ("after", []),
    ],
)
def test_an_edit_of_another_shape_is_refused(vault, tmp_path, what, value):
    file = tmp_path / "plan.json"
    write_plan(planned(vault), file)
    document = json.loads(file.read_text("utf-8"))
    step = next(step for step in document["steps"] if step.get("edits"))
    step["edits"][0][what] = value
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(UnreadableError):
        read_plan(file)


@pytest.mark.parametrize("path", ["../outside.md", "/etc/hosts", ".hidden.md", "nothing.md"])
def test_a_plan_reaches_no_file_outside_the_vault(vault, path):
    (vault.parent / "outside.md").write_text("x", encoding="utf-8")
    plan = planned(vault)
    step = plan.accepted[0]
    edits = (step.edits[0]._replace(path=path),)
    hostile = Plan((replace(step, edits=edits),), {path: plan.digests["a.md"]})

    with pytest.raises(KgError, match="no file of this vault"):
        apply_repair(hostile, vault)


def test_the_command_plans_shows_applies_and_undoes(vault, tmp_path_factory):
    from click.testing import CliRunner

    from kg.cli.main import app

    plan = tmp_path_factory.mktemp("plans") / "plan.json"
    before = held(vault)

    def run(*words):
        return CliRunner().invoke(app, ["repair", *map(str, words)], prog_name="kg")

    assert "in 2 notes" in run("plan", vault, "--plan", plan).stderr
    shown = run("apply", vault, "--plan", plan, "--dry-run")
    assert "+[m](Tomato%20bed) [[deep/Plan]]" in shown.stdout
    assert held(vault) == before
    assert run("apply", vault, "--plan", plan).exit_code == 0
    assert held(vault) != before
    assert run("undo", vault).exit_code == 0
    assert held(vault) == before
    assert run("undo", vault).exit_code == 2
