"""Builds the corpus again after nothing, one note or many notes have changed, and edits it while watched."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.measure import ROOT, Measured, measure, middle
from benchmarks.settings import Settings, kg
from benchmarks.table import Result

LINE: Final = "\nSee [[a page that is not there {}]] and [[index]].\n"
MANY: Final = 100
SETTLED: Final = 2.5  # seconds after which a file's times prove something
EDITS: Final = int(os.environ.get("KG_EDITS", "30"))  # while it is watched; 10000 show whether memory stays


def run(settings: Settings) -> Result:
    """Measure a build after each kind of change, and the way from a save to the tables."""
    vault, graph = settings.folder / "vault", settings.folder / "graph"
    shutil.copytree(settings.corpus, vault, copy_function=shutil.copy2)
    notes = sorted(vault.rglob("*.md"))
    time.sleep(SETTLED)
    cases: dict[str, tuple[Callable[[int], None], tuple[str, ...]]] = {
        "everything (--full)": (lambda _: None, ("--full",)),
        "nothing changed": (lambda _: time.sleep(SETTLED), ()),
        "nothing changed, --verify": (lambda _: None, ("--verify",)),
        "one note touched": (lambda number: os.utime(notes[number]), ()),
        "one note changed": (lambda number: _edit(notes[number], LINE, number), ()),
        "one note changed, no new page": (
            lambda number: _edit(notes[number], "\n[[index]] {}\n", number),
            (),
        ),
        f"{MANY} notes changed": (lambda number: _edit_many(notes[:MANY], number), ()),
        "one note added": (lambda number: _edit(vault / f"a new note {number}.md", LINE, number), ()),
    }
    rows: list[tuple[object, ...]] = []
    for name, (change, flags) in cases.items():
        runs = []
        for number in range(settings.rounds + 1):
            change(number)
            made = measure(kg("build", vault, "-o", graph, *flags), output=settings.output)
            assert made is not None  # noqa: S101  # there was no time limit
            runs.append(made)
        rows.append((name, *middle(runs[1:])))  # the first one looks at what was still too young
    rows.append(_watched(vault, settings.folder / "watched", notes))
    remark = f"watched: {EDITS} edits (KG_EDITS sets how many), each from the save to the line that tells it"
    return Result(
        "incremental", "a build after a change", ("what", "CPU s", "wall s", "peak MB"), rows, [remark]
    )


def _edit_many(notes: list[Path], number: int) -> None:
    for note in notes:
        _edit(note, LINE, number)


def _edit(note: Path, line: str, number: int) -> None:
    with note.open("a", encoding="utf-8") as file:
        file.write(line.format(number))


def _watched(vault: Path, graph: Path, notes: list[Path]) -> tuple[object, ...]:
    """Seconds an edit, and by how many megabytes memory grew from the tenth edit to the last."""
    process = subprocess.Popen(
        kg("watch", vault, "-o", graph),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    try:
        process.stdout.readline()
        time.sleep(1)
        early, start, used = 0.0, time.perf_counter(), cpu_of(process.pid)
        for number in range(EDITS):
            _edit(notes[number % len(notes)], LINE, number)
            process.stdout.readline()
            early = early or (_megabytes(process.pid) if number == min(10, EDITS - 1) else 0.0)
        wall, cpu = (time.perf_counter() - start) / EDITS, (cpu_of(process.pid) - used) / EDITS
        late = _megabytes(process.pid)
    finally:
        process.kill()
        process.wait()
    return (f"an edit, watched ({late - early:+.0f} MB in all)", *Measured(cpu, wall, late))


def cpu_of(pid: int) -> float:
    """Processor seconds that a process has used so far."""
    fields = Path("/proc", str(pid), "stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    """Memory of its own: pages of files that are mapped are the system's to take back."""
    lines = Path("/proc", str(pid), "status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1000
