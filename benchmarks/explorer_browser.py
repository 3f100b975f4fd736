"""Compares the explorer with three libraries in a real browser: the same nodes and edges at the same places.

The unit is the CPU second of all the browser's processes, which draw in software here; a frame counts if
something was drawn in it. The libraries are not shipped: `npm ci` in `benchmarks/browser` installs them.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.settings import Settings
from benchmarks.table import Result
from tests.explorer.chromium import BrowserError, Chromium, Page, find
from tests.explorer.made_up import made_up_page

HERE = Path(__file__).parent / "browser"
MODULES = HERE / "node_modules"
LINKS = 3  # a node
QUIET = 0.03  # CPU seconds in half a second
LONGEST = 180  # seconds to wait for a page's first picture, and for its answer to being dragged
STILL = 60  # seconds to wait for it to come to rest
ROUNDS = 3  # of the explorer's first picture, the least of which counts
VIEWS = 6  # drawn in full, one after another
STEPS = 8  # of a drag, none of which draws more than one picture
LIBRARIES = {
    "sigma": ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js"),
    "force-graph": ("force-graph/dist/force-graph.min.js",),
    "vis-network": ("vis-network/standalone/umd/vis-network.min.js",),
}
SIZES = {"explorer": (5_000, 50_000, 100_000, 500_000), **dict.fromkeys(LIBRARIES, (5_000, 50_000))}
COLUMNS = (
    *("what", "nodes", "file MB", "first picture CPU s", "heap MB", "pan frame CPU ms", "x"),
    *("idle CPU s of 5", "full frame CPU ms", "search ms", "path ms", "hover ms"),
)


def run(settings: Settings) -> Result:
    """Open a page of each, drag it, leave it alone."""
    if find() is None:
        return Result("explorer-browser", "the explorer in a browser", COLUMNS, [], ["no Chromium here"])
    rows, remarks, base = [], [], {}
    for name, sizes in SIZES.items():
        if name != "explorer" and not MODULES.exists():
            remarks.append(f"{name}: not installed (npm ci in benchmarks/browser)")
            continue
        for nodes in sizes:
            path = settings.folder / f"{name}-{nodes}.html"
            path.write_bytes(made_up_page(nodes) if name == "explorer" else peer(name, nodes))
            ours = name == "explorer"
            found = min(measured(path, ours=ours) for _ in range(ROUNDS if ours else 1))
            base.setdefault(nodes, found.frame)
            rows.append((name, nodes, path.stat().st_size / 1e6, *cells(found, base[nodes])))
    remarks += [
        f"{LINKS} edges a node, 1280 x 800, WebGL in software; CPU of all processes of the browser",
        f"the explorer's are those of the quickest of {ROUNDS} runs, the others have one",
        f"≥: given up; no picture, or no answer to the drag, within {LONGEST} s",
    ]
    return Result("explorer-browser", "the explorer in a browser", COLUMNS, rows, remarks)


class Figures(NamedTuple):
    """What one page costs; what comes after something that was given up is not known.

    Attributes:
        load: CPU seconds until the first picture is there and the browser at rest, or until it was given up.
        heap: Megabytes of JavaScript, arrays included; none if no picture came.
        frame: CPU milliseconds of each picture drawn of a drag; at least so many if `idle` is none.
        idle: CPU seconds of five in which nothing happens.
        full: CPU milliseconds of a view at rest; none for the others, which draw no other ones.
        search: Milliseconds from a key to the list, the worst of several.
        path: Milliseconds of a shortest path with all that is shown of it, same.
        hover: Milliseconds of a pointer's step, less in 95 of 100.
    """

    load: float
    heap: float | None = None
    frame: float | None = None
    idle: float | None = None
    full: float | None = None
    search: float | None = None
    path: float | None = None
    hover: float | None = None


def cells(found: Figures, base: float | None) -> tuple[float | str | None, ...]:
    """Figures as they stand in the table: what was given up as what it took at least."""
    load, heap, frame, idle, *others = found
    times = frame / base if frame and base else None
    if heap is None:
        return (f"≥ {load:.0f}", heap, frame, times, idle, *others)
    if idle is None and frame and times:
        return (load, heap, f"≥ {frame:,.0f}", f"≥ {times:,.0f}", idle, *others)
    return (load, heap, frame, times, idle, *others)


def measured(path: Path, *, ours: bool) -> Figures:
    """Open a page, drag it, leave it alone, ask it."""
    with Chromium() as browser:
        page = browser.page()
        page.send("Page.addScriptToEvaluateOnNewDocument", source=script("count"))
        start = rest(browser)
        page.send("Page.navigate", url=path.as_uri())
        try:
            page.until("document.documentElement?.dataset.state === 'ready'", patience=LONGEST)
            load = rest(browser) - start
            memory = page.send("Runtime.getHeapUsage", patience=LONGEST)
        except BrowserError:
            return Figures(browser.cpu() - start)
        heap = (memory["usedSize"] + memory.get("backingStorageSize", 0)) / 1e6
        before = browser.cpu()
        try:
            frames = page.js(script("drag").replace("STEPS", str(STEPS)), patience=LONGEST)
        except BrowserError:
            return Figures(load, heap, 1000 * (browser.cpu() - before) / STEPS)
        frame = 1000 * (browser.cpu() - before) / max(1, frames)
        rest(browser)
        before = browser.cpu()
        time.sleep(5)
        told = Figures(load, heap, frame, browser.cpu() - before)
        return Figures(*told[:4], *asked(browser, page)) if ours else told


def asked(browser: Chromium, page: Page) -> tuple[float, ...]:
    """The figures that only the explorer has; fewer of them if it does not answer any more."""
    before = browser.cpu()
    try:
        page.js(script("views").replace("VIEWS", str(VIEWS)), patience=LONGEST)
        full = 1000 * (rest(browser) - before) / VIEWS
    except BrowserError:
        return ()
    try:
        return (full, *page.js(script("ask"), patience=2 * LONGEST))
    except BrowserError:
        return (full,)


def rest(browser: Chromium) -> float:
    """Wait until the browser has nothing to do; what it has used so far."""
    last = browser.cpu()
    for _ in range(2 * STILL):
        time.sleep(0.5)
        now = browser.cpu()
        if now - last < QUIET:
            break
        last = now
    return now


def peer(name: str, nodes: int) -> bytes:
    """A page of one of the libraries: places and edges as JSON, the library inlined."""
    chance = np.random.default_rng(7)
    side = int(np.ceil(np.sqrt(max(1, nodes // 100))))
    region = np.arange(nodes) % side**2
    spread = chance.normal(0, 65535 / side / 6, (2, nodes))
    x = ((region % side + 0.5) * 65535 / side + spread[0]).astype(int)
    y = ((region // side + 0.5) * 65535 / side + spread[1]).astype(int)
    source = np.repeat(np.arange(nodes), LINKS)
    near = (source + side**2 * chance.integers(1, 60, len(source))) % nodes
    target = np.where(chance.random(len(source)) < 0.9, near, chance.integers(0, nodes, len(source)))
    data = {"x": x.tolist(), "y": y.tolist(), "e": np.stack([source, target], 1).ravel().tolist()}
    texts = ((MODULES / file).read_text(encoding="utf-8") for file in LIBRARIES[name])
    libraries = "".join(f"<script>{text}</script>" for text in texts)
    return (
        '<!doctype html><meta charset="utf-8"><style>html,body,#box{margin:0;width:100%;height:100%}</style>'
        f'<body><div id="box"></div>{libraries}<script>const {{x, y, e}} = {json.dumps(data)};'
        f"const box = document.getElementById('box'); {script(name)}"
        "requestAnimationFrame(() => requestAnimationFrame("
        "() => document.documentElement.dataset.state = 'ready'));"
        "</script>"
    ).encode()


def script(name: str) -> str:
    """One of the scripts beside this module."""
    return (HERE / f"{name}.js").read_text(encoding="utf-8")
