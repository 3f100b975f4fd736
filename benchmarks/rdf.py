"""Compares writing RDF with rdflib, statement for statement, and what each format and detail takes."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from benchmarks.measure import Contender, interleave, measure, middle
from benchmarks.settings import Settings, kg
from benchmarks.table import Result

BASE = "https://notes.example/"
FORMATS = ("nt", "ttl", "nq", "trig", "jsonld", "rdf")
RDFLIB = {"nt": "nt", "ttl": "turtle"}
SAMPLE = 100_000  # statements for rdflib, which would take minutes and gigabytes for all
WRITES = """
import sys
from rdflib import Graph
rdf = Graph().parse(sys.argv[1], format="nt")
if sys.argv[2] != "-":
    rdf.serialize(sys.argv[3], format=sys.argv[2])
"""


def run(settings: Settings) -> Result:
    """Write the corpus's graph in each format; rdflib writes the first statements of it, once read."""
    graph, folder = settings.folder / "graph", settings.folder
    measure(kg("build", settings.corpus, "-o", graph), output=settings.output)
    contenders = [
        Contender(f"kg {detail} .{form}", _export(graph, folder / f"{detail}.{form}", detail))
        for detail, forms in (("core", FORMATS), ("full", ("nt", "ttl")))
        for form in forms
    ]
    sample = folder / "sample.nt"
    measure(_export(graph, folder / "core.nt", "core"), output=settings.output)
    with (folder / "core.nt").open("rb") as lines, sample.open("wb") as some:
        some.writelines(islice(lines, SAMPLE))
    for name in ("-", *RDFLIB.values()):
        words = (sys.executable, "-c", WRITES, str(sample), name, str(folder / "rdflib.out"))
        contenders.append(Contender(f"rdflib {name}", words))
    runs = interleave(contenders, settings.rounds, settings.output)
    counts = {detail: _lines(folder / f"{detail}.nt") for detail in ("core", "full")}
    reading = middle(runs["rdflib -"]).cpu
    rate = {form: SAMPLE / (middle(runs[f"rdflib {name}"]).cpu - reading) for form, name in RDFLIB.items()}
    rows = []
    for contender in contenders:
        who, detail, *_ = (*contender.name.split(), "")
        numbers = middle(runs[contender.name])
        count = counts.get(detail, SAMPLE)
        form = contender.name.rpartition(".")[2]
        times = count / numbers.cpu / rate[form] if who == "kg" and form in rate else None
        rows.append((contender.name, *numbers, count, count / numbers.cpu, times))
    columns = ("what", "CPU s", "wall s", "peak MB", "statements", "a second", "x rdflib")
    remarks = [
        "kg: from the tables to the file, start included; rdflib: its writing alone, reading taken off",
        f"rdflib reads {SAMPLE:,} statements in each of its rows; the row `rdflib -` is that alone",
    ]
    return Result("rdf", "writing RDF", columns, rows, remarks)


def _export(graph: Path, target: Path, detail: str) -> tuple[str, ...]:
    return kg("export", graph, "-o", target, "--detail", detail, "--base", BASE)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
