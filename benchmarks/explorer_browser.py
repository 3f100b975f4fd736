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
from tests.explorer.chromium import BrowserError, Chromium, find
from tests.explorer.made_up import made_up_page

HERE = Path(__file__).parent / "browser"
MODULES = HERE / "node_modules"
LINKS = 3  # a node
QUIET = 0.03  # CPU seconds in half a second
LONGEST = 120  # seconds to wait for one page; a browser that does not answer for 60 is given up, too
STILL = 60  # seconds to wait for it to come to rest
ROUNDS = 3  # of the explorer's first picture, the least of which counts
VIEWS = 6  # drawn in full, one after another
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
            try:
                found = min(measured(path, ours=ours) for _ in range(ROUNDS if ours else 1))
            except BrowserError as error:
                remarks.append(f"{name}, {nodes:,} nodes: given up, {error}")
                continue
            base.setdefault(nodes, found.frame)
            load, heap, frame, *others = found
            size = path.stat().st_size / 1e6
            rows.append((name, nodes, size, load, heap, frame, frame / base[nodes], *others))
    remarks += [
        f"{LINKS} edges a node, 1280 x 800, WebGL in software; CPU of all processes of the browser",
        f"the explorer's are those of the quickest of {ROUNDS} runs, the others have one",
    ]
    return Result("explorer-browser", "the explorer in a browser", COLUMNS, rows, remarks)


class Figures(NamedTuple):
    """What one page costs.

    Attributes:
        load: CPU seconds until the first picture is there and the browser at rest.
        heap: Megabytes of JavaScript, arrays included.
        frame: CPU milliseconds of each picture drawn while the map is dragged.
        idle: CPU seconds of five in which nothing happens.
        full: CPU milliseconds of a view with all its lines; none for the others, which draw no other ones.
        search: Milliseconds from a key to the list, the worst of several.
        path: Milliseconds of a shortest path with all that is shown of it, same.
        hover: Milliseconds of a pointer's step, less in 95 of 100.
    """

    load: float
    heap: float
    frame: float
    idle: float
    full: float | None = None
    search: float | None = None
    path: float | None = None
    hover: float | None = None


def measured(path: Path, *, ours: bool) -> Figures:
    """Open a page, drag it, leave it alone, ask it."""
    with Chromium() as browser:
        page = browser.page()
        page.send("Page.addScriptToEvaluateOnNewDocument", source=script("count"))
        start = rest(browser)
        page.send("Page.navigate", url=path.as_uri())
        page.until("document.documentElement?.dataset.state === 'ready'", patience=LONGEST)
        load = rest(browser) - start
        memory = page.send("Runtime.getHeapUsage")
        before = browser.cpu()
        frames = page.js(script("drag"))
        moved = browser.cpu() - before
        rest(browser)
        before = browser.cpu()
        time.sleep(5)
        idle = browser.cpu() - before
        before = browser.cpu()
        if ours:
            page.js(script("views").replace("VIEWS", str(VIEWS)))
        full = (rest(browser) - before) / VIEWS
        answers = page.js(script("ask")) if ours else ()
    heap = (memory["usedSize"] + memory.get("backingStorageSize", 0)) / 1e6
    told = Figures(load, heap, 1000 * moved / max(1, frames), idle)
    return Figures(*told[:4], 1000 * full, *answers) if ours else told


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
