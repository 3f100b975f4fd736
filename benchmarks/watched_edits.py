"""Edits a small vault thousands of times while it is followed, so that its graph does not grow: does memory?

``python -m benchmarks.watched_edits FOLDER EDITS`` is the process that is measured. It runs the loop of
`kg watch`; only the watching is left out, as saves that come together would be taken together.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest import mock

from benchmarks.measure import ROOT
from benchmarks.settings import Settings
from benchmarks.table import Result
from kg.builder.task import task_for
from kg.builder.watch import steps
from kg.engine.memory import use_system_memory

EDITS: Final = int(os.environ.get("KG_EDITS", "10000"))
EACH: Final = 500  # edits after which memory is looked at
NOTES: Final = 7  # that are edited in turn
TEXTS: Final = (
    "\nSee [[a page that is not there]] at [00:01:02].\n",
    "\n## Another heading\n\n#tag [[index]]\n",
)


def run(settings: Settings) -> Result:
    """Own memory and processor time of the process after each few hundred edits."""
    folder = settings.folder / "edits"
    shutil.copytree(ROOT / "data" / "tubevault", folder / "vault")
    command = [sys.executable, "-m", "benchmarks.watched_edits", str(folder), str(EDITS)]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.splitlines()
    rows = [(int(edits), float(own), float(cpu)) for edits, own, cpu in map(str.split, lines)]
    columns = ("edits", "own memory, MB", "CPU ms an edit")
    return Result("watched-edits", "memory of following a vault that does not grow", columns, rows)


def main(folder: Path, edits: int) -> None:
    """Follow and edit; print how many edits there were, the memory then, and milliseconds an edit."""
    use_system_memory()
    with mock.patch("watchfiles.watch", return_value=_edits(folder / "vault", edits)):
        start, before = time.process_time(), 0
        for number, _ in enumerate(steps(lambda: task_for(folder / "vault", folder / "graph"))):
            if number and number % EACH == 0:
                now = time.process_time()
                print(number, _own(), round((now - start) * 1000 / (number - before), 1), flush=True)
                start, before = now, number


def _edits(vault: Path, edits: int) -> Iterator[Any]:
    """Edit so often, yielding each time: texts in turn, and a note that comes, is renamed and goes."""
    notes = sorted(vault.rglob("*.md"))[:NOTES]
    texts = [note.read_bytes() for note in notes]
    guest, renamed = vault / "a guest.md", vault / "a guest renamed.md"
    for number in range(edits):
        place = number % (NOTES + 3)
        if place < NOTES:
            text = TEXTS[number // (NOTES + 3) % len(TEXTS)]
            notes[place].write_bytes(texts[place] + text.encode())
        elif place == NOTES:
            guest.write_text("[[index]] and [[another that is not there]]\n", "utf-8")
        elif place == NOTES + 1:
            guest.rename(renamed)
        else:
            renamed.unlink()
        yield {number}


def _own() -> float:
    """Megabytes of memory of its own: pages of files that are mapped are the system's to take back."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
