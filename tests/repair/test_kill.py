"""A repair that is killed at any moment leaves every file old or new; undoing it brings the old ones back."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.builder.vault import FolderVault
from kg.errors import UsageError
from kg.repair.apply import apply_repair, undo_repair
from kg.repair.effect import changes
from kg.repair.journal import JOURNAL, read_journal
from kg.repair.plan import Action, write_plan
from kg.repair.planning import plan_repair
from kg.store import atomic

ROOT = Path(__file__).resolve().parents[2]
WRITES = {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}
POINTS = 1000  # the loops end when there is nothing left to stop
TRIES = 300  # as many runs are killed at most, until enough of them stopped halfway
DOUBLES = {
    "dynamo lights.md": "One, [[oak]].\n",
    "the dynamo light.md": "Two, [[oak]].\n",
    "a.md": "[[dynamo lights]] [[dynamo lights]] [[elm]]\n",
    "b.md": "[[dynamo lights|x]] [[the dynamo light]] [[elm]] [[new folder/ash]]\n",
    "oak.md": "[[the_dynamo_light]] [[new folder/ash]]\n",
}


def made(folder, notes):
    for path, text in notes.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def held(vault):
    """All files of the vault; what starts with a dot is no part of it."""
    return {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(vault).parts)
    }


def planned(vault):
    actions = (Action.RESPELL, Action.STUB, Action.MERGE)
    plan = plan_repair(kg.build(vault, rules="folded"), FolderVault(vault), actions=actions)
    assert {step.action for step in plan.steps} == set(actions)
    return plan.accepting(["all"])


def check(vault, old, new):
    """Every file is old or new, as a whole; after undo, all are old. Says whether it was halfway."""
    now = held(vault)
    assert all(now.get(path) in (old.get(path), new.get(path)) for path in {*old, *new, *now})
    halfway = now not in (old, new)
    if read_journal(vault) is not None:
        undo_repair(vault)
        assert not list(vault.rglob(".*"))
        assert not (vault / "new folder").exists()
    assert held(vault) == old
    return halfway


class Killed(BaseException):
    """What stops a process, as far as Python can tell."""


class Killer:
    """Stops at the nth operation on a file of the vault, and at each one after: the dead clean nothing up."""

    def __init__(self):
        self.vault, self.left, self.done = None, -1, 0
        sys.addaudithook(self.heard)  # there is no way to take a hook away; without a vault it does nothing

    def heard(self, event, arguments):
        if self.vault is None or event not in WRITES:
            return
        if event == "open" and not self.is_write(arguments):
            return
        if str(self.vault) in str(arguments[0]):
            self.done += 1
            if self.done > self.left:
                raise Killed

    @staticmethod
    def is_write(arguments):
        _, mode, flags = arguments
        return any(letter in (mode or "") for letter in "wax+") or bool((flags or 0) & 3)

    def run(self, vault, left, work):
        self.vault, self.left, self.done = vault, left, 0
        try:
            work()
        except Killed:
            return False
        finally:
            self.vault = None
        return True


@pytest.fixture(scope="module")
def killer():
    return Killer()


@pytest.fixture(params=[0])
def case(tmp_path, monkeypatch, request):
    """A vault with so many more notes, its plan, and its files before and after."""
    monkeypatch.setattr(atomic, "_flush", lambda _: None)  # for power cuts; most of the time it takes
    vault = tmp_path / "vault"
    made(vault, DOUBLES | {f"note {n}.md": "[[the_dynamo_light]]\n" for n in range(request.param)})
    plan, old = planned(vault), held(vault)
    new = dict(old)
    for path, change in changes(plan, vault).items():
        new.pop(path, None)
        new |= {} if change.new is None else {path: change.new}
    return vault, plan, old, new


@pytest.mark.parametrize("case", [32], indirect=True)
def test_killed_before_any_operation_on_a_file_of_apply(case, killer):
    vault, plan, old, new = case
    halfway = 0
    for point in range(POINTS):
        finished = killer.run(vault, point, lambda: apply_repair(plan, vault))
        if finished:
            assert held(vault) == new
        halfway += check(vault, old, new)
        if finished:
            break

    assert finished
    assert point >= 200
    assert halfway >= 100


def test_killed_before_any_operation_on_a_file_of_undo_it_can_be_undone_again(case, killer):
    vault, plan, old, new = case
    for point in range(POINTS):
        apply_repair(plan, vault)
        finished = killer.run(vault, point, lambda: undo_repair(vault))
        check(vault, old, new)
        if finished:
            break

    assert finished
    assert point >= 20


def test_after_a_stop_the_next_apply_asks_for_an_undo(case, killer):
    vault, plan, _, _ = case
    for point in range(POINTS):
        if held(vault) not in case[2:]:
            break
        killer.run(vault, point, lambda: apply_repair(plan, vault))

    with pytest.raises(UsageError, match=r"halfway|changed|there already"):
        apply_repair(plan, vault)
    undo_repair(vault)

    assert apply_repair(plan, vault) > 0


APPLY = (
    "import sys; from pathlib import Path; from kg.repair.apply import apply_repair; "
    "from kg.repair.plan import read_plan; plan = read_plan(Path(sys.argv[1])); print('ready', flush=True); "
    "apply_repair(plan, Path(sys.argv[2])); print('done', flush=True)"
)


@pytest.mark.slow
def test_killed_for_real_at_random_moments(tmp_path):
    vault = tmp_path / "vault"
    made(
        vault,
        DOUBLES | {f"note {n}.md": "text " * 200 + "[[the_dynamo_light]] [[elm]]\n" for n in range(150)},
    )
    plan, old = planned(vault), held(vault)
    new = dict(old)
    for path, change in changes(plan, vault).items():
        new.pop(path, None)
        new |= {} if change.new is None else {path: change.new}
    write_plan(plan, tmp_path / "plan.json")
    dice = random.Random(7)  # noqa: S311  # the same moments in every run, as far as a clock allows
    command = [sys.executable, "-c", APPLY, str(tmp_path / "plan.json"), str(vault)]
    whole, halfway = 0.0, 0
    for number in range(TRIES):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        process.stdout.readline()
        start = time.perf_counter()
        if number:
            time.sleep(dice.uniform(0, whole))
            process.kill()
        else:  # the first one shows how long it takes
            process.stdout.readline()
            whole = time.perf_counter() - start
        process.wait()
        process.stdout.close()
        halfway += check(vault, old, new)
        if number > 25 and halfway > 5:  # a busy machine may start the work late, and stop it before it began
            break
    assert halfway > 5
    assert not (vault / JOURNAL / "journal.json").exists()
