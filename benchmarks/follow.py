"""Saves a note while `kg watch` follows its vault and `kg serve` shows its graph in a real browser.

The clock runs from the save until the open page has drawn what was saved, and is ready to be asked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from benchmarks.incremental import LINE, cpu_of
from benchmarks.measure import ROOT
from benchmarks.settings import Settings, kg
from benchmarks.table import Result
from tests.explorer.chromium import Chromium, Page, find

SAVES: Final = 5
REST: Final = 4.0  # seconds between saves, in which all processes come to rest
PATIENCE: Final = 180
_COLUMNS: Final = ("from the save on, until", "least wall s", "median wall s", "median CPU s of its process")
# When the page comes to each state, in seconds since 1970; a page that loads itself again starts anew.
_CLOCK: Final = """window.states = []; new MutationObserver(() => window.states.push(
[document.documentElement.dataset.state, (performance.timeOrigin + performance.now()) / 1000]))
.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] })"""


class _Save(NamedTuple):
    """Seconds since the save, and processor seconds."""

    told: float
    drawn: float
    ready: float
    watch: float
    serve: float
    browser: float


def run(settings: Settings) -> Result:
    """Save one note several times."""
    title = "from a save to the page that shows it"
    if find() is None:
        return Result("follow", title, _COLUMNS, [], ["no Chromium here"])
    vault, graph = settings.folder / "vault", settings.folder / "graph"
    shutil.copytree(settings.corpus, vault, copy_function=shutil.copy2)
    notes = sorted(vault.rglob("*.md"))
    with (
        _started(kg("watch", vault, "-o", graph), r"missing pages", error=False) as watch,
        _started(kg("serve", graph, "--vault", vault, "--port", "0"), r"at (http://\S+)/") as serve,
        Chromium("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1") as browser,
    ):
        page = browser.page()
        page.send("Page.addScriptToEvaluateOnNewDocument", source=_CLOCK)
        page.open(f"{serve.told}/explore")
        saves = [
            _saved(notes[number * 997 % len(notes)], number, watch.process, serve.process, page)
            for number in range(SAVES + 1)
        ][1:]  # the first one finds what later ones know
    rows = [
        ("the tables are on disk (kg watch)", *_of([one.told for one in saves]), _middle(saves, "watch")),
        ("the picture is drawn anew (kg serve)", *_of([one.drawn for one in saves]), _middle(saves, "serve")),
        ("the page is ready (browser)", *_of([one.ready for one in saves]), _middle(saves, "browser")),
    ]
    return Result(
        "follow", title, _COLUMNS, rows, [f"{SAVES} saves of a note, a link to a missing page added"]
    )


def _saved(
    note: Path, number: int, watch: subprocess.Popen[str], serve: subprocess.Popen[str], page: Page
) -> _Save:
    assert watch.stdout is not None  # noqa: S101  # it is a pipe
    time.sleep(REST)
    processes = (watch.pid, serve.pid)
    before = [*map(cpu_of, processes), page.browser.cpu()]
    page.js("window.states = []")
    start = time.time()
    with note.open("a", encoding="utf-8") as file:
        file.write(LINE.format(number))
    watch.stdout.readline()
    told = time.time()
    page.until("window.states?.some(([state]) => state === 'ready')", PATIENCE)
    states = dict(page.js("window.states"))
    used = [
        now - then for now, then in zip([*map(cpu_of, processes), page.browser.cpu()], before, strict=True)
    ]
    return _Save(told - start, states["drawn"] - start, states["ready"] - start, *used)


class _Started(NamedTuple):
    """A process that runs, and what it told of itself."""

    process: subprocess.Popen[str]
    told: str


@contextmanager
def _started(command: tuple[str, ...], sign: str, *, error: bool = True) -> Iterator[_Started]:
    """Run a command while the block lasts, once it has told that it is ready."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        stream = process.stderr if error else process.stdout
        assert stream is not None  # noqa: S101  # it is a pipe
        found = next(found for line in stream if (found := re.search(sign, line)))
        yield _Started(process, found[found.lastindex or 0])
    finally:
        process.kill()
        process.wait()


def _of(seconds: list[float]) -> tuple[float, float]:
    return min(seconds), median(seconds)


def _middle(saves: list[_Save], name: str) -> float:
    return median(getattr(one, name) for one in saves)
