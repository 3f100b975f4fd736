"""A repair changes only targets, all of them or none, and can be undone whenever it was stopped."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.builder.vault import FolderVault
from kg.errors import KgError, UnreadableError, UsageError
from kg.repair import apply as applying
from kg.repair.apply import apply_plan, undo
from kg.repair.effect import changes, diff
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

    assert apply_plan(planned(vault), vault) == 2

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
    apply_plan(planned(vault), vault)

    assert edits_of(planned(vault)) == []
    assert apply_plan(planned(vault), vault) == 0


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_the_graph_after_applying_is_the_one_that_was_predicted(tmp_path, name):
    vault = shutil.copytree(DATA / name, tmp_path / "vault")
    plan = planned(vault)
    before = kg.build(vault, rules="folded").mentions

    apply_plan(plan, vault)
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
    apply_plan(planned(vault), vault)

    assert undo(vault) == 2

    assert held(vault) == before
    assert not (vault / JOURNAL).exists()
    with pytest.raises(UsageError):
        undo(vault)


def test_a_note_that_changed_since_the_plan_stops_everything(vault):
    plan = planned(vault)
    (vault / "b.md").write_bytes(b"new\n")
    before = held(vault)

    with pytest.raises(UsageError, match=r"b\.md has changed"):
        apply_plan(plan, vault)

    assert held(vault) == before
    assert not (vault / JOURNAL).exists()


def test_a_note_that_changed_after_the_repair_is_not_overwritten_by_undo(vault):
    apply_plan(planned(vault), vault)
    (vault / "b.md").write_bytes(b"new\n")
    before = held(vault)

    with pytest.raises(UsageError, match=r"b\.md was changed"):
        undo(vault)

    assert held(vault) == before


class Killed(BaseException):
    """What stops a process, as far as a test can tell."""


def killed_at(monkeypatch, step):
    """Stop at the nth call to the system that renames or writes."""
    count = 0

    def counted(real):
        def call(*words, **options):
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return real(*words, **options)

        return call

    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "write_bytes", counted(Path.write_bytes))
    monkeypatch.setattr(os, "replace", counted(os.replace))
    monkeypatch.setattr(applying, "_replace", counted(applying._replace))
    return lambda: count


@pytest.mark.parametrize("step", range(1, 16))
def test_stopped_at_any_step_every_note_is_old_or_new_and_undo_recovers(vault, monkeypatch, step):
    plan, old = planned(vault), held(vault)
    new = {**old, **{path: change.new for path, change in changes(plan, vault).items()}}

    with monkeypatch.context() as patched:
        steps = killed_at(patched, step)
        try:
            apply_plan(plan, vault)
        except Killed:
            assert steps() == step

    notes = {path: data for path, data in held(vault).items() if path in old}
    assert all(data in {old[path], new[path]} for path, data in notes.items())
    assert set(notes) == set(old)
    if (vault / JOURNAL).exists():
        undo(vault)
    assert {path: data for path, data in held(vault).items() if path in old} == old


def test_after_a_stop_the_next_apply_asks_for_an_undo(vault, monkeypatch):
    plan = planned(vault)
    with monkeypatch.context() as patched:
        patched.setattr(applying, "_replace", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            apply_plan(plan, vault)

    with pytest.raises(UsageError, match="stopped halfway"):
        apply_plan(plan, vault)
    undo(vault)

    assert apply_plan(plan, vault) == 2


# --- the file ---------------------------------------------------------------------------------------------


def test_a_plan_comes_back_from_its_file_and_edits_can_be_deleted(vault):
    plan, file = planned(vault), vault.parent / "plan.json"

    write_plan(plan, file)
    assert read_plan(file) == plan
    document = json.loads(file.read_text("utf-8"))
    document["steps"] = document["steps"][::2]
    file.write_text(json.dumps(document), encoding="utf-8")

    assert sum(text.count("+") > 0 and text.startswith("+") for text in diff(read_plan(file), vault)) >= 1
    assert apply_plan(read_plan(file), vault) >= 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 9, "digests": {}, "steps": []}'])
def test_what_is_no_plan_is_refused(tmp_path, text):
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError):
        read_plan(tmp_path / "plan.json")


@pytest.mark.parametrize("path", ["../outside.md", "/etc/hosts", ".hidden.md", "nothing.md"])
def test_a_plan_reaches_no_file_outside_the_vault(vault, path):
    (vault.parent / "outside.md").write_text("x", encoding="utf-8")
    plan = planned(vault)
    step = plan.accepted[0]
    edits = (step.edits[0]._replace(path=path),)
    hostile = Plan((replace(step, edits=edits),), {path: plan.digests["a.md"]})

    with pytest.raises(KgError, match="no file of this vault"):
        apply_plan(hostile, vault)


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


# --- killed for real --------------------------------------------------------------------------------------

APPLY = (
    "import sys; from pathlib import Path; from kg.repair.apply import apply_plan; "
    "from kg.repair.plan import read_plan; print('ready', flush=True); "
    "apply_plan(read_plan(Path(sys.argv[1])), Path(sys.argv[2]))"
)


@pytest.mark.slow
def test_killed_at_random_moments_no_note_is_ever_half_written(tmp_path):
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "Tomato bed.md").write_bytes(b"")
    for number in range(150):
        (vault / f"note {number}.md").write_bytes(b"text " * 200 + b"[[tomato_bed]] [[tomato-bed|x]]\n")
    plan = planned(vault)
    write_plan(plan, tmp_path / "plan.json")
    old = held(vault)
    new = {**old, **{path: change.new for path, change in changes(plan, vault).items()}}
    dice = random.Random(7)  # noqa: S311  # the same moments in every run, as far as a clock allows
    halfway = 0
    for _ in range(10):
        command = [sys.executable, "-c", APPLY, str(tmp_path / "plan.json"), str(vault)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=DATA.parent)
        process.stdout.readline()
        time.sleep(dice.uniform(0, 0.6))
        process.kill()
        process.wait()
        process.stdout.close()
        now = {path: data for path, data in held(vault).items() if path in old}
        assert set(now) == set(old)
        assert all(data in {old[path], new[path]} for path, data in now.items())
        halfway += now not in (old, new)
        if (vault / JOURNAL).exists():
            undo(vault)
        assert {path: data for path, data in held(vault).items() if path in old} == old
    print("stopped halfway:", halfway)  # noqa: T201  # shown with -s: how hard the test was
