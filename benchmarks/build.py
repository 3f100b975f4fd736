"""Compares a full cold build with ripgrep, and with the fastest peers that read such notes."""

from __future__ import annotations

import shutil
from typing import Final

from benchmarks.measure import Contender, interleave
from benchmarks.settings import Settings, kg
from benchmarks.table import Result, compared

# What `kg` has to find at the very least, with line and column: wikilinks, timestamps, headings.
PATTERNS: Final = (r"\[\[[^\]\n]+\]\]", '<a class="yt-timestamp" data-t="[^"]*"', "^#{1,6} .*")
PEERS: Final = {"kglite": "0.21.2", "graphmark": "0.11.0"}


def run(settings: Settings) -> Result:
    """Build the whole corpus with one job and with two."""
    contenders, remarks = _ripgrep(settings)
    for jobs in (1, 2):
        graph = settings.folder / f"graph-{jobs}"
        command = kg("build", settings.corpus, "-o", graph, "--jobs", str(jobs))
        contenders.append(
            Contender(f"kg build --jobs {jobs}", command, lambda name=graph.name: _gone(settings, name))
        )
    if settings.peers is None:
        names = ", ".join(f"{name} {version}" for name, version in PEERS.items())
        remarks.append(f"peers ({names}) left out: no --peers-python (see benchmarks/README.md)")
    else:
        contenders += _peers(settings)
    runs = interleave(contenders, settings.rounds, settings.output)
    columns, rows = compared(runs, ("ripgrep", *PEERS))
    return Result("build", "the whole corpus, all tables written", columns, rows, remarks)


def ripgrep(settings: Settings, folder: str) -> Contender:
    """Two threads that print place and text of every match."""
    patterns = [part for pattern in PATTERNS for part in ("-e", pattern)]
    flags = ("--no-config", "--no-ignore", "--no-heading", "--column", "-n", "-o", "-j2")
    return Contender("ripgrep", ("rg", *flags, *patterns, folder))


def _ripgrep(settings: Settings) -> tuple[list[Contender], list[str]]:
    if shutil.which("rg") is None:
        return [], ["ripgrep left out: there is no program rg"]
    return [ripgrep(settings, str(settings.corpus))], []


def _gone(settings: Settings, name: str) -> None:
    settings.fresh(name)


def _peers(settings: Settings) -> list[Contender]:
    """The peers' own commands that read all notes and join their links."""
    assert settings.peers is not None  # noqa: S101  # the caller looked
    programs, corpus = settings.peers.parent, str(settings.corpus)
    saved = str(settings.folder / "notes.kgl")
    return [
        Contender("kglite", (str(programs / "kglite"), "okf", "build", corpus, "-o", saved)),
        Contender("graphmark", (str(programs / "graphmark"), "--root", corpus, "links")),
    ]
