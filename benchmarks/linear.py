"""Reads ever longer notes of one adversarial pattern each: the time a megabyte takes must not grow."""

from __future__ import annotations

import sys
from typing import Final, NamedTuple

from benchmarks.measure import measure
from benchmarks.one_note import MEGABYTES
from benchmarks.patterns import PATTERNS, PROSE
from benchmarks.settings import Settings
from benchmarks.table import Result

PATIENCE: Final = 60.0  # seconds for all sizes of a pattern; prose takes about two
GROWTH: Final = 1.5  # from 1 to 8 MB; what is linear stays below, what is quadratic comes to 8


class _Growth(NamedTuple):
    times: list[float]  # seconds a megabyte, by size

    @property
    def grown(self) -> float:
        return self.times[-1] / self.times[0]

    @property
    def suspect(self) -> bool:
        return len(self.times) < len(MEGABYTES) or self.grown > GROWTH


def run(settings: Settings) -> Result:
    """Read each pattern; one that looks bad is read again, so that a busy moment is not taken for growth."""
    found: dict[str, _Growth] = {}
    for name in PATTERNS:
        found[name] = _read(name, settings)
        for _ in range(2):
            if not found[name].suspect:
                break
            found[name] = _better(found[name], _read(name, settings))
    prose = found[PROSE].times[-1]
    rows = [_row(name, growth, prose) for name, growth in found.items()]
    suspects = [name for name, growth in found.items() if growth.suspect]
    remarks = [f"not linear: {name}" for name in suspects] or ["all are linear"]
    sizes = [f"{size} MB" for size in MEGABYTES]
    columns = ("pattern", *sizes, "growth", "÷ prose", "")
    return Result("linear", "one note, CPU seconds a megabyte by its size", columns, rows, remarks)


def _read(name: str, settings: Settings) -> _Growth:
    measure((sys.executable, "-m", "benchmarks.one_note", name), output=settings.output, timeout=PATIENCE)
    return _Growth([float(line) for line in settings.output.read_text("utf-8").split()])


def _better(one: _Growth, other: _Growth) -> _Growth:
    if len(one.times) != len(other.times):
        return max(one, other, key=lambda growth: len(growth.times))
    return _Growth([min(pair) for pair in zip(one.times, other.times, strict=True)])


def _row(name: str, growth: _Growth, prose: float) -> tuple[object, ...]:
    times = growth.times + [None] * (len(MEGABYTES) - len(growth.times))
    if not growth.times:
        return (name, *times, None, None, f"over {PATIENCE:.0f} s")
    verdict = "GROWS" if growth.suspect else ""
    if len(growth.times) < len(MEGABYTES):
        verdict = f"over {PATIENCE:.0f} s"
    return (name, *times, growth.grown, growth.times[-1] / prose, verdict)
