"""Watching a vault, and several processes at one graph."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import kg
from kg.builder import rebuild
from kg.builder.task import task_for
from kg.builder.update import update
from kg.builder.vault import FolderVault
from kg.builder.watch import steps
from kg.model.tables import TABLES
from kg.store.lock import locked

ROOT = Path(__file__).resolve().parents[2]
FILES = ["manifest.json", *(f"{table.name}.parquet" for table in TABLES)]
SECONDS = 90  # until a test gives up; what is waited for takes less than one on an idle machine


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    for number in range(30):
        (folder / f"n{number}.md").write_text(f"[[n{number + 1}]] and [[gone {number % 3}]] #t\n")
    return folder


@pytest.fixture
def graph(tmp_path):
    return tmp_path / "graph"


def is_as_built(vault, graph):
    built = graph.with_name("built")
    kg.build(vault, output=built)
    return all((graph / name).read_bytes() == (built / name).read_bytes() for name in FILES)


def spied(monkeypatch, place, name):
    """What a function is called with from now on."""
    calls, real = [], getattr(place, name)

    def call(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, call)
    return calls


def test_a_changed_note_alone_is_read_and_joined(vault, graph, monkeypatch):
    monkeypatch.setattr("kg.builder.task.TICK", -(10**15))  # as if all had been written long ago
    update(task_for(vault, graph, profile="plain"))
    (vault / "n3.md").write_text("[[n4]] and [[brand new]]\n")
    read, joined = spied(monkeypatch, FolderVault, "read"), spied(monkeypatch, rebuild, "join")

    done = update(task_for(vault, graph, profile="plain"))

    assert done.changes.changed == ["n3.md"]
    assert {path for _, path in read} == {"n3.md"}
    assert not joined
    assert is_as_built(vault, graph)


def test_verify_finds_what_times_hide_and_full_asks_nothing(vault, graph, monkeypatch):
    monkeypatch.setattr("kg.builder.task.TICK", -(10**15))
    update(task_for(vault, graph))
    read = spied(monkeypatch, FolderVault, "read")

    assert update(task_for(vault, graph)).changes is None
    assert not read
    assert update(task_for(vault, graph), verify=True).changes is None
    assert len(read) == 30
    assert update(task_for(vault, graph), full=True).changes.whole


def test_one_writes_a_folder_and_the_others_wait(vault, graph):
    """Three builds at once, of which each finds another vault; what is left is one of them, whole."""
    command = [sys.executable, "-m", "kg", "build", str(vault), "-o", str(graph), "--json"]
    with locked(graph):
        others = [
            subprocess.Popen([*command, *more], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for more in ([], ["--full"], ["--rules", "quartz"])
        ]
        time.sleep(1.5)
        assert all(other.poll() is None for other in others)
        assert not graph.exists()
    for other in others:
        _, errors = other.communicate(timeout=60)
        assert other.returncode == 0, errors
    rules = kg.read(graph).manifest.rules

    assert update(task_for(vault, graph, rules=rules)).changes is None
    kg.build(vault, output=graph.with_name("built"), rules=rules)
    assert all(
        (graph / name).read_bytes() == (graph.with_name("built") / name).read_bytes() for name in FILES
    )
    assert sorted(path.name for path in graph.parent.iterdir()) == ["built", "graph", "vault"]


@pytest.mark.parametrize("after", [0.3, 0.6, 0.8, 1.0, 1.3])
def test_a_process_killed_while_it_updates_leaves_what_the_next_one_mends(vault, graph, after):
    update(task_for(vault, graph))
    (vault / "n5.md").write_text("[[another]]\n")
    command = [sys.executable, "-m", "kg", "build", str(vault), "-o", str(graph)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()

    update(task_for(vault, graph))
    assert is_as_built(vault, graph)


def followed(vault, graph, stop):
    return steps(lambda: task_for(vault, graph), stop=stop)


def test_each_save_gives_a_step_and_a_burst_gives_one(vault, graph):
    stop = threading.Event()
    threading.Timer(SECONDS, stop.set).start()
    found = followed(vault, graph, stop)
    first = next(found)
    writer = threading.Timer(
        1.5, lambda: [(vault / f"n{n}.md").write_text(f"[[new {n}]]") for n in range(20)]
    )
    writer.start()
    step = next(found)
    stop.set()

    assert first.update.changes.whole
    assert first.missing == 4
    assert len(step.update.changes.changed) == 20
    assert len(step.appeared) == 20
    assert not list(found)
    assert is_as_built(vault, graph)


def test_what_cannot_be_done_is_told_and_done_later(vault, graph):
    stop = threading.Event()
    threading.Timer(SECONDS, stop.set).start()
    found = followed(vault, graph, stop)
    next(found)
    threading.Timer(1.5, lambda: (vault / "kg.toml").write_text("profile = ")).start()
    wrong = next(found)
    (vault / "kg.toml").write_text('ignore = ["n1.md"]')
    right = next(found)
    stop.set()

    assert "TOML" in str(wrong.error)
    assert right.error is None
    assert is_as_built(vault, graph)


@pytest.mark.slow
def test_many_edits_leave_memory_as_it_was(vault, graph):
    def resident():
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    sizes = []
    for number in range(120):
        (vault / f"n{number % 30}.md").write_text(f"[[edit {number}]] [[n1]]\n")
        update(task_for(vault, graph)).graph().manifest.counts  # noqa: B018
        sizes.append(resident())

    assert max(sizes[-30:]) - max(sizes[30:60]) < 8_000_000


def test_ctrl_c_ends_watching(vault, graph):
    command = [sys.executable, "-u", "-m", "kg", "watch", str(vault), "-o", str(graph)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS)

    assert "30 files read" in line
    assert process.returncode == 130
    assert not errors


def test_findings_are_told_as_they_come_and_go(vault, graph):
    def until(part):
        return next(line for line in process.stderr if part in line)

    command = [sys.executable, "-u", "-m", "kg", "watch", str(vault), "-o", str(graph), "--check"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = threading.Timer(SECONDS, process.kill)
    end.start()
    try:
        assert "findings, which `kg check` lists" in until("findings")
        (vault / "n3.md").write_text("[[n4]] and [[n5]] [[nowhere]] #t\n")
        new = until("new findings")
        (vault / "n3.md").write_text("[[n4]] and [[n5]] #t\n")
        gone = until("new findings")
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=SECONDS)
        end.cancel()

    assert new.startswith("1 new findings, 1 gone")
    assert gone.startswith("0 new findings, 1 gone")
    assert "n3.md:1:19: KG101 dangling-link" in said
    assert said.count("KG101") == 1
