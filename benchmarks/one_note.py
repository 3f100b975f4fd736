"""``python -m benchmarks.one_note PATTERN``: reads and checks ever longer notes, one line for each."""

from __future__ import annotations

import sys
import time
from typing import Final

import kg
from benchmarks.patterns import note
from kg.config import CheckSettings
from kg.health.checks import CHECKS

MEGABYTES: Final = (1, 2, 4, 8)
READERS: Final = CheckSettings(select=tuple(one.code for one in CHECKS if one.read is not None))


def main(name: str) -> None:
    """Print the processor seconds a megabyte of each size takes."""
    kg.build({"note.md": note(name, 1000)}, jobs=1)  # loads what is loaded once
    for size in MEGABYTES:
        text = note(name, size * 1_000_000)
        start = time.process_time()
        graph = kg.build({"note.md": text}, jobs=1, profile="youtube")
        kg.check(graph, texts=kg.texts(graph, {"note.md": text}), settings=READERS)
        print((time.process_time() - start) * 1_000_000 / len(text), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
