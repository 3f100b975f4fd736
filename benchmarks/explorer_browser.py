"""Compares the explorer with three libraries in a real browser: the same nodes and edges at the same places.

The unit is the CPU second of all the browser's processes, which draw in software here; a frame counts if
something was drawn in it. The libraries are not shipped: `npm ci` in `benchmarks/browser` installs them.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np

from benchmarks.settings import Settings
from benchmarks.table import Result
from tests.explorer.chromium import Chromium, find
from tests.explorer.made_up import made_up_page

HERE = Path(__file__).parent / "browser"
MODULES = HERE / "node_modules"
LINKS = 3  # a node
QUIET = 0.03  # CPU seconds in half a second
LONGEST = 120  # seconds to wait for one page
LIBRARIES = {
    "sigma": ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js"),
    "force-graph": ("force-graph/dist/force-graph.min.js",),
    "vis-network": ("vis-network/standalone/umd/vis-network.min.js",),
}
SIZES = {"explorer": (5_000, 50_000, 100_000, 500_000), **dict.fromkeys(LIBRARIES, (5_000, 50_000))}
COLUMNS = ("what", "nodes", "file MB", "load s", "heap MB", "CPU ms a frame", "idle s of 5", "x frame")


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
            figures = measured(path)
            base.setdefault(nodes, figures[2])
            rows.append((name, nodes, path.stat().st_size / 1e6, *figures, figures[2] / base[nodes]))
    remarks.append(f"{LINKS} edges a node, 1280 x 800, WebGL in software; CPU of all processes; one run each")
    return Result("explorer-browser", "the explorer in a browser", COLUMNS, rows, remarks)


def measured(path: Path) -> tuple[float, float, float, float]:
    """CPU seconds to the picture, megabytes, CPU milliseconds of a frame, CPU seconds of five idle ones."""
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
    heap = (memory["usedSize"] + memory.get("backingStorageSize", 0)) / 1e6
    return load, heap, 1000 * moved / max(1, frames), idle


def rest(browser: Chromium) -> float:
    """Wait until the browser has nothing to do; what it has used so far."""
    last = browser.cpu()
    for _ in range(2 * LONGEST):
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
