"""Reads ever longer notes of one adversarial pattern each: the time a megabyte takes must not grow."""

from __future__ import annotations

import subprocess
import sys
from typing import Final, NamedTuple

from benchmarks.measure import measure
from benchmarks.one_note import MEGABYTES
from benchmarks.patterns import PATTERNS, PROSE
from benchmarks.settings import Settings
from benchmarks.table import Result

PATIENCE: Final = 300.0  # seconds for all sizes of a pattern; prose takes about one
GROWTH: Final = 1.5  # from 1 to 8 MB; what is linear stays below, what is quadratic comes to 8


class _Growth(NamedTuple):
    times: list[float]  # seconds a megabyte, by size; fewer than there are sizes if the reading ended early
    failure: str  # how it ended early

    @property
    def grown(self) -> float:
        return self.times[-1] / self.times[0]

    @property
    def suspect(self) -> bool:
        return bool(self.failure) or self.grown > GROWTH


def run(settings: Settings) -> Result:
    """Read each pattern; one that looks bad is read again, so that a busy moment is not taken for growth."""
    found: dict[str, _Growth] = {}
    for name in PATTERNS:
        found[name] = _read(name, settings)
        for _ in range(2):
            if found[name].suspect and not found[name].failure:
                found[name] = _better(found[name], _read(name, settings))
    prose = found[PROSE].times[-1]
    rows = [_row(name, growth, prose) for name, growth in found.items()]
    suspects = [name for name, growth in found.items() if growth.suspect]
    remarks = [f"not linear: {name}" for name in suspects] or ["all are linear"]
    sizes = [f"{size} MB" for size in MEGABYTES]
    columns = ("pattern", *sizes, "growth", "÷ prose", "")
    return Result("linear", "one note, CPU seconds a megabyte by its size", columns, rows, remarks)


def _read(name: str, settings: Settings) -> _Growth:
    failure = ""
    try:
        command = (sys.executable, "-m", "benchmarks.one_note", name)
        if measure(command, output=settings.output, timeout=PATIENCE) is None:
            failure = f"over {PATIENCE:.0f} s"
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or [str(error)]
        failure = f"FAILS: {said[-1][:60]}"
    return _Growth([float(line) for line in settings.output.read_text("utf-8").split()], failure)


def _better(one: _Growth, other: _Growth) -> _Growth:
    if other.failure:
        return other
    return _Growth([min(pair) for pair in zip(one.times, other.times, strict=True)], "")


def _row(name: str, growth: _Growth, prose: float) -> tuple[object, ...]:
    times = [*growth.times, *[None] * (len(MEGABYTES) - len(growth.times))]
    if growth.failure:
        return (name, *times, None, None, growth.failure)
    return (name, *times, growth.grown, growth.times[-1] / prose, "GROWS" if growth.suspect else "")
