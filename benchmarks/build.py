"""Compares a full cold build with ripgrep, and with the fastest peers that read such notes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from benchmarks.measure import Contender, interleave
from benchmarks.settings import Settings, kg
from benchmarks.table import Result, compared

# What `kg` has to find at the very least, with line and column: wikilinks, timestamps, headings.
PATTERNS: Final = (r"\[\[[^\]\n]+\]\]", '<a class="yt-timestamp" data-t="[^"]*"', "^#{1,6} .*")
PEERS: Final = {"kglite": "0.21.2", "graphmark": "0.11.0"}  # the versions the published figures are about


def run(settings: Settings) -> Result:
    """Build the whole corpus with one job and with two."""
    contenders = ripgrep(settings.corpus)
    remarks = [] if contenders else ["ripgrep left out: there is no program rg"]
    for jobs in (1, 2):
        graph = settings.folder / f"graph-{jobs}"
        command = kg("build", settings.corpus, "-o", graph, "--jobs", str(jobs))
        contenders.append(Contender(f"kg build --jobs {jobs}", command, writes=graph))
    contenders += _peers(settings, remarks)
    runs = interleave(contenders, settings.rounds, settings.output)
    columns, rows = compared(runs, ("ripgrep", *PEERS))
    return Result("build", "the whole corpus, all tables written", columns, rows, remarks)


def ripgrep(folder: Path) -> list[Contender]:
    """Two threads that print place and text of every match; nothing where there is no ripgrep."""
    if shutil.which("rg") is None:
        return []
    patterns = [part for pattern in PATTERNS for part in ("-e", pattern)]
    flags = ("--no-config", "--no-ignore", "--no-heading", "--column", "-n", "-o", "-j2")
    return [Contender("ripgrep", ("rg", *flags, *patterns, str(folder)))]


def _peers(settings: Settings, remarks: list[str]) -> list[Contender]:
    """The peers' own commands that read all notes and join their links."""
    wanted = ", ".join(f"{name} {version}" for name, version in PEERS.items())
    if settings.peers is None:
        remarks.append(f"peers ({wanted}) left out: no --peers-python (see benchmarks/README.md)")
        return []
    question = f"from importlib.metadata import version; print(*map(version, {list(PEERS)}))"
    answer = subprocess.run((settings.peers, "-c", question), capture_output=True, text=True, check=True)
    if answer.stdout.split() != list(PEERS.values()):
        remarks.append(f"peers are of other versions than {wanted}: {answer.stdout.strip()}")
    programs, corpus, saved = settings.peers.parent, str(settings.corpus), settings.folder / "notes.kgl"
    build = (str(programs / "kglite"), "okf", "build", corpus, "-o", str(saved))
    return [
        Contender("kglite", build, writes=saved),
        Contender("graphmark", (str(programs / "graphmark"), "--root", corpus, "links")),
    ]
