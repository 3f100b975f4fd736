"""Exports the RDF of made-up vaults, one ten times the other: time and memory against size."""

from __future__ import annotations

from typing import Final

from benchmarks.measure import Contender, grown, interleave, measure
from benchmarks.settings import Settings, kg
from benchmarks.table import Result

NOTES: Final = (21_273, 212_730)  # as many as the corpus has, and ten times as many
EXPORTS: Final = {
    "pages, N-Triples": ("--detail", "pages", "--format", "ntriples"),
    "core, N-Triples": ("--detail", "core", "--format", "ntriples"),
    "full, N-Triples": ("--detail", "full", "--format", "ntriples"),
    "full, N-Quads": ("--detail", "full", "--format", "nquads"),
    "full, Turtle": ("--detail", "full", "--format", "turtle"),
    "full, triple terms": ("--detail", "full", "--format", "nquads", "--triple-terms"),
}
NOWHERE: Final = ("sh", "-c", 'exec "$@" > /dev/null', "sh")  # the largest would be a file of 30 GB
REMARKS: Final = ("vaults as `python -m benchmarks generate` makes them; what is written goes to /dev/null",)


def run(settings: Settings) -> Result:
    """Make and build a vault of each size, and write its statements in each way."""
    contenders = []
    for notes in NOTES:
        vault, graph = settings.folder / f"{notes}.parquet", settings.folder / f"graph-{notes}"
        made = (kg()[0], "-m", "benchmarks", "generate", "--notes", str(notes), str(vault))
        for command in (made, kg("build", vault, "-o", graph)):
            measure(command, output=settings.output)
        contenders += [
            Contender(f"{name}: {notes:,} notes", (*NOWHERE, *kg("export", graph, "-o", "-", *options)))
            for name, options in EXPORTS.items()
        ]
    runs = interleave(contenders, settings.rounds, settings.output)
    rows = grown(runs, lambda name: f"{name.partition(':')[0]}: {NOTES[0]:,} notes")
    columns = ("what", "CPU s", "wall s", "peak MB", "CPU ÷ small", "wall ÷ small", "peak ÷ small")
    return Result("rdf-growth", "RDF of a vault and of one ten times as large", columns, rows, list(REMARKS))
