"""Compares writing RDF with rdflib, from the facts to the file, and tells what converters take."""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from benchmarks.measure import Contender, Measured, interleave, measure, middle
from benchmarks.settings import Settings, kg
from benchmarks.table import Result

BASE = "https://notes.example/"
FORMATS = ("nt", "ttl", "nq", "trig", "jsonld", "rdf")
RDFLIB = {"nt": "nt", "ttl": "turtle"}
SAMPLE = 100_000  # statements for rdflib, which would take minutes and gigabytes for all
YARDSTICK = 1_000_000  # … and for telling how quick the machine is while stores are loaded
BLOCK = 1_000  # of them stand together, as those of one thing do
READS = "import pickle, sys; facts = pickle.load(open(sys.argv[1], 'rb'))\n"
WRITES = {
    "rdflib": READS
    + """
from rdflib import Graph, Literal, URIRef
rdf = Graph()
for subject, predicate, value, datatype in facts:
    term = URIRef(value) if datatype is None else Literal(value, datatype=URIRef(datatype))
    rdf.add((URIRef(subject), URIRef(predicate), term))
rdf.serialize(sys.argv[3], format=sys.argv[2])
""",
    "pyoxigraph": READS
    + """
import pyoxigraph as ox
def triples():
    for subject, predicate, value, datatype in facts:
        term = (
            ox.NamedNode(value) if datatype is None else ox.Literal(value, datatype=ox.NamedNode(datatype))
        )
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)
ox.serialize(triples(), sys.argv[3], ox.RdfFormat.from_extension(sys.argv[2]))
""",
}
LOADS = """
import sys
import pyoxigraph as ox
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_TRIPLES, lenient=True)
store.optimize()
store.flush()
"""
REMARKS = (
    "kg: from the tables to the file, start included",
    "rdflib and pyoxigraph make terms of the facts of some statements and write them",
    "`reading` is getting at these facts alone, and is taken off the rates of both",
    "store: `kg sparql` that has to make its store first; pyoxigraph loads the finished N-Triples",
    "rapper and serdi make nothing: they convert the same statements from N-Triples",
)


def run(settings: Settings) -> Result:
    """Write the corpus's graph in each format; others write a sample of its facts, or convert it."""
    graph, folder = settings.folder / "graph", settings.folder
    measure(kg("build", settings.corpus, "-o", graph), output=settings.output)
    measure(_export(graph, folder / "core.nt", "core"), output=settings.output)
    counts = {"core": _lines(folder / "core.nt")}
    facts, sample = folder / "facts.pickle", folder / "sample.nt"
    taken = _take(folder / "core.nt", counts["core"], sample, most=SAMPLE)
    facts.write_bytes(pickle.dumps(list(_facts(sample))))
    yardsticks = list(_yardsticks(folder, counts["core"]))
    contenders = [
        Contender(f"kg {detail} .{form}", _export(graph, folder / f"{detail}.{form}", detail))
        for detail, forms in (("core", FORMATS), ("full", ("nt", "ttl")))
        for form in forms
    ]
    made = graph / "rdf-core"
    contenders.append(Contender("kg core store", kg("sparql", graph, "channels", "--base", BASE), made))
    floor = (sys.executable, "-c", LOADS, str(folder / "core.nt"), str(folder / "floor"))
    contenders.append(Contender("pyoxigraph core store", floor, folder / "floor"))
    contenders += list(_others(facts, sample, folder))
    runs = interleave([*contenders, *yardsticks], settings.rounds, settings.output)
    counts["full"] = _lines(folder / "full.nt")
    reading = middle(runs["reading"]).cpu
    rows = []
    for contender in contenders:
        who, detail, *_ = (*contender.name.split(), "")
        numbers, form = middle(runs[contender.name]), contender.name.rpartition(".")[2]
        count = counts.get(detail, taken)
        rate = count / (numbers.cpu - (reading if who in WRITES and detail not in counts else 0))
        times = None
        if form in RDFLIB and who != "rdflib":
            times = rate / taken * (middle(runs[f"rdflib .{form}"]).cpu - reading)
        rows.append((contender.name, *numbers, count, rate, times))
    found, told = _by_yardsticks(
        yardsticks, runs, count=min(YARDSTICK, counts["core"]), store=middle(runs["kg core store"]).cpu
    )
    rows += found
    columns = ("what", "CPU s", "wall s", "peak MB", "statements", "a second", "x rdflib")
    return Result("rdf", "writing RDF", columns, rows, [*REMARKS, f"facts: {taken:,}", *told])


def _others(facts: Path, sample: Path, folder: Path) -> Iterator[Contender]:
    yield Contender("reading", (sys.executable, "-c", READS, str(facts)))
    for who, text in WRITES.items():
        for form, name in RDFLIB.items():
            words = (name if who == "rdflib" else form, str(folder / f"{who}.out"))
            yield Contender(f"{who} .{form}", (sys.executable, "-c", text, str(facts), *words))
    for form, name in {"nt": "ntriples", "ttl": "turtle"}.items():
        if rapper := shutil.which("rapper"):
            yield Contender(f"rapper .{form}", (rapper, "-q", "-i", "ntriples", "-o", name, str(sample)))
        if serdi := shutil.which("serdi"):
            yield Contender(f"serdi .{form}", (serdi, "-i", "ntriples", "-o", name, str(sample)))


def _yardsticks(folder: Path, count: int) -> Iterator[Contender]:
    """What others do with a million statements: the machine's speed changes by half from hour to hour."""
    sample, facts = folder / "yardstick.nt", folder / "yardstick.pickle"
    _take(folder / "core.nt", count, sample, most=YARDSTICK)
    facts.write_bytes(pickle.dumps(list(_facts(sample))))
    yield Contender("yardstick: reading", (sys.executable, "-c", READS, str(facts)))
    for who, text in WRITES.items():
        words = ("nt", str(folder / f"{who}.out"))
        yield Contender(f"yardstick: {who} .nt", (sys.executable, "-c", text, str(facts), *words))
    if serdi := shutil.which("serdi"):
        words = ("-i", "ntriples", "-o", "ntriples", str(sample))
        yield Contender("yardstick: serdi .nt, converting", (serdi, *words))


def _by_yardsticks(
    yardsticks: list[Contender], runs: Mapping[str, Sequence[Measured]], *, count: int, store: float
) -> tuple[list[tuple[object, ...]], list[str]]:
    """Rows of what others take, and the making of the store in units of that."""
    first, *others = (contender.name for contender in yardsticks)
    rows: list[tuple[object, ...]] = []
    units = []
    for name in others:
        numbers = middle(runs[name])
        alone = numbers.cpu - (0 if "serdi" in name else middle(runs[first]).cpu)
        rows.append((name, *numbers, count, count / alone, None))
        units.append(f"{store / alone:.3g} times {name.split()[1]}")
    return rows, [f"kg core store takes {', '.join(units)} for {count:,} statements, getting at them aside"]


def _take(whole: Path, count: int, sample: Path, *, most: int) -> int:
    """Take statements from all over, in blocks, so that all sorts of things are among them; tell how many."""
    blocks, every = most // BLOCK, count // (most // BLOCK)
    with whole.open("rb") as lines, sample.open("wb") as some:
        for _ in range(blocks):
            some.writelines(islice(lines, BLOCK))
            for _ in islice(lines, max(every - BLOCK, 0)):
                pass
    return _lines(sample)


def _facts(sample: Path) -> Iterator[tuple[str, str, str, str | None]]:
    """Statements as the plain texts that tables hold."""
    for quad in ox.parse(path=str(sample), format=ox.RdfFormat.N_TRIPLES):
        value = quad.object
        datatype = value.datatype.value if isinstance(value, ox.Literal) else None
        yield quad.subject.value, quad.predicate.value, value.value, datatype


def _export(graph: Path, target: Path, detail: str) -> tuple[str, ...]:
    return kg("export", graph, "-o", target, "--detail", detail, "--base", BASE)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
