"""Engines: the same results in the same order wherever the work is done, and clear words if it cannot be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.engine.local import LocalEngine
from kg.engine.processes import ProcessEngine
from kg.errors import KgError

ROOT = Path(__file__).resolve().parents[2]
ENGINES = [LocalEngine(1), LocalEngine(3), ProcessEngine(1), ProcessEngine(2)]


def halved(number):
    return number / 2 if number != 13 else 1 / 0


def process_of(_):
    time.sleep(0.05)  # so that one worker cannot do it all
    return os.getpid()


def ended(number):
    os._exit(number)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: f"{type(engine).__name__}-{engine.jobs}")
class TestEveryEngine:
    def test_results_come_in_the_order_of_the_items(self, engine):
        assert list(engine.map(halved, range(13))) == [number / 2 for number in range(13)]

    def test_an_error_reaches_the_caller(self, engine):
        with pytest.raises(ZeroDivisionError):
            list(engine.map(halved, range(20)))

    def test_no_items_give_no_results(self, engine):
        assert list(engine.map(halved, [])) == []


def test_many_items_are_done_in_processes_of_their_own():
    workers = set(ProcessEngine(2).map(process_of, range(12)))

    assert len(workers) == 2
    assert os.getpid() not in workers


def test_a_few_items_are_done_here():
    assert set(ProcessEngine(2).map(process_of, range(3))) == {os.getpid()}


def test_a_worker_that_dies_is_an_error_with_a_hint():
    with pytest.raises(KgError, match="--jobs 1"):
        list(ProcessEngine(2).map(ended, [1] * 10))


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_processes_change_no_byte_of_a_graph(name, monkeypatch, tmp_path):
    monkeypatch.setattr("kg.builder.batches.BATCH_BYTES", 4000)
    for folder, engine in (("here", LocalEngine(1)), ("there", ProcessEngine(2))):
        kg.build(ROOT / "data" / name, output=tmp_path / folder, jobs=engine)

    files = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "there").iterdir())
    for file in files:
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "there" / file).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")
def test_ctrl_c_stops_all_processes_in_silence(tmp_path):
    for number in range(12):  # twelve batches, each a second's work or so
        (tmp_path / f"{number}.md").write_text("> [[a]] *b* `c` <i>d</i> [e](f)\n\n" * 60_000)
    command = [sys.executable, "-m", "kg", "build", str(tmp_path), "--jobs", "2"]
    process = subprocess.Popen(
        [*command, "-o", str(tmp_path / "graph")], cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them

    _, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert not (tmp_path / "graph").exists()
