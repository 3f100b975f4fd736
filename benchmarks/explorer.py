"""Measures the explorer: processor time of the layout and of the page, its size, and how readable it is."""

from __future__ import annotations

import io
import resource
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

import kg as library
from benchmarks.measure import measure
from benchmarks.settings import Settings, kg
from benchmarks.table import Result
from kg.analysis.layout import layout
from kg.analysis.layout.parts import parts
from kg.builder.texts import texts
from kg.explore.subgraph import subgraph
from kg.exporters.explorer import write_explorer
from kg.exporters.explorer.picture import Picture
from kg.exporters.sheet import LETTER, sheet

if TYPE_CHECKING:
    from pandas import DataFrame

WIDTH, HEIGHT, CELL, CROWD = 1280, 800, 2, 10  # pixels of a screen and of a cell; nodes that crowd a cell
NEAREST = 10
DATA = Path(__file__).parent.parent / "data"
SAMPLES = ("tubevault", "fieldnotes")
EDITED = 0.001  # share of nodes that an edit adds


def run(settings: Settings) -> Result:
    """Measure on the graph of the whole corpus."""
    folder = settings.folder / "graph"
    measure(kg("build", settings.corpus, "-o", folder), output=settings.output)
    graph = library.read(folder)
    layout(graph)  # so that loops are compiled, and reading tables is nobody's time
    placed, seconds = _least(settings.rounds, lambda: layout(graph))
    rows: list[tuple[Any, ...]] = [("layout", seconds, "user CPU s")]
    for name, options in (
        ("page with details", {"texts": texts(graph, settings.corpus)}),
        ("page without details", {"details": False}),
    ):
        stream = io.BytesIO()
        _, seconds = _least(
            1, lambda stream=stream, options=options: write_explorer(graph, stream, **options)
        )
        rows += [(name, seconds, "user CPU s"), (name, len(stream.getvalue()) / 1e6, "MB")]
    again = io.BytesIO()
    write_explorer(graph, again, details=False)
    rows.append(("pages of two runs that differ", int(again.getvalue() != stream.getvalue()), ""))
    rows += _read(graph, placed, "")
    for vault in SAMPLES:
        sample = library.build(DATA / vault)
        rows += _read(sample, layout(sample), f"{vault}: ")
    rows += _stability(graph)
    remarks = [f"{len(graph.nodes):,} nodes, {len(graph.edges):,} edges; {WIDTH} by {HEIGHT} pixels"]
    return Result("explorer", "the explorer of the corpus", ("what", "value", "unit"), rows, remarks)


def _read(graph: library.KnowledgeGraph, placed: DataFrame, about: str) -> list[tuple[str, float, str]]:
    """How readable a picture is, a row a figure."""
    rows = [(f"{about}{name}", value, "%") for name, value in readability(graph, placed)]
    return [(f"{about}labels that overlap", float(overlapping(graph, placed)), ""), *rows]


def overlapping(graph: library.KnowledgeGraph, placed: DataFrame) -> int:
    """How many pairs of labels cover each other in the picture in a file; those of the page have a test."""
    labels = sheet(Picture(graph, placed), width=WIDTH).labels
    x, y = (np.array([getattr(label, axis) for label in labels]) for axis in "xy")
    wide = np.array([len(label.text) * label.height * LETTER for label in labels])
    high = np.array([label.height for label in labels])
    near = np.abs(x[:, None] - x) < (wide[:, None] + wide) / 2
    near &= np.abs(y[:, None] - y) < (high[:, None] + high) / 2
    return int(np.triu(near, 1).sum())


def readability(graph: library.KnowledgeGraph, placed: DataFrame) -> list[tuple[str, float]]:
    """How crowded the overview is, and how much of what is near belongs together, in percent."""
    places = placed[["x", "y"]].to_numpy()
    span = np.ptp(places, axis=0)
    cell = ((places - places.min(axis=0)) * min(WIDTH / span[0], HEIGHT / span[1]) / CELL).astype(np.int64)
    _, own, counts = np.unique(cell @ np.array([1 << 20, 1]), return_inverse=True, return_counts=True)
    near = cKDTree(places).query(places, k=NEAREST + 1)[1][:, 1:]
    ties = parts(graph).ties.astype(bool)
    linked = np.asarray(ties[np.repeat(np.arange(len(places)), NEAREST), near.ravel()]).ravel()
    found = [("nodes in crowded cells", float((counts[own] > CROWD).mean()))]
    for part in ("group", "region"):
        numbers = placed[part].to_numpy()
        others = np.bincount(numbers)[numbers] - 1  # one of few has no ten that it could be near
        asked = np.arange(NEAREST) < others[:, None]
        same = (numbers[near] == numbers[:, None]) & asked
        share = float((same.sum(axis=1)[others > 0] / asked.sum(axis=1)[others > 0]).mean())
        found.append((f"of the {NEAREST} nearest, in the same {part}", share))
    found += [
        (f"of the {NEAREST} nearest, linked", float(linked.mean())),
        ("of linked nodes, among the nearest", float(linked.sum() / ties.nnz)),
    ]
    return [(name, 100 * share) for name, share in found]


def _stability(graph: library.KnowledgeGraph) -> list[tuple[str, float, str]]:
    """How far nodes move when some are added, in percent of the width."""
    chance = np.random.default_rng(0)
    pages = graph.nodes["kind"].isin(["note", "missing"]).to_numpy()
    before = layout(subgraph(graph, ~pages | (chance.random(len(pages)) > EDITED)))
    rows = []
    states = {"from before": layout(graph, previous=before), "anew": layout(graph)}
    for name, after in states.items():
        both = after.merge(before, on="key", suffixes=("", "_before"))
        moved = np.hypot(both["x"] - both["x_before"], both["y"] - both["y_before"])
        rows.append(
            (
                f"median move by {EDITED:.1%} new nodes, {name}",
                100 * float(np.median(moved) / np.ptp(before["x"])),
                "%",
            )
        )
    return rows


def _least(rounds: int, task: Callable[[], Any]) -> tuple[Any, float]:
    """What a task gives, and the least processor time it took."""
    times = []
    for _ in range(rounds):
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        answer = task()
        times.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - start)
    return answer, min(times)
