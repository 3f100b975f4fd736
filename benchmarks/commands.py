"""Compares the commands that read a finished graph with the start of Python itself."""

from __future__ import annotations

import sys

from benchmarks.measure import Contender, interleave, measure
from benchmarks.settings import Settings, kg
from benchmarks.table import Result, compared


def run(settings: Settings) -> Result:
    """Run each command on the corpus's graph, built beforehand."""
    graph = settings.folder / "graph"
    measure(kg("build", settings.corpus, "-o", graph), output=settings.output)
    contenders = [
        Contender("python", (sys.executable, "-c", "pass")),
        Contender("pandas", (sys.executable, "-c", "import pandas, pyarrow.parquet")),
        Contender("kg --help", kg("--help")),
        Contender("kg stats", kg("stats", graph)),
        Contender("kg dangling", kg("dangling", graph)),
        Contender("kg links --format jsonl", kg("links", graph, "--format", "jsonl")),
        Contender("kg check --format csv", kg("check", graph, "--fail-on", "never", "--format", "csv")),
        Contender("kg report --quick", kg("report", graph, "--quick", "-o", settings.folder / "quick.html")),
        Contender("kg report", kg("report", graph, "-o", settings.folder / "report.html")),
    ]
    columns, rows = compared(interleave(contenders, settings.rounds, settings.output), ("python", "pandas"))
    return Result("commands", "on the graph of the whole corpus", columns, rows)
