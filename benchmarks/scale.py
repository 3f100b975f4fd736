"""Builds the corpus once, twice and four times over: time and memory against size."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from benchmarks.build import ripgrep
from benchmarks.measure import Contender, grown, interleave
from benchmarks.settings import Settings, kg
from benchmarks.table import Result

COPIES: Final = (1, 2, 4)
LINK: Final = re.compile(rb"(\[\[[^\[\]\n|#]*[^\[\]\n|#\s])")


def run(settings: Settings) -> Result:
    """Build each size, links staying inside their copy; ripgrep shows what the machine makes of it."""
    contenders = []
    for copies in COPIES:
        vault = settings.folder / f"{copies}x"
        multiply(settings.corpus, vault, copies)
        graph = settings.folder / f"graph-{copies}"
        command = kg("build", vault, "-o", graph)
        contenders.append(Contender(f"kg build {copies}x", command, writes=graph))
        contenders += [rg._replace(name=f"{rg.name} {copies}x") for rg in ripgrep(vault)]
    runs = interleave(contenders, settings.rounds, settings.output)
    rows = grown(runs, lambda name: f"{name.rpartition(' ')[0]} {COPIES[0]}x")
    columns = ("what", "CPU s", "wall s", "peak MB", "CPU ÷ 1x", "wall ÷ 1x", "peak ÷ 1x")
    return Result("scale", "the corpus 1, 2 and 4 times over", columns, rows)


def multiply(corpus: Path, vault: Path, copies: int) -> None:
    """Write copies of all notes side by side; from the second on, names and links carry its number."""
    for path in sorted(corpus.rglob("*.md")):
        text = path.read_bytes()
        folder = path.parent.relative_to(corpus)
        for number in range(copies):
            mark = f"_x{number}" if number else ""
            place = vault / (f"{folder}{mark}" if folder.parts else "") / f"{path.stem}{mark}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(LINK.sub(rb"\1" + mark.encode(), text) if mark else text)
