"""Turns a command into three numbers: processor time, wall time, peak memory of its whole process tree."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

SAMPLE_SECONDS: Final = 0.01
ROOT: Final = Path(__file__).resolve().parents[1]


class Measured(NamedTuple):
    """One run of a command."""

    cpu: float  # seconds, user and system, of the process and all it waited for
    wall: float  # seconds
    peak: float  # megabytes resident, all processes of the tree at one moment together


class Contender(NamedTuple):
    """One command that takes part in a comparison."""

    name: str
    command: tuple[str, ...]
    writes: Path | None = None  # taken away before each run


Runs = Mapping[str, Sequence[Measured]]


def measure(command: Sequence[str], *, output: Path, timeout: float | None = None) -> Measured | None:
    """Run a command, its output going to a file; ``None`` if it took longer than ``timeout`` seconds.

    Raises:
        subprocess.CalledProcessError: The command failed.
    """
    complaints = output.with_suffix(".err")
    with output.open("wb") as file, complaints.open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=errors, cwd=ROOT, start_new_session=True)
    timer = threading.Timer(timeout or threading.TIMEOUT_MAX, _kill, (process.pid,))
    timer.daemon = True
    timer.start()
    memory = _Memory(process.pid)
    memory.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    except BaseException:
        _kill(process.pid)
        raise
    finally:
        timer.cancel()
        memory.stop()
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGKILL and timeout is not None and wall >= timeout:
        return None
    if code:
        raise subprocess.CalledProcessError(code, command, stderr=complaints.read_bytes())
    return Measured(usage.ru_utime + usage.ru_stime, wall, memory.peak / 1000)


def interleave(contenders: Sequence[Contender], rounds: int, output: Path) -> dict[str, list[Measured]]:
    """Run all contenders in turn, A B C A B C …, so that a busy minute hits all of them alike."""
    runs: dict[str, list[Measured]] = {contender.name: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            if contender.writes is not None:
                shutil.rmtree(contender.writes, ignore_errors=True)
                contender.writes.unlink(missing_ok=True)
            result = measure(contender.command, output=output)
            assert result is not None  # noqa: S101  # there was no time limit
            runs[contender.name].append(result)
    return runs


def middle(runs: Sequence[Measured]) -> Measured:
    """The median of each number."""
    return Measured(*(median(numbers) for numbers in zip(*runs, strict=True)))


def ratio(runs: Sequence[Measured], floor: Sequence[Measured], field: str) -> float:
    """How many times the floor: the median of the rounds' own ratios, which a busy machine moves least."""
    pairs = zip(runs, floor, strict=True)
    return float(median(getattr(mine, field) / max(getattr(other, field), 1e-9) for mine, other in pairs))


def grown(
    runs: Mapping[str, Sequence[Measured]], smallest: Callable[[str], str]
) -> list[tuple[str | float, ...]]:
    """A row a contender: what it took, and how many times what it took with the smallest input.

    Args:
        runs: The rounds of each contender.
        smallest: The name of the contender that does the same with the smallest input.
    """
    rows = []
    for name, measured in runs.items():
        ratios = (ratio(measured, runs[smallest(name)], field) for field in Measured._fields)
        rows.append((name, *middle(measured), *ratios))
    return rows


def session_cpu(session: int) -> float:
    """Seconds, user and system, of all processes of a session that still run."""
    fields = (_stat(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    ticks = sum(int(found[11]) + int(found[12]) for found in fields if found and int(found[3]) == session)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: str) -> list[bytes]:
    """What the kernel tells of a process, from its state on; nothing if it has ended."""
    with suppress(OSError):
        told = Path("/proc", pid, "stat").read_bytes()
        return told.rpartition(b")")[2].split()  # the name before it may hold anything
    return []


def _kill(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


class _Memory(threading.Thread):
    """Keeps the highest sum of resident memory of all processes of a session, in kilobytes."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.peak = session, 0
        self._over = threading.Event()
        self._strangers: set[str] = set()  # processes of others, which need not be looked at again

    def run(self) -> None:
        while True:
            mine = self._members()
            # A process alone knows its own high-water mark, which no sampling can miss.
            field = "VmHWM:" if len(mine) == 1 else "VmRSS:"
            self.peak = max(self.peak, sum(_kilobytes(pid, field) for pid in mine))
            if self._over.wait(SAMPLE_SECONDS):
                return

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _members(self) -> list[str]:
        found = []
        for pid in (path.name for path in Path("/proc").iterdir()):
            if pid in self._strangers or not pid.isdigit():
                continue
            fields = _stat(pid)
            if fields and int(fields[3]) == self.session:
                found.append(pid)
            elif fields:
                self._strangers.add(pid)
        return found


def _kilobytes(pid: str, field: str) -> int:
    with suppress(OSError):  # it may have ended meanwhile
        for line in Path("/proc", pid, "status").read_text("utf-8", "replace").splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    return 0
